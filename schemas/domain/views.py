"""What a view shows and in which order, as its document says it: a pointer alone, or with more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def named(part: Any) -> dict[str, Any]:
    """« /nom » is {"field": "/nom"}."""
    return {"field": part} if isinstance(part, str) else dict(part)


def columns_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The columns, in order."""
    return [named(part) for part in document.get("columns", ())]


def order_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What rows are sorted by, the first one first."""
    return [named(part) for part in document.get("sort", ())]
