"""Everything the checks say of a circuit under construction, each sentence with the way to its row.

Publication looks at names and ways only once the shape is sound; who draws a circuit is told of
both at once: a word that is missing here must not hide a dead end there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from core.problems import Problem
from core.words import message
from schemas import operations
from schemas.kinds import STUMBLES, is_warning
from workflows.domain.circuit import Circuit
from workflows.kind import static_problems
from workflows.pages.editing.places import STATUSES, Place, place_of, row_of
from workflows.pages.editing.words import TABS, of_blank

#: Most lines shown: a circuit that is wrong everywhere is mended from the top.
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to mend, and where."""

    text: str
    place: Place
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """Everything there is to say of a draft."""

    lines: tuple[Line, ...] = ()
    more: int = 0
    #: Tab → how many things are to be mended on it.
    tabs: Mapping[str, int] = field(default_factory=dict)
    #: Reference of a row → what is to be mended in it: (refused, warned).
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def told_of(body: Mapping[str, Any]) -> Told:
    """The problems of a document in words, refusals first, in the order of the tabs."""
    lines = [_line(body, problem) for problem in _all(body)]
    found = list({(one.text, one.place.opened): one for one in reversed(lines)}.values())[::-1]
    order = list(TABS)
    found.sort(key=lambda one: (one.warning, order.index(one.place.tab) if one.place.tab else -1))
    tabs = Counter(one.place.tab or STATUSES for one in found if not one.warning)
    counts: dict[str, tuple[int, int]] = {}
    for one in found:
        row = row_of(one.place.opened)
        refused, warned = counts.get(row, (0, 0))
        counts[row] = (refused + (not one.warning), warned + one.warning)
    return Told(tuple(found[:MOST]), max(0, len(found) - MOST), tabs, counts)


def _all(body: Mapping[str, Any]) -> list[Problem]:
    found = operations.problems_in_document(dict(body))
    if any(problem.code.startswith("meta-") for problem in found):
        told = {problem.path for problem in found}
        found += [one for one in _beyond(body) if one.path not in told]
    return found


def _beyond(body: Mapping[str, Any]) -> list[Problem]:
    """Names and ways of a circuit whose words are not all there."""
    try:
        return static_problems(Circuit.of(body))
    except STUMBLES:
        return []


def _line(body: Mapping[str, Any], problem: Problem) -> Line:
    place = place_of(body, problem)
    text = of_blank(problem, place) or message(problem)
    return Line(text, place, is_warning(problem))
