"""Adding, removing and moving the rows of a list: `documents.up:2`."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_ACT = re.compile(r"([a-z_-]{1,60})\.(add|remove|up|down)(?::([0-9]{1,4}))?\Z")


@dataclass(frozen=True, slots=True)
class RowAct:
    """What a button of a list asks for."""

    list: str
    verb: str
    place: int = 0

    @classmethod
    def of(cls, act: str) -> RowAct | None:
        """Read the value of the button; None when it is about something else."""
        found = _ACT.match(act)
        return cls(found[1], found[2], int(found[3] or 0)) if found else None


def rearranged(
    items: Sequence[Any], act: RowAct, blank: Mapping[str, Any]
) -> tuple[list[Any], int | None]:
    """The list after the act, and where the row that it was about stands now (None: nowhere)."""
    rows = list(items)
    if act.verb == "add":
        return [*rows, copy.deepcopy(dict(blank))], len(rows)
    if act.place >= len(rows):
        return rows, None
    row = rows.pop(act.place)
    if act.verb == "remove":
        return rows, None
    place = act.place + (-1 if act.verb == "up" else 1)
    place = max(0, min(place, len(rows)))
    rows.insert(place, row)
    return rows, place
