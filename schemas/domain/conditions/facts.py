"""What is known at the moment of deciding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.errors import PreauError
from schemas.domain.conditions.values import UNSET

#: Enough for a form of 1,000 rows under a dozen nested questions; far under a second.
BUDGET = 200_000


class StepBudgetSpent(PreauError):
    """A condition asked for more work than any honest one needs."""

    status = 422
    code = "step-budget"
    message = "Une condition demande trop de calculs. Simplifiez-la ou raccourcissez la liste."


@dataclass(frozen=True, slots=True)
class Facts:
    """Answers and surroundings by name; `today` and `now` stand still during one evaluation."""

    names: Mapping[str, Any]
    today: date
    now: datetime
    #: Dotted names that may decide but that no reason may spell, nor anything under them.
    withheld: frozenset[str] = frozenset()


class Run:
    """One evaluation under way: the facts, the row at hand, the steps left."""

    __slots__ = ("names", "now", "row", "steps", "today", "withheld")

    def __init__(self, facts: Facts, row: Mapping[str, Any] | None, steps: int = BUDGET) -> None:
        self.names = facts.names
        self.today = facts.today
        self.now = facts.now
        self.withheld = facts.withheld
        self.row: Any = row
        self.steps = steps

    def spend(self, steps: int) -> None:
        """Pay for a loop before running it."""
        self.steps -= steps
        if self.steps < 0:
            raise StepBudgetSpent


def look_up(place: Any, parts: tuple[str, ...]) -> Any:
    """The value at a path of nested mappings, or UNSET. A file in the way gives UNSET too."""
    for part in parts:
        if not isinstance(place, Mapping):
            return UNSET
        place = place.get(part, UNSET)
    return place
