"""What the reader builds: a piece of the document that knows its columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

_CHAINS: Final = frozenset({"and", "or", "+", "*"})


@dataclass(frozen=True, slots=True)
class Part:
    """A document, where it was written, and its own parts by their pointers."""

    document: Any
    column: int
    inner: tuple[tuple[str, Part], ...] = ()
    #: The operator it may still be chained by: `a + b` followed by `+ c`.
    chain: str = ""
    #: What a bare word was, before it became a `var`.
    path: str = ""

    @property
    def literal(self) -> bool:
        """Whether it is a value as it stands."""
        return not isinstance(self.document, dict | list)

    def closed(self) -> Part:
        """The same in brackets."""
        return replace(self, chain="")

    def columns(self) -> Iterator[tuple[str, int]]:
        """Pointer → column, for faults the checker finds; `1/1/1/…` may go very deep."""
        waiting: list[tuple[str, Part]] = [("", self)]
        while waiting:
            at, part = waiting.pop()
            yield at, part.column
            waiting += [(at + pointer, inner) for pointer, inner in part.inner]


def operation(op: str, column: int, *parts: Part) -> Part:
    """`{op: [parts]}`."""
    key = op.replace("~", "~0").replace("/", "~1")
    inner = tuple((f"/{key}/{number}", part) for number, part in enumerate(parts))
    return Part({op: [part.document for part in parts]}, column, inner)


def chained(op: str, column: int, left: Part, right: Part) -> Part:
    """`a + b + c` is one operation of three; `(a + b) + c` is two."""
    if op not in _CHAINS:
        return operation(op, column, left, right)
    parts = [part for _at, part in left.inner] if left.chain == op else [left]
    return replace(operation(op, column, *parts, right), chain=op)


def among(column: int, left: Part, members: list[Part]) -> Part:
    """`x in [a, b]`."""
    inner = tuple((f"/in/1/{number}", one) for number, one in enumerate(members))
    listed = Part([one.document for one in members], column, ())
    return Part({"in": [left.document, listed.document]}, column, (("/in/0", left), *inner))
