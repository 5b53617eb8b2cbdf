"""What changed between two versions, in words: typed by the room of the kind, else part by part.

A room fills `schemas.changes` with objects that have `key`, `kind`, `changes(old, new)` (`Change`s
whose `before` and `after` are words) and `words` (code → `Sentence`). What lies outside the parts
it `covers` is told plainly; so is everything of a kind nobody speaks for. `nouns` names parts,
`types()` says what conditions within speak of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from core.contributions import all_of
from core.i18n import _l
from schemas import kinds
from schemas.domain.changes import Change
from schemas.plain_changes import plain_changes

POINT: Final = "schemas.changes"
Act = Literal["added", "removed", "changed", "moved"]
#: Longest text shown of what something said or says.
LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Sentence:
    """How a code is told: what sort of act, its sentence, what to think of before publishing."""

    act: Act
    text: Any
    advice: Any = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A change as people read it."""

    change: Change
    act: Act
    text: str
    advice: str
    before: str
    after: str


PLAIN: Final[Mapping[str, Sentence]] = {
    "part-added": Sentence("added", _l("Ajouté : %(label)s")),
    "part-removed": Sentence("removed", _l("Retiré : %(label)s")),
    "part-changed": Sentence("changed", _l("Modifié : %(label)s")),
    "part-moved": Sentence("moved", _l("Ordre changé : %(label)s")),
}


def changes_between(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Told]:
    """Every change from `old` to `new`, what wants a second look first."""
    room = next((each for each in all_of(POINT) if each.kind == kind), None)
    typed = _typed(room, old, new)
    found = list(typed or ())
    covered: frozenset[str] = frozenset() if typed is None else getattr(room, "covers", frozenset())
    names = [name for name in dict.fromkeys([*new, *old]) if name not in covered]
    rest = {name: [side.get(name) for side in (old, new)] for name in names}
    speaks_of = getattr(room, "types", None)
    found += plain_changes(
        {name: pair[0] for name, pair in rest.items() if pair[0] is not None},
        {name: pair[1] for name, pair in rest.items() if pair[1] is not None},
        getattr(room, "nouns", {}),
        getattr(room, "weighs", None),
        speaks_of() if speaks_of else None,
    )
    words = {**PLAIN, **getattr(room, "words", {})}
    told = [_told(each, words) for each in found]
    return sorted(told, key=lambda each: not each.change.attention)


def _typed(room: Any, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change] | None:
    """What the room says; None when nobody speaks, or one of the two has not the shape it reads."""
    if room is None:
        return None
    try:
        return list(room.changes(old, new))
    except kinds.STUMBLES:
        if not (kinds.problems_of(new) or kinds.problems_of(old)):
            raise
        return None


def all_compatible(told: Iterable[Told]) -> bool:
    """Whether what runs on the older version can follow without anybody's look."""
    return all(each.change.compatible for each in told)


def _told(change: Change, words: Mapping[str, Sentence]) -> Told:
    sentence = words[change.code]
    before, after = _short(change.before), _short(change.after)
    params = {"label": change.label, "before": before, "after": after}
    advice = "" if change.compatible and not change.attention else str(sentence.advice)
    return Told(change, sentence.act, str(sentence.text) % params, advice, before, after)


def _short(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def carried(kind: str) -> bool:
    """Whether a publication of this kind says what becomes of what runs on older versions."""
    return any(getattr(each, "carried", False) for each in all_of(POINT) if each.kind == kind)
