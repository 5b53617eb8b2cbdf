"""Which moves a step back takes back: what they promised does not hold any more.

Back to a status one has been in: all that was done since the latest arrival there. Out of a final
status: at least the move that led into it. Any other move takes nothing back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol


class Entry(Protocol):
    """A line of the journal."""

    id: int
    to_status: str
    direction: str
    undone_at: datetime | None

    @property
    def before(self) -> Mapping[str, Any]:
        """The head as it was."""


def overtaken(journal: Sequence[Entry], step: Entry) -> list[int]:
    """Ids of the moves before `step` that it takes back; `journal` comes in any order."""
    reopens = step.before.get("status_kind") == "final"
    if step.direction != "back" and not reopens:
        return []
    earlier = sorted(
        (one for one in journal if one.id < step.id and one.undone_at is None),
        key=lambda one: one.id,
        reverse=True,
    )
    arrival = next((one.id for one in earlier if one.to_status == step.to_status), None)
    if arrival is None:
        return [one.id for one in earlier[:1]] if reopens else []
    return [one.id for one in earlier if one.id > arrival]
