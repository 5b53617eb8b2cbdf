"""What stands between a draft and its publication, each thing at its tab and control."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogue.domain.designing.places import Place, place_of
from catalogue.pages.designing.words import TABS, of_blank
from core.problems import Problem
from core.words import message
from schemas import operations
from schemas.kinds import is_warning
from schemas.metaschema import problems_against

#: From /sheet/summary/0/p on, the text is drawn piece by piece, whatever it holds.
_INSIDE_A_BLOCK = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to mend, and where."""

    text: str
    place: Place
    warning: bool = False

    @property
    def tab_label(self) -> str:
        """The tab it is mended on."""
        return str(TABS.get(self.place.tab, ""))


@dataclass(frozen=True, slots=True)
class Told:
    """Everything there is to say of a draft."""

    listed: tuple[Line, ...] = ()
    #: Id of a control → the first sentence about it.
    errors: Mapping[str, str] = field(default_factory=dict)
    #: Tab → how many things are to be mended on it.
    counts: Mapping[str, int] = field(default_factory=dict)


def told_of(body: Mapping[str, Any]) -> Told:
    """The problems of a document in words, in the order of the tabs."""
    lines = [_line(problem) for problem in operations.problems_in_document(dict(body))]
    order = list(TABS)
    lines.sort(key=lambda one: order.index(one.place.tab) if one.place.tab in order else -1)
    errors: dict[str, str] = {}
    for line in lines:
        if line.place.field and not line.warning:
            errors.setdefault(line.place.field, line.text)
    return Told(tuple(lines), errors, Counter(one.place.tab for one in lines if not one.warning))


def is_readable(body: Mapping[str, Any]) -> bool:
    """Whether a document has the shape pages rely on: one written as a text may have any."""
    return not any(map(_breaks, problems_against("service", body)))


def _breaks(problem: Problem) -> bool:
    steps = problem.path.split("/")[1:]
    if steps[:2] in (["sheet", "summary"], ["sheet", "how"]) and len(steps) > _INSIDE_A_BLOCK:
        return False
    if problem.code == "meta-required":
        return problem.path != ""
    return problem.code in {"meta-type", "meta-oneOf"}


def _line(problem: Problem) -> Line:
    missing = str(problem.params.get("name", "")) if problem.code == "meta-required" else ""
    steps = [step for step in problem.path.split("/")[1:] if step]
    steps += [missing] if missing else []
    text = of_blank(problem.code, steps) or message(problem)
    return Line(text, place_of(problem.path, missing), is_warning(problem))
