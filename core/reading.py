"""Files of rows, whatever program wrote them: CSV, spreadsheets, JSON lines."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core import workbooks
from core.errors import Invalid, PreauError, TooLarge
from core.folding import fold
from core.i18n import _l
from core.jsondoor import parse
from core.problems import Problem
from core.tables import (
    Line,
    UnreadableTable,
    csv_lines,
    decoded,
    header_of,
)

MOST_BYTES = 50 * 1024 * 1024
MOST_LINES = 200_000
#: What a spreadsheet may grow to once its archive is opened.
MOST_UNPACKED = 300 * 1024 * 1024
_HEADER_FROM = 200


class UnreadableFile(Invalid):
    """No line of the file can be read."""

    code = "unreadable-file"
    message = _l("Ce fichier ne peut pas être lu comme un tableau.")


class FileTooLarge(TooLarge):
    """More bytes or lines than one import takes."""

    code = "import-too-large"
    message = _l("Ce fichier est trop grand pour un seul import. Découpez-le.")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: cells by folded column, or why nothing of it can be used."""

    number: int
    cells: dict[str, Any]
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A file read: names of the columns, then its lines one by one."""

    header: list[str]
    rows: Iterator[Row]


def read(content: bytes, filename: str) -> Table:
    """The table a file holds; `UnreadableFile` says what to do."""
    if len(content) > MOST_BYTES:
        raise FileTooLarge
    if not content.strip():
        raise UnreadableFile([Problem("", "table-empty")])
    try:
        if is_workbook(content):
            return _of_lines(_sheet(content))
        text = decoded(content)
        if filename.lower().endswith((".jsonl", ".ndjson")):
            return _json_lines(text)
        return _of_lines(csv_lines(text))
    except UnreadableTable as fault:
        raise UnreadableFile([Problem("", fault.code)]) from fault


def lines_of(
    content: bytes, *, encoding: str | None = None, separator: str | None = None
) -> Iterator[Line]:
    """Every line of a workbook or a CSV, the first one like any other."""
    if len(content) > MOST_BYTES:
        raise FileTooLarge
    if not content.strip():
        raise UnreadableFile([Problem("", "table-empty")])
    try:
        if is_workbook(content):
            return _sheet(content)
        return _bounded(csv_lines(decoded(content, encoding), separator))
    except UnreadableTable as fault:
        raise UnreadableFile([Problem("", fault.code)]) from fault


def _bounded(lines: Iterator[Line]) -> Iterator[Line]:
    for number, line in enumerate(lines):
        if number > MOST_LINES:
            raise FileTooLarge
        yield line


def is_workbook(content: bytes) -> bool:
    """Whether these bytes are an archive, as workbooks are."""
    return content.startswith(b"PK\x03\x04")


def _of_lines(lines: Iterator[Line]) -> Table:
    first = next(lines, None)
    if first is None or first.fault:
        raise UnreadableFile([Problem("", "table-no-header")])
    header = header_of(first.cells)
    names = [fold(name) for name in header]
    return Table([name for name in header if name], _rows(lines, names))


def _rows(lines: Iterator[Line], names: list[str]) -> Iterator[Row]:
    for line in lines:
        fault = line.fault
        if fault is None and any(str(c or "").strip() for c in line.cells[len(names) :]):
            fault = "line-too-many-cells"
        cells = dict(zip(names, line.cells, strict=False)) if fault is None else {}
        yield Row(line.number, cells, fault)


def _json_lines(text: str) -> Table:
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            document = parse(line)
        except PreauError:
            document = None
        if isinstance(document, dict):
            rows.append(Row(number, {fold(key): value for key, value in document.items()}))
        else:
            rows.append(Row(number, {}, "line-not-json"))
    header = dict.fromkeys(name for row in rows[:_HEADER_FROM] for name in row.cells)
    if not header:
        raise UnreadableTable("table-no-header")
    return Table(list(header), iter(rows))


def _sheet(content: bytes) -> Iterator[Line]:
    """The first sheet of a workbook, once its archive was weighed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise FileTooLarge
    except (zipfile.BadZipFile, ValueError) as fault:
        raise UnreadableTable("table-spreadsheet") from fault
    try:
        return workbooks.lines_in(content, MOST_LINES + 1)
    except workbooks.TooMuch as fault:
        raise FileTooLarge from fault
