"""Child process that opens a workbook: a few hundred bytes may ask for the memory of the machine.

Started by `core.workbooks` as a program of its own, with the limits below. It reads the workbook on
stdin and writes one JSON line for each row on stdout; how it ends says what was wrong. A sheet is
laid out whole before anything can be asked of it, so that only the kernel can say stop in time.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from datetime import date, datetime
from typing import Any

CPU_SECONDS = 60
MEMORY = 1024 * 1024 * 1024
LONGEST_OUTPUT = 256 * 1024 * 1024
MOST_CELLS = 8_000_000
#: How it ends: no workbook, too wide a sheet, one too long.
UNREADABLE, TOO_WIDE, TOO_LARGE = 3, 4, 5


def limit() -> None:
    """Ask the kernel to end us rather than let us take more."""
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, LONGEST_OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main(most_lines: int, most_columns: int) -> int:
    """Write the rows of the first sheet, blank ones apart: `[number, [text…]]`."""
    limit()
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        sheet = book.get_sheet_by_index(0)
        last, wide = (one + 1 for one in sheet.end or (0, 0))
        if last > most_lines or last * wide > MOST_CELLS:
            return TOO_LARGE
        if wide > most_columns:
            return TOO_WIDE
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, ValueError, IndexError):
        return UNREADABLE
    for number, row in enumerate(rows, start=1):
        cells = [_text(cell) for cell in row]
        if any(cells):
            sys.stdout.write(json.dumps([number, cells]) + "\n")
    return 0


def _text(cell: Any) -> str:
    """Spreadsheets make floats of whole numbers, and instants of dates."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
