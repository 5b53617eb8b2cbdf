"""Keys of answers: made from the label, free until they are published, never given twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from core.folding import fold
from form_factory.domain.pointers import pointer_of
from form_factory.domain.vocabulary import RESERVED
from form_factory.domain.walk import items_of, properties_of

#: Address of every question ever published → its x-id.
Former = Mapping[str, str]
NewId = Callable[[], str]

_LONGEST = 40
_HEAD = re.compile(r"^[^a-z]+")


def former_of(published: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What the published versions of a form have called its questions."""
    return {
        pointer_of(path): str(part.get("x-id", ""))
        for document in published
        for _place, path, part in properties_of(document.get("schema", {}))
    }


def is_frozen(path: tuple[str, ...], x_id: str | None, former: Former) -> bool:
    """Whether answers of this question may be kept somewhere under this key."""
    return x_id is not None and former.get(pointer_of(path)) == x_id


def key_for(
    label: str,
    holder: Mapping[str, Any],
    stem: tuple[str, ...],
    former: Former,
    *,
    x_id: str | None = None,
    otherwise: str = "question",
) -> str:
    """A key no other question has or ever had in this place."""
    taken = set(holder.get("properties", {}))
    taken |= {
        pointer.rpartition("/")[2]
        for pointer, owner in former.items()
        if pointer.rpartition("/")[0] == pointer_of(stem) and owner != x_id
    }
    if not stem:
        taken |= RESERVED
    return free_name(label, taken, otherwise)


def free_name(label: str, taken: AbstractSet[str], otherwise: str) -> str:
    """`Précisez le mobilier` → `precisez_le_mobilier`, numbered when it is taken."""
    plain = _HEAD.sub("", fold(label).replace(" ", "_"))[:_LONGEST].strip("_") or otherwise
    name, number = plain, 1
    while name in taken:
        number += 1
        end = f"_{number}"
        name = plain[: _LONGEST - len(end)].rstrip("_") + end
    return name


def text_name(document: Mapping[str, Any], kind: str, label: str) -> str:
    """A free name for a notice, an explanation or a section."""
    taken = {str(placed.item[kind]) for placed in items_of(document) if kind in placed.item}
    return free_name(label, taken, kind)


def with_ids(part: dict[str, Any], new_id: NewId, *, again: bool = False) -> dict[str, str]:
    """Give an x-id to every question inside a schema part; all new ones when it is a copy.

    Gives back old x-id → new one.
    """
    changed: dict[str, str] = {}
    for inner in part.get("properties", {}).values():
        if again or "x-id" not in inner:
            old, inner["x-id"] = inner.get("x-id"), new_id()
            if old:
                changed[old] = inner["x-id"]
        changed |= with_ids(inner, new_id, again=again)
    if isinstance(part.get("items"), dict):
        changed |= with_ids(part["items"], new_id, again=again)
    return changed
