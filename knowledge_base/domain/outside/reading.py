"""Answers of others are read part by part: nothing of them is believed to have a shape."""

from __future__ import annotations

import math
from typing import Any


class Unreadable(Exception):
    """It answered, and not what was asked."""


def number(value: Any) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unreadable
    try:
        found = float(value)
    except OverflowError as fault:
        raise Unreadable from fault
    if not math.isfinite(found):
        raise Unreadable
    return found


def share(value: Any) -> float:
    """A number brought between 0 and 1."""
    return min(1.0, max(0.0, number(value)))
