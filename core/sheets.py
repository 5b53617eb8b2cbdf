"""Rows as files people open: CSV, XLSX, JSON lines; written as they come, in flat memory.

No cell is a formula: in CSV what looks like one is put behind an apostrophe (our own import takes
it off again), in XLSX texts are typed as texts.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Protocol

from core.cells import safe_cell
from core.clock import PARIS
from core.i18n import _

#: format → (ending, media type).
FORMATS: Mapping[str, tuple[str, str]] = {
    "csv": ("csv", "text/csv; charset=utf-8"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "jsonl": ("jsonl", "application/x-ndjson; charset=utf-8"),
}
#: What one sheet and one cell of a workbook hold at most.
_MOST_ROWS, _LONGEST_CELL = 1_048_576, 32_767
#: Digits a spreadsheet keeps of a number: longer ones stay texts.
_EXACT_DIGITS = 15
_WIDTHS = {"number": 14, "date": 12, "moment": 18}
_DAY, _MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key (JSON lines), its heading in words, what its cells are."""

    key: str
    label: str
    #: text, number, date, moment: how wide and how aligned. The values themselves are typed.
    kind: str = "text"


class Writer(Protocol):
    """Takes rows one by one; nothing is whole before `close`."""

    def write(self, row: Sequence[Any]) -> None:
        """One row, in the order of the columns."""

    def close(self) -> None:
        """End the file; the stream stays open."""


def writer(form: str, stream: IO[bytes], columns: Sequence[Column], title: str = "") -> Writer:
    """The writer of a format; `KeyError` for another one."""
    makers: dict[str, Callable[[], Writer]] = {
        "csv": lambda: _Csv(stream, columns),
        "xlsx": lambda: _Xlsx(stream, columns, title),
        "jsonl": lambda: _JsonLines(stream, columns),
    }
    return makers[form]()


def write(
    form: str, stream: IO[bytes], columns: Sequence[Column], rows: Iterable[Sequence[Any]]
) -> int:
    """All of `rows` into `stream`; how many there were."""
    made, count = writer(form, stream, columns), 0
    for row in rows:
        made.write(row)
        count += 1
    made.close()
    return count


def text_of(value: Any) -> str:
    """A value as people read it in a cell: exact numbers, days of the calendar, yes and no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, datetime):
        return _local(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return ", ".join(text_of(each) for each in value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(text_of(each) for each in value)
    return str(value)


class _Csv:
    """Semicolons and the mark of UTF-8: spreadsheets of this country open it as it is."""

    def __init__(self, stream: IO[bytes], columns: Sequence[Column]) -> None:
        self._text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
        self._csv = csv.writer(self._text, delimiter=";", lineterminator="\r\n")
        self._csv.writerow([safe_cell(column.label) for column in columns])

    def write(self, row: Sequence[Any]) -> None:
        self._csv.writerow([_csv_cell(value) for value in row])

    def close(self) -> None:
        self._text.detach()


def _csv_cell(value: Any) -> str:
    """Numbers and dates are no text anybody typed: a minus in front of them stays bare.

    Decimals take the comma: a spreadsheet of this country makes a date of « 12.5 ».
    """
    said = text_of(value)
    if isinstance(value, float | Decimal):
        return said.replace(".", ",")
    return said if isinstance(value, int | date) else safe_cell(said.replace("\x00", ""))


class _JsonLines:
    """One object a line, under the keys of the columns; what is absent is left out."""

    def __init__(self, stream: IO[bytes], columns: Sequence[Column]) -> None:
        self._stream, self._keys = stream, [column.key for column in columns]

    def write(self, row: Sequence[Any]) -> None:
        said = {k: v for k, v in zip(self._keys, row, strict=True) if v is not None}
        line = json.dumps(said, ensure_ascii=False, default=_json_value)
        self._stream.write(line.encode() + b"\n")

    def close(self) -> None:
        self._stream.flush()


def _json_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value)


class _Xlsx:
    """A workbook written row by row to the disk; a sheet that is full is followed by another."""

    def __init__(self, stream: IO[bytes], columns: Sequence[Column], title: str) -> None:
        from xlsxwriter import Workbook

        self._book = Workbook(
            stream,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "default_date_format": _DAY,
            },
        )
        self._book.set_properties({"title": title[:200]})
        self._bold = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._text = self._book.add_format({"num_format": "@"})
        self._day = self._book.add_format({"num_format": _DAY})
        self._moment = self._book.add_format({"num_format": _MOMENT})
        self._columns = columns
        self._new_sheet()

    def _new_sheet(self) -> None:
        self._sheet = self._book.add_worksheet()
        for place, column in enumerate(self._columns):
            self._sheet.set_column(place, place, _WIDTHS.get(column.kind, 28))
            self._sheet.write_string(0, place, column.label[:_LONGEST_CELL], self._bold)
        self._sheet.freeze_panes(1, 0)
        self._next = 1

    def write(self, row: Sequence[Any]) -> None:
        if self._next == _MOST_ROWS:
            self._new_sheet()
        for place, value in enumerate(row):
            self._cell(self._next, place, value)
        self._next += 1

    def _cell(self, line: int, place: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, datetime):
            naive = _local(value).replace(tzinfo=None)
            self._sheet.write_datetime(line, place, naive, self._moment)
        elif isinstance(value, date) and value.year >= 1900:
            self._sheet.write_datetime(line, place, value, self._day)
        elif _is_exact(value):
            self._sheet.write_number(line, place, value)
        else:
            self._sheet.write_string(line, place, text_of(value)[:_LONGEST_CELL], self._text)

    def close(self) -> None:
        self._book.close()


def _is_exact(value: Any) -> bool:
    """Whether a spreadsheet gives the number back as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    if isinstance(value, float):
        return value == value and abs(value) != float("inf")  # noqa: PLR0124 – not NaN
    digits = Decimal(value).as_tuple()
    return isinstance(digits.exponent, int) and len(digits.digits) <= _EXACT_DIGITS


def _local(value: datetime) -> datetime:
    return value.astimezone(PARIS) if value.tzinfo else value
