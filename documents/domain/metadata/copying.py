"""A copy that leaves parts out, told as stretches of the original and bytes put between them."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass, field

Bytes = bytes | mmap.mmap
#: More parts than a picture has: whoever sends them wants the house to count.
MOST_PARTS = 100_000
_CHUNK = 256 * 1024


class Damaged(ValueError):
    """Lengths that lead past the end, or parts that are not where they should be."""


@dataclass(slots=True)
class Copy:
    """Filled from the first byte to the last."""

    parts: list[tuple[int, int] | bytes] = field(default_factory=list)

    def keep(self, start: int, stop: int) -> None:
        """These bytes of the original."""
        last = self.parts[-1] if self.parts else None
        if isinstance(last, tuple) and last[1] == start:
            self.parts[-1] = (last[0], stop)
        elif start < stop:
            self.parts.append((start, stop))

    def put(self, made: bytes) -> None:
        """Bytes of ours."""
        self.parts.append(made)

    @property
    def size(self) -> int:
        """How many bytes it has so far."""
        return sum(p[1] - p[0] if isinstance(p, tuple) else len(p) for p in self.parts)

    def is_whole(self, size: int) -> bool:
        """Whether nothing was left out nor changed."""
        return self.parts == [(0, size)]

    def bytes_of(self, data: Bytes) -> Iterator[bytes]:
        """The copy, in pieces that fit in memory."""
        for part in self.parts:
            if isinstance(part, bytes):
                yield part
                continue
            for at in range(part[0], part[1], _CHUNK):
                yield data[at : min(at + _CHUNK, part[1])]
