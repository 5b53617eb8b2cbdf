"""Bytes of a file people made with a spreadsheet → text, separator, lines (FAULTS I-07)."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.cells import plain_cell

SEPARATORS = (";", ",", "\t", "|")
#: A cell no spreadsheet can hold is a file that was cut at the wrong place.
LONGEST_CELL = 32_767
MOST_COLUMNS = 500
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class UnreadableTable(ValueError):
    """The bytes are no table; `code` names the sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: where it begins (1 is the header), its cells, or why it is unreadable."""

    number: int
    cells: Sequence[Any]
    fault: str | None = None


def decoded(content: bytes, encoding: str | None = None) -> str:
    """The text, by its mark, else as UTF-8, else as Windows wrote it; `UnreadableTable` if none.

    `encoding` is what somebody says it is.
    """
    if encoding is not None:
        return _strict(content, encoding)
    for mark, marked in _BOMS:
        if content.startswith(mark):
            return _strict(content, marked)
    guessed = _unmarked_utf16(content)
    if guessed:
        return _strict(content, guessed)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(content, "cp1252")


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise UnreadableTable("table-encoding") from fault


def _unmarked_utf16(content: bytes) -> str | None:
    """Every second byte of a European text in UTF-16 is nought."""
    start = content[:2000]
    if len(start) < 4:
        return None
    half = len(start) // 2
    if start[1::2].count(0) > half * 0.7:
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > half * 0.7 else None


def separator_of(text: str) -> str:
    """The sign that cuts the header in most parts, outside of quotes."""
    header, inside = text.split("\n", 1)[0], False
    counts = dict.fromkeys(SEPARATORS, 0)
    for sign in header:
        if sign == '"':
            inside = not inside
        elif not inside and sign in counts:
            counts[sign] += 1
    return max(SEPARATORS, key=lambda sign: counts[sign])


def header_of(cells: Sequence[Any]) -> list[str]:
    """Names of the columns; refused when none can be told from another."""
    names = [str(cell or "").strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise UnreadableTable("table-no-header")
    if len(names) > MOST_COLUMNS:
        raise UnreadableTable("table-too-wide")
    known = [name for name in names if name]
    if len(set(known)) != len(known):
        raise UnreadableTable("table-column-twice")
    return names


def csv_lines(text: str, separator: str | None = None) -> Iterator[Line]:
    """Lines of a CSV, the header first; blank ones are passed over."""
    sign = separator or separator_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Line(number, (), "line-unreadable")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        yield Line(number, [plain_cell(cell) for cell in cells], fault_of(cells))


def fault_of(cells: Sequence[Any]) -> str | None:
    """Why no cell of this line can be trusted, if so."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    if any("\x00" in text for text in texts):
        return "line-nul"
    if any(len(text) > LONGEST_CELL for text in texts):
        return "line-too-long"
    return None
