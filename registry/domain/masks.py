"""A value told without being given: dots, and the end of a long text."""

from __future__ import annotations

from typing import Any, Final

DOTS: Final = "••••"
KEPT: Final = 4
#: A text must hide more than it shows.
LONG_ENOUGH: Final = 9


def masked(value: Any) -> str | None:
    """« ••••1234 »; nothing where there is no value."""
    if value is None:
        return None
    if isinstance(value, str) and len(value) >= LONG_ENOUGH:
        return DOTS + value[-KEPT:]
    return DOTS
