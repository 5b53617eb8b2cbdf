"""Conditions of the service editor: where their names come from, how several are read at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.actor import Actor
from schemas import conditioning

#: What each condition of a service may name, as its provider is called.
PLACE, PAPERS = "service", "documents"


@dataclass(slots=True)
class Conditions:
    """Conditions posted with a page, by place; those not kept are shown again as typed."""

    kept: dict[int, Any] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)
    #: What the page answers with instead of going back: 200 while some row is only begun, 422 when
    #: one is wrong; 0 when all may be kept.
    status: int = 0

    def read(self, posted: Any, prefix: str, place: int, names: Any, before: Any) -> None:
        """Take in one condition."""
        found = conditioning.read(posted, prefix, names, before=_said(before))
        self.kept[place] = found.condition
        self.shown[prefix] = found.shown
        if found.problems:
            self.status = max(self.status, 200 if conditioning.only_begun(found.problems) else 422)


def names_for(actor: Actor, source: str, key: str) -> Any:
    """What conditions of this service may name."""
    return conditioning.names_of(actor, f"{source}:{key}")


def drawn(
    names: Any, conditions: Iterable[tuple[str, Any]], posted: Mapping[str, Any]
) -> dict[str, Any]:
    """Prefix → the condition as rows; those of `posted` as they were typed."""
    return {
        prefix: posted.get(prefix) or conditioning.shown(prefix, _said(condition), names)
        for prefix, condition in conditions
    }


def _said(condition: Any) -> Any:
    """`true` and nothing are the same: always."""
    return None if condition is True else condition
