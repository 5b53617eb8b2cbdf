"""Needs that run upwards: a lower room declares a point, upper rooms fill it from their plates."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

_FILLED: dict[str, dict[str, Any]] = defaultdict(dict)


class DuplicateContribution(RuntimeError):
    """Two fillers of one name at one point."""


def fill(point: str, filler: Any) -> None:
    """Hang `filler` at `point` under its `key` (or `name`); the same object twice is one."""
    name = getattr(filler, "key", None) or getattr(filler, "name", None) or repr(filler)
    known = _FILLED[point].get(name)
    if known is not None and known is not filler:
        message = f"{point}: {name}"
        raise DuplicateContribution(message)
    _FILLED[point][name] = filler


def all_of(point: str) -> list[Any]:
    """Everything that hangs at `point`, in the order of the rooms."""
    return list(_FILLED[point].values())


def one_of(point: str, name: str) -> Any | None:
    """The filler called `name` at `point`, if any."""
    return _FILLED[point].get(name)
