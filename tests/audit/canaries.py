"""Words that nobody else says, and the two places they are said at."""

from __future__ import annotations

import itertools
from typing import Any

from tests.audit.expected import Thing

CODES = {"tilleuls": "0350001A", "val": "0350002B"}
HEADS = {"tilleuls": "cheffe", "val": "autre_chef"}
_numbers = itertools.count(100)


def canary() -> str:
    """A word nobody else says."""
    return f"Zq{next(_numbers)}kx"


def inside(
    place: str, canary: str, side: str = "both", *ids: object, service: str = "travaux", **more: Any
) -> Thing:
    """Something without an address of its own, read with the request it belongs to."""
    names = tuple(str(one) for one in ids)
    return Thing("inside", names, canary, place=place, service=service, side=side, **more)
