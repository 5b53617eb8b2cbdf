"""How large a circuit may be, and how much room is left in it.

Beyond these a picture says nothing any more, and its editor answers too slowly to draw in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from core.problems import Problem
from workflows.domain.circuit import Circuit

#: How many of each a circuit may have (`schemas/meta/workflow.json`).
MOST: Final[Mapping[str, int]] = {
    "statuses": 300,
    "transitions": 900,
    "timers": 300,
    "tabs": 20,
    "functions": 40,
}
#: Whoever has come so far is told how much room is left.
NEARLY: Final = 0.8


def nearly_full(circuit: Circuit) -> Iterator[Problem]:
    """Advice, before the ceiling refuses the next one."""
    counts = {
        "statuses": len(circuit.statuses),
        "transitions": len(circuit.transitions),
        "timers": len(circuit.timers),
    }
    for name, count in counts.items():
        if count >= NEARLY * MOST[name]:
            yield Problem(f"/{name}", f"circuit.room-{name}", {"count": count, "most": MOST[name]})
