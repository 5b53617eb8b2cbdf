"""FAULTS I-07: encodings, separators, signs that have no business in a file."""

from __future__ import annotations

import itertools
import unicodedata
from typing import Any

import pytest

from core.actor import HOUSE
from core.cells import plain_cell, safe_cell
from core.errors import Invalid
from core.reading import UnreadableFile, read
from core.tables import UnreadableTable, csv_lines, decoded
from registry.domain.casting import Unreadable, clean, day, decimal

TEXT = "uai{s}nom{s}commune\n0350001L{s}Collège « Œuvre » d’Été{s}Cesson-Sévigné\n"
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
MARKS = {"utf-16-be": b"\xfe\xff"}


@pytest.mark.parametrize(("encoding", "sign"), list(itertools.product(ENCODINGS, ";,\t|")))
def test_i07_the_same_table_whatever_wrote_it(encoding: str, sign: str) -> None:
    content = MARKS.get(encoding, b"") + TEXT.format(s=sign).encode(encoding)
    table = read(content, "essai.csv")
    assert table.header == ["uai", "nom", "commune"]
    [row] = list(table.rows)
    assert row.cells["nom"] == "Collège « Œuvre » d’Été"
    assert row.number == 2


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_i07_names_are_kept_in_one_form(form: Any) -> None:
    assert clean(unicodedata.normalize(form, "Élémentaire\u200b  Zola\x00 ")) == "Élémentaire Zola"


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00\xd8\x00",  # half a surrogate
        b"\xef\xbb\xbf\xff\xff;\n",  # a mark that lies
        b"nom\x81;x\x8d\n1;2\n",  # what Windows never wrote
        b"nom;nom\n1;2\n",
        b";;;\n",
        b"PK\x03\x04not a workbook",
        b"\x00\x00\x00\x00",
    ],
)
def test_i07_what_is_no_table_is_told_never_a_crash(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        list(read(content, "essai.csv").rows)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("a;b\x00;c", "line-nul"), ("a;b;c;d;e", "line-too-many-cells"),
        (f"a;{'x' * 40_000};c", "line-too-long"), (f'a;"{"x" * 200_000}";c', "line-unreadable"),
    ],
)  # fmt: skip
def test_i07_a_line_nobody_can_trust_is_refused_alone(line: str, code: str) -> None:
    rows = list(read(f"uai;nom;commune\n{line}\n1;2;3\n".encode(), "essai.csv").rows)
    assert rows[0].fault == code
    assert rows[-1].cells == {"uai": "1", "nom": "2", "commune": "3"}


def test_line_numbers_are_those_of_the_file_even_after_a_cell_of_several_lines() -> None:
    rows = list(read(b'a;b\n1;"deux\nlignes"\n\n3;4\n', "x.csv").rows)
    assert [row.number for row in rows] == [2, 5]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1 234,5", "1234.5"), ("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("12", "12"),
     ("1\u202f234", "1234"), ("-3,0", "-3.0")],
)  # fmt: skip
def test_numbers_are_read_the_french_and_the_english_way(text: str, value: str) -> None:
    assert str(decimal(text)) == value


@pytest.mark.parametrize("text", ["", "douze", "NaN", "Infinity", "1e400", "--1"])
def test_what_is_no_number_is_told(text: str) -> None:
    with pytest.raises(Unreadable):
        decimal(text)


@pytest.mark.parametrize(
    ("text", "value"), [("31/12/2026", "2026-12-31"), ("2026-12-31", "2026-12-31")]
)
def test_dates_are_read_both_ways(text: str, value: str) -> None:
    assert day(text) == value


def test_a_date_that_does_not_exist_is_told() -> None:
    with pytest.raises(Unreadable):
        day("31/02/2026")


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-1", "@x", "\t=1", " =1", "\r=1", "\u00a0=2"])
def test_x01_no_cell_of_an_export_is_a_formula_and_comes_back_the_same(cell: str) -> None:
    assert safe_cell(cell).startswith("'")
    assert plain_cell(safe_cell(cell)) == cell


def test_a_header_alone_is_an_empty_table() -> None:
    assert list(csv_lines(decoded(b"a;b\n")))[1:] == []


def test_an_unknown_encoding_is_told() -> None:
    with pytest.raises(UnreadableTable):
        decoded(b"\x81\x8d\x8f")


def test_i07_a_whole_import_of_a_windows_file_keeps_its_accents(entity: Any) -> None:
    from registry import operations, queries
    from tests.registry.conftest import ROW, lines

    content = lines(ROW).decode().encode("cp1252")
    operations.import_file(HOUSE, "etablissement", content, filename="x.csv")
    found = queries.record_by_code("etablissement", "0350001L")
    assert found is not None
    assert found.label == "Collège Émile-Zola"


def test_an_unmapped_file_is_refused_with_words(entity: Any) -> None:
    from registry import operations

    with pytest.raises(Invalid):
        operations.import_file(HOUSE, "etablissement", b"a;b\n1;2\n", filename="x.csv")
