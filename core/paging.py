"""Keyset pages: a cursor holds the sort values of the last row, never an offset."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from core import jsondoor
from core.errors import BadInput, PreauError

T = TypeVar("T")
#: Lists say « plus de 1 000 » past this count.
COUNT_BOUND = 1000


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list and how to go on."""

    items: Sequence[T]
    next: str | None
    previous: str | None = None
    count: int | None = None
    bounded: bool = False


def cursor(*values: Any) -> str:
    """An opaque cursor over JSON-ready values."""
    raw = json.dumps(values, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def values_of(text: str | None, expected: int | None) -> list[Any] | None:
    """The values of a cursor; a cursor that was tampered with is refused (400). `expected` is how
    many, when that is known: an empty list has lost the places of its rows."""
    if not text:
        return None
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        values = jsondoor.parse(raw)  # somebody may have written it: depth, NUL, surrogates
    except (ValueError, binascii.Error, PreauError) as error:
        raise BadInput from error
    if not isinstance(values, list) or not values:
        raise BadInput
    if expected is not None and len(values) != expected:
        raise BadInput
    if not all(isinstance(v, str | int | float | None) for v in values):
        raise BadInput
    return values


def part(
    rows: Iterable[T],
    place: Callable[[T], list[str]],
    after: str | None,
    limit: int,
    *,
    down: bool = False,
) -> tuple[list[T], str | None]:
    """A page of a short list that is known whole, in the order of `place`, which is no two rows':
    what came or went meanwhile moves nobody. `down`: the last place first."""
    ordered = sorted(rows, key=place, reverse=down)
    last = values_of(after, len(place(ordered[0])) if ordered else None)
    if last is not None:
        if not all(isinstance(value, str) for value in last):
            raise BadInput
        ordered = [row for row in ordered if place(row) != last and (place(row) < last) == down]
    following = cursor(*place(ordered[limit - 1])) if len(ordered) > limit else None
    return ordered[:limit], following
