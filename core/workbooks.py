"""Starts the child that opens a workbook (FAULTS I-08, I-09), and reads what it wrote."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from core import workbook_child
from core.tables import Line, UnreadableTable, fault_of

#: Wall clock of one workbook, start of the interpreter included.
SECONDS = 90.0
#: Wider than any table of people; what no header names is told later, by its name.
MOST_COLUMNS = 1_024
_ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "", "RUST_BACKTRACE": "0"}


class TooMuch(Exception):
    """More than one reading takes, or than a machine holds."""


def lines_in(content: bytes, most_lines: int) -> Iterator[Line]:
    """The rows of the first sheet as texts; blank ones are passed over."""
    with tempfile.TemporaryFile() as written:
        try:
            ended = _opened(content, written, most_lines)
        except subprocess.TimeoutExpired as late:
            raise TooMuch from late
        if ended == workbook_child.UNREADABLE:
            raise UnreadableTable("table-spreadsheet")
        if ended == workbook_child.TOO_WIDE:
            raise UnreadableTable("table-too-wide")
        if ended:  # a limit of the kernel, or of ours
            raise TooMuch
        written.seek(0)
        return _lines(written.read())


def _opened(content: bytes, written: IO[bytes], most_lines: int) -> int:
    with tempfile.TemporaryFile() as given:
        given.write(content)
        given.seek(0)
        done = subprocess.run(
            [sys.executable, "-I", "-B", "-X", "utf8", str(Path(workbook_child.__file__)),
             str(most_lines), str(MOST_COLUMNS)],
            stdin=given, stdout=written, stderr=subprocess.DEVNULL, env=_ENVIRONMENT, cwd="/",
            timeout=SECONDS, check=False, start_new_session=True,
        )  # fmt: skip
    return done.returncode


def _lines(told: bytes) -> Iterator[Line]:
    for text in io.BytesIO(told):
        number, cells = json.loads(text)
        yield Line(number, cells, fault_of(cells))
