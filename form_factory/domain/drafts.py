"""A draft of answers and the patches folded into it; two devices may write at once.

Every change raises the draft's version, and each answer remembers the version that set it. A patch
says which version its author had before the eyes: an answer changed since is a conflict, shown with
both values, never overwritten in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from form_factory.domain.normal import is_blank
from form_factory.domain.pointers import MISSING, drop, parts_of, put, value_at


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers as typed, hidden ones included (parked until submission)."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    #: Pointer of a repeated question → the ULIDs of its rows, in their order.
    rows: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: Address of an answer (`/nature`, `/lots[01H…]/libelle`) → version that set it.
    versions: Mapping[str, int] = field(default_factory=dict)
    version: int = 0


@dataclass(frozen=True, slots=True)
class Patch:
    """One answer changed. `path` is an address without row number; `row` the ULID of its row."""

    path: str
    value: Any = MISSING
    base: int = 0
    row: str | None = None

    @property
    def address(self) -> str:
        """Where the version of this answer is kept."""
        if self.row is None:
            return self.path
        holder, _, key = self.path.rpartition("/")
        return f"{holder}[{self.row}]/{key}"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two devices, two answers. `theirs` is MISSING when the answer or its row was removed."""

    patch: Patch
    theirs: Any
    row_gone: bool = False


@dataclass(frozen=True, slots=True)
class Folded:
    """The draft after the patches, and those that met another change."""

    draft: Draft
    conflicts: tuple[Conflict, ...] = ()
    changed: tuple[str, ...] = ()


def fold(draft: Draft, patches: Sequence[Patch]) -> Folded:
    """Apply what can be applied; a patch that changes nothing leaves no trace."""
    answers = deepcopy(dict(draft.answers))
    versions = dict(draft.versions)
    version = draft.version + 1
    conflicts: list[Conflict] = []
    changed: list[str] = []
    for patch in patches:
        place = _place(answers, draft.rows, patch)
        if place is None:
            conflicts.append(Conflict(patch, MISSING, row_gone=True))
            continue
        document, path = place
        now, wanted = value_at(document, path), patch.value
        if same(now, wanted):
            continue
        if versions.get(patch.address, 0) > patch.base:
            conflicts.append(Conflict(patch, now))
            continue
        if is_blank(wanted):
            drop(document, path)
        else:
            put(document, path, wanted)
        versions[patch.address] = version
        changed.append(patch.address)
    if not changed:
        return Folded(draft, tuple(conflicts))
    after = replace(draft, answers=answers, versions=versions, version=version)
    return Folded(after, tuple(conflicts), tuple(changed))


def answer_at(draft: Draft, pointer: str, row: str | None) -> Any:
    """What stands at an address, in its row when it has one; MISSING when its row is gone."""
    place = _place(dict(draft.answers), draft.rows, Patch(pointer, row=row))
    return MISSING if place is None else value_at(*place)


def same(one: Any, other: Any) -> bool:
    """Equal as JSON: `True` is not `1`; two blanks are one."""
    if is_blank(one) or is_blank(other):
        return is_blank(one) and is_blank(other)
    return type(one) is type(other) and bool(one == other)


def _place(
    answers: dict[str, Any], rows: Mapping[str, Sequence[str]], patch: Patch
) -> tuple[dict[str, Any], tuple[str, ...]] | None:
    """The object and the path in it that a patch writes to; None when its row is gone."""
    parts = parts_of(patch.path)
    if patch.row is None:
        return answers, parts
    holder = patch.path.rpartition("/")[0]
    ids = list(rows.get(holder, ()))
    listed = value_at(answers, parts[:-1])
    if patch.row not in ids or not isinstance(listed, list) or len(listed) != len(ids):
        return None
    row = listed[ids.index(patch.row)]
    return (row, parts[-1:]) if isinstance(row, dict) else None
