"""A file of a bucket, read like one of the disk: from anywhere, and past a line that was cut."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Final

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

from documents.errors import StorageAway

#: How often a reading whose line is cut goes on from where it was.
_AGAIN: Final = 2


class Remote(io.RawIOBase):
    """Asks for the bytes from an offset on; a seek asks again at the next read alone."""

    def __init__(self, ask: Callable[[int], BaseHTTPResponse]) -> None:
        super().__init__()
        self._ask = ask
        self._answer: BaseHTTPResponse | None = None  # should the next line raise
        self._answer = ask(0)
        self.size = int(self._answer.headers.get("Content-Length", 0))
        self._position = self._answered = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        wanted = min(len(buffer), self.size - self._position)
        if wanted <= 0:
            return 0
        piece = self._read(wanted)
        buffer[: len(piece)] = piece
        self._position += len(piece)
        self._answered = self._position
        return len(piece)

    def _read(self, wanted: int) -> bytes:
        fault: HTTPError | None = None
        for _ in range(_AGAIN + 1):
            try:
                if piece := self._from_here().read(wanted):
                    return piece
            except HTTPError as cut:
                fault = cut
            self._hang_up()
        raise StorageAway from fault

    def _from_here(self) -> BaseHTTPResponse:
        if self._answer is not None and self._answered == self._position:
            return self._answer
        self._hang_up()
        self._answer, self._answered = self._ask(self._position), self._position
        return self._answer

    def _hang_up(self) -> None:
        if self._answer is not None:
            if self._answered == self.size:
                self._answer.release_conn()
            else:
                self._answer.close()
            self._answer = None

    def close(self) -> None:
        if not self.closed:
            self._hang_up()
        super().close()
