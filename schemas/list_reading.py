"""A pasted list or a file as lines of a list: which column is what, and what cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from core.errors import Invalid
from core.folding import fold
from core.problems import Problem
from core.reading import is_workbook, lines_of
from core.tables import Line, decoded, separator_of
from schemas.domain.lists import Given
from schemas.domain.lists.keys import key_from

PARTS: Final = ("label", "key", "parent")
_NAMES: Final[Mapping[str, frozenset[str]]] = {
    "key": frozenset({"cle", "code", "id", "identifiant", "key", "code insee", "insee", "uai"}),
    "label": frozenset({"libelle", "nom", "label", "intitule", "titre", "valeur", "commune"}),
    "parent": frozenset({"parent", "valeur parente", "departement", "code departement", "dep"}),
}  # fmt: skip
_SAMPLE: Final = 8
_MOST_COLUMNS: Final = 30
SEPARATORS: Final = {";": ";", ",": ",", "tab": "\t", "|": "|"}
ENCODINGS: Final = {"utf-8": "utf-8-sig", "windows": "cp1252", "utf-16": "utf-16"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what (None: none), and how the file is written."""

    label: int = 0
    key: int | None = None
    parent: int | None = None
    header: bool = False
    #: Whether the columns that are none of these are kept as values of each row.
    others: bool = False
    separator: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """A file as its preview shows it."""

    columns: Sequence[str]
    sample: Sequence[Sequence[str]]
    mapping: Columns
    workbook: bool
    separator: str


def look(content: bytes, asked: Mapping[str, str], *, pasted: bool) -> Looked:
    """The first lines, and the mapping that was asked for or that its first line suggests."""
    separator, encoding = asked.get("sep", ""), asked.get("enc", "")
    read = _lines(content, separator, encoding, pasted=pasted)
    first = [_texts(line) for line in islice(read, _SAMPLE + 1) if not line.fault]
    if not first or not any(first[0]):
        raise Invalid([Problem("/texte", "list-empty")])
    width = min(max(map(len, first)), _MOST_COLUMNS)
    mapping = _mapping(first[0], width, asked)
    columns = [
        first[0][n] if mapping.header and n < len(first[0]) and first[0][n] else f"{n + 1}"
        for n in range(width)
    ]
    sample = first[1:] if mapping.header else first[:_SAMPLE]
    book = is_workbook(content)
    sign = "" if book else SEPARATORS.get(separator) or _sign(content, encoding, pasted=pasted)
    return Looked(columns, sample, mapping, book, sign)


def given(content: bytes, mapping: Columns, *, pasted: bool) -> Iterator[Given]:
    """The lines as rows of a list may be made of them."""
    lines = _lines(content, mapping.separator, mapping.encoding, pasted=pasted)
    names: list[str] = []
    for place, line in enumerate(lines):
        if place == 0 and mapping.header:
            names = value_names(_texts(line))
            continue
        if line.fault:
            yield Given(line.number, fault=line.fault)
            continue
        cells = _texts(line)
        yield Given(
            line.number,
            label=_cell(cells, mapping.label),
            key=_cell(cells, mapping.key),
            parent=_cell(cells, mapping.parent),
            values=_values(cells, names, mapping) if mapping.others else {},
        )


def value_names(header: Sequence[str]) -> list[str]:
    """Keys of the columns of values, from the words of the header."""
    found: list[str] = []
    for n, title in enumerate(header):
        key = key_from(title or f"colonne {n + 1}", set(found)).replace("-", "_")[:40]
        found.append(key if key[:1].isalpha() else f"c_{key}"[:40])
    return found


def other_columns(columns: Sequence[str], mapping: Columns) -> list[tuple[str, str]]:
    """(key, title) of the columns whose values are kept."""
    if not mapping.others or not mapping.header:
        return []
    taken = {mapping.label, mapping.key, mapping.parent}
    named = zip(value_names(columns), columns, strict=True)
    return [pair for n, pair in enumerate(named) if n not in taken]


def _lines(content: bytes, separator: str, encoding: str, *, pasted: bool) -> Iterator[Line]:
    sign = SEPARATORS.get(separator)
    if pasted and sign is None:
        sign = _sign(content, encoding, pasted=True)
    return lines_of(content, encoding=ENCODINGS.get(encoding), separator=sign)


def _sign(content: bytes, encoding: str, *, pasted: bool) -> str:
    """What cuts the lines; in a pasted text a comma is part of the words."""
    text = decoded(content, ENCODINGS.get(encoding))
    if not pasted:
        return separator_of(text)
    start = text[:20_000]
    return "\t" if "\t" in start else ";"


def _mapping(first: Sequence[str], width: int, asked: Mapping[str, str]) -> Columns:
    named = {part: _named(first, part) for part in PARTS}
    header = bool(named["label"] is not None or named["key"] is not None)
    guess = named if header else {"label": min(1, width - 1), "key": 0 if width > 1 else None,
                                  "parent": 2 if width > 2 else None}  # fmt: skip
    if guess["label"] is None:
        guess["label"] = next((n for n in range(width) if n not in guess.values()), 0)
    if "libelle" not in asked:
        return Columns(guess["label"] or 0, guess["key"], guess["parent"], header)
    return Columns(
        _place(asked.get("libelle"), width) or 0, _place(asked.get("cle"), width),
        _place(asked.get("parent"), width), "entete" in asked, "autres" in asked,
        asked.get("sep", ""), asked.get("enc", ""),
    )  # fmt: skip


def _named(first: Sequence[str], part: str) -> int | None:
    return next((n for n, cell in enumerate(first) if fold(cell) in _NAMES[part]), None)


def _place(text: str | None, width: int) -> int | None:
    place = int(text) if text and text.isdecimal() and len(text) < 5 else width
    return place if place < width else None


def _texts(line: Line) -> list[str]:
    return [" ".join(str(cell or "").split()) for cell in line.cells]


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _values(cells: Sequence[str], names: Sequence[str], mapping: Columns) -> dict[str, Any]:
    taken = {mapping.label, mapping.key, mapping.parent}
    pairs = zip(names, cells, strict=False)
    return {k: v[:2000] for n, (k, v) in enumerate(pairs) if n not in taken and v}
