"""Workbooks are opened by a child: none takes the memory of the house (FAULTS I-08, I-09)."""

from __future__ import annotations

import io
import zipfile

import pytest

from core.errors import PreauError
from core.reading import lines_of

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACK = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACK}/content-types">'
    f'<Default Extension="rels" ContentType="{_TYPE}-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACK}/relationships"><Relationship Id="r1" '
    f'Type="{_LINK}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_LINK}"><sheets>'
    '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACK}/relationships"><Relationship '
    f'Id="r1" Type="{_LINK}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def book(*cells: tuple[str, int, str], before: str = "") -> bytes:
    """A workbook with these cells: column, row, text."""
    rows = "".join(
        f'<row r="{row}"><c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for column, row, text in cells
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in _PARTS.items():
            archive.writestr(name, part)
        sheet = f"{before}<worksheet {_MAIN}><sheetData>{rows}</sheetData></worksheet>"
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return written.getvalue()


def test_rows_keep_their_numbers_and_blank_ones_are_passed_over():
    found = list(lines_of(book(("A", 1, "nom"), ("B", 4, "Zoé"))))
    assert [(line.number, list(line.cells)) for line in found] == [
        (1, ["nom", ""]),
        (4, ["", "Zoé"]),
    ]


@pytest.mark.parametrize(
    "last", [("XFD", 200_000), ("XFD", 1_048_576), ("XFD", 1), ("A", 1_048_576)]
)
def test_i09_two_cells_far_apart_are_refused_and_the_house_stands(last):
    """Laid out whole, 1,400 bytes are 80 gigabytes: the process that opened them was gone."""
    content = book(("A", 1, "nom"), (*last, "loin"))
    assert len(content) < 2_000
    with pytest.raises(PreauError) as refusal:
        list(lines_of(content))
    assert refusal.value.status in {413, 422}


def test_i10_entities_of_a_workbook_are_never_unfolded():
    laughs = (
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    )
    try:
        said = str([line.cells for line in lines_of(book(("A", 1, "&b;&c;"), before=laughs))])
    except PreauError as refusal:
        said = str(refusal)
    assert "haha" not in said
    assert "root:" not in said
