"""What an import says of itself: counts, and the lines somebody should look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

COUNTS = ("lines", "created", "updated", "unchanged", "refused", "duplicates", "doubtful")
#: Lines kept with the import; the counts tell the whole.
MOST_TOLD = 5_000


@dataclass(slots=True)
class Report:
    """Filled line by line."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    lines: list[dict[str, Any]] = field(default_factory=list)

    def count(self, what: str, number: int = 1) -> None:
        """One more of these."""
        self.counts[what] += number

    def tell(
        self,
        line: int,
        column: str,
        code: str,
        params: Mapping[str, Any] | None = None,
        *,
        refused: bool = True,
    ) -> None:
        """One thing about one line: values themselves stay out (they may be personal)."""
        if len(self.lines) < MOST_TOLD:
            self.lines.append(
                {
                    "line": line, "column": column, "code": code,
                    "params": _plain(params or {}), "refused": refused,
                }
            )  # fmt: skip


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in params.items() if isinstance(v, str | int | float | bool)}
