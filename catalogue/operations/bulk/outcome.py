"""What became of one request of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

#: The very same for all, so that `core.rows` sends them once.
_NO_REASON: list[dict[str, Any]] = []
_NOTHING: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One item as it is written back."""

    seq: int
    #: done, refused, changed, failed, gone.
    outcome: str
    reason: list[dict[str, Any]] = field(default_factory=list)
    step_id: int | None = None
    left_version: int | None = None
    before: dict[str, Any] = field(default_factory=dict)
    held_until: datetime | None = None

    def row(self, run_id: UUID) -> dict[str, Any]:
        """As `core.rows` writes it."""
        return {
            "run_id": run_id,
            "seq": self.seq,
            "outcome": self.outcome,
            "reason": self.reason or _NO_REASON,
            "step_id": self.step_id,
            "left_version": self.left_version,
            "before": self.before or _NOTHING,
            "held_until": self.held_until,
        }
