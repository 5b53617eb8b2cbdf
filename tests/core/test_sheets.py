"""FAULTS I-11: no cell of an export is a formula, and our own import gives every text back."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from core import sheets
from core.cells import SIGNS, is_formula, plain_cell, safe_cell
from core.folding import fold
from core.sheets import Column
from tests.kit.thorough import some

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COLUMNS = (Column("a", "=Titre"), Column("b", "Montant", "number"), Column("c", "Le", "date"))
BLANKS = st.text(alphabet=" \t\r\n\u00a0\u200b\ufeff\u202f", max_size=3)
ATTACKS = st.builds(
    lambda quote, blank, sign, rest: quote + blank + sign + rest,
    st.text(alphabet="'", max_size=3),
    BLANKS,
    st.sampled_from(sorted(SIGNS)),
    st.text(max_size=12),
)
TEXTS = st.one_of(ATTACKS, st.text(max_size=20), BLANKS).map(lambda t: t.replace("\x00", ""))
CLASSICS = (
    *("=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1"),
    *(" =cmd|' /C calc'!A0", "＝1", "'=1", "''=1"),
)


def made(form: str, rows: list[list[Any]]) -> bytes:
    """A file of these rows."""
    stream = io.BytesIO()
    sheets.write(form, stream, COLUMNS, rows)
    return stream.getvalue()


def cells_of(workbook: bytes) -> Iterator[etree._Element]:
    """Every cell of every sheet, as the file says it."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                yield from etree.fromstring(archive.read(name)).iter(f"{MAIN}c")


@given(TEXTS)
def test_i11_a_safe_cell_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    cell = safe_cell(text)
    assert not is_formula(cell)
    assert plain_cell(cell) == text


@pytest.mark.parametrize("text", CLASSICS)
def test_i11_the_known_attacks_stand_behind_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@settings(max_examples=some(20))
@given(st.lists(TEXTS, min_size=1, max_size=30))
def test_i11_no_cell_of_a_workbook_is_a_formula(
    texts: list[str],
) -> None:
    texts = [text for text in texts if text]
    workbook = made("xlsx", [[text, None, None] for text in texts])
    found = list(cells_of(workbook))
    assert not any(cell.find(f"{MAIN}f") is not None for cell in found)
    assert {cell.get("t") for cell in found} == {"inlineStr"}
    rows = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "=Titre"
    assert len(rows) == len(texts) + 1


@settings(max_examples=some(20))
@given(st.lists(TEXTS, min_size=1, max_size=30))
def test_i11_no_cell_of_a_csv_is_a_formula(texts: list[str]) -> None:
    content = made("csv", [[text, Decimal("-1.50"), None] for text in texts]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))
    assert not any(is_formula(row[0]) for row in rows)
    assert [plain_cell(row[0]) for row in rows[1:]] == texts
    assert {row[1] for row in rows[1:]} == {"-1,50"}


@given(
    st.lists(ATTACKS.filter(lambda t: "\x00" not in t and t.isprintable()), min_size=1, max_size=9)
)
def test_i11_our_own_import_gives_the_texts_of_our_own_export_back(texts: list[str]) -> None:
    from core.reading import read

    table = read(made("csv", [[text, None, None] for text in texts]), "essai.csv")
    assert table.header == ["=Titre", "Montant", "Le"]
    assert [row.cells[fold("=Titre")] for row in table.rows] == texts


def test_values_are_typed_in_a_workbook(app: Flask) -> None:
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    rows = [["é", Decimal("48.20"), date(2026, 9, 1)], ["x", 10**20, at], ["y", True, None]]
    book = CalamineWorkbook.from_filelike(io.BytesIO(made("xlsx", rows))).get_sheet_by_index(0)
    _head, first, second, third = book.to_python()
    assert first == ["é", 48.2, date(2026, 9, 1)]
    assert second == ["x", str(10**20), datetime(2026, 11, 23, 0, 30)]  # noqa: DTZ001 – a wall clock
    assert third[1] == "oui"


def test_json_lines_say_amounts_exactly_and_leave_out_what_is_absent() -> None:
    content = made("jsonl", [["=1", Decimal("0.10"), date(2026, 9, 1)], ["b", None, None]])
    assert [json.loads(line) for line in content.decode().splitlines()] == [
        {"a": "=1", "b": "0.10", "c": "2026-09-01"},
        {"a": "b"},
    ]


@pytest.mark.parametrize("form", list(sheets.FORMATS))
def test_memory_stays_flat_however_many_rows(form: str, tmp_path: Any) -> None:
    """They hold no more than a few buffers; kept in memory, each would weigh hundreds of bytes."""
    count = 40_000
    rows = ([f"ligne {n}", n, date(2026, 9, 1)] for n in range(count))
    with (tmp_path / "export").open("wb") as stream:
        sheets.write(form, stream, COLUMNS, [["warm", 1, None]])
    tracemalloc.start()
    try:
        with (tmp_path / "export").open("wb") as stream:
            assert sheets.write(form, stream, COLUMNS, rows) == count
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3_000_000
