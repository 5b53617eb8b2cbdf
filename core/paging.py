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


def values_of(text: str | None, expected: int) -> list[Any] | None:
    """The values of a cursor; a cursor that was tampered with is refused (400)."""
    if not text:
        return None
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        values = jsondoor.parse(raw)  # somebody may have written it: depth, NUL, surrogates
    except (ValueError, binascii.Error, PreauError) as error:
        raise BadInput from error
    if not isinstance(values, list) or len(values) != expected:
        raise BadInput
    if not all(isinstance(v, str | int | float | None) for v in values):
        raise BadInput
    return values


def part(
    rows: Iterable[T], place: Callable[[T], list[str]], after: str | None, limit: int
) -> tuple[list[T], str | None]:
    """A page of a short list that is known whole, in the order of `place`, which is no two rows':
    what came or went meanwhile moves nobody."""
    width = 1
    ordered = sorted(rows, key=place)
    if ordered:
        width = len(place(ordered[0]))
    begun = values_of(after, width) if ordered else None
    if begun is not None:
        ordered = [row for row in ordered if place(row) > [str(value) for value in begun]]
    following = cursor(*place(ordered[limit - 1])) if len(ordered) > limit else None
    return ordered[:limit], following
