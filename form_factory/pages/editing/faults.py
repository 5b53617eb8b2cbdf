"""What is still to be mended, each thing at the item it speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.kept import Kept
from core.problems import Problem
from core.words import message
from form_factory.domain.editing import Spot
from form_factory.domain.pointers import parts_of
from form_factory.pages.editing.desk import Desk
from schemas import kinds
from schemas.publication import missing_references


@dataclass(frozen=True, slots=True)
class Fault:
    """One sentence and where it leads."""

    text: str
    warning: bool
    ref: str
    page: str
    label: str
    url: str


#: Hashes of drafts whose shape is known to be sound.
_SOUND: Final[Kept[str, bool]] = Kept(500)


def faults_of(desk: Desk, sha256: str, before: str = "") -> list[Fault]:
    """All faults of the draft, examples that fail left to their own page.

    `before` is the hash it had before an act that only moves or removes: such acts keep a sound
    shape sound (tests/form_factory/test_editing.py), so that it is not weighed again. What adds
    may go over a bound (60 steps, 1,000 questions): it is.
    """
    document = dict(desk.document)
    sound = _SOUND.get(sha256) or _SOUND.get(before)
    shape = [] if sound else kinds.shape_problems(document)
    if not shape:
        _SOUND.put(sha256, value=True)
    found = shape or kinds.kind_of("form").problems(document)
    if all(map(kinds.is_warning, found)):
        found = [*found, *missing_references(document)]
    return [fault_at(desk, each) for each in found if not kinds.is_failing_test(each)]


def fault_at(desk: Desk, problem: Problem) -> Fault:
    """A problem of the document as a line of the editor."""
    spot = _spot_at(desk, problem.path)
    page = _page_at(desk, problem.path) if spot is None else str(desk.pages[spot.page]["id"])
    ref = spot.ref if spot else ""
    label = spot.label if spot else _title_of(desk, page)
    warning = kinds.is_warning(problem)
    return Fault(message(problem), warning, ref, page, label, desk.url(page, ref))


def by_ref(faults: Sequence[Fault]) -> Mapping[str, list[Fault]]:
    """Faults under the item they stand at."""
    found: dict[str, list[Fault]] = {}
    for each in faults:
        found.setdefault(each.ref, []).append(each)
    return found


def _spot_at(desk: Desk, pointer: str) -> Spot | None:
    parts = pointer.split("/")
    if parts[1:2] == ["ui"]:
        held = [s for s in desk.by_ref.values() if _within(pointer, s.at)]
        return max(held, key=lambda spot: len(spot.at), default=None)
    if parts[1:2] == ["schema"]:
        path = tuple(parts[n + 1] for n, name in enumerate(parts[:-1]) if name == "properties")
        return _by_path(desk, path)
    if parts[1:2] in (["computed"], ["prefill"]) and len(parts) > 2 and parts[2].isdigit():
        rules: Any = desk.document.get(parts[1], [])
        number = int(parts[2])
        return _by_path(desk, parts_of(rules[number]["field"])) if number < len(rules) else None
    return None


def _by_path(desk: Desk, path: tuple[str, ...]) -> Spot | None:
    """The question of this answer, else the one that holds it."""
    known = {spot.path: spot for spot in desk.by_ref.values() if spot.path}
    while path:
        if path in known:
            return known[path]
        path = path[:-1]
    return None


def _within(pointer: str, at: str) -> bool:
    return pointer == at or pointer.startswith(at + "/")


def _page_at(desk: Desk, pointer: str) -> str:
    parts = pointer.split("/")
    on_page = parts[1:3] == ["ui", "pages"] and len(parts) > 3 and parts[3].isdigit()
    if on_page and int(parts[3]) < len(desk.pages):
        return str(desk.pages[int(parts[3])]["id"])
    return ""


def _title_of(desk: Desk, page: str) -> str:
    return next((str(one["title"]) for one in desk.pages if one["id"] == page), "")
