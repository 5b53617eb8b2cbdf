"""The signs of a formula, each with its column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from core.folding import fold
from schemas.domain.conditions.canonical import number_literal
from schemas.domain.conditions.types import FieldType
from schemas.domain.conditions.values import UNSET, Kind, read

LONGEST: Final = 4_000


class Refused(Exception):
    """What cannot be read, and where."""

    def __init__(self, column: int, code: str, **params: Any) -> None:
        super().__init__(code)
        self.column, self.code, self.params = column, code, params


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign. `kind`: number, text, date, path, exact (in brackets), label, sign, end."""

    kind: str
    value: Any
    column: int
    #: The word as somebody may have written it: without accents nor case.
    word: str = ""


_PATH: Final = r"(?:\./)?[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_SIGNS: Final = re.compile(
    r"(?P<space>[\s\u00a0\u202f]+)"
    r"|(?P<date>[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}(?![0-9/]))"
    r"|(?P<number>[0-9]{1,3}(?:[\u00a0\u202f ][0-9]{3})+(?:,[0-9]+)?(?![0-9])"
    r"|[0-9]+(?:[.,][0-9]+)?)"
    r'|(?P<text>"(?:[^"]|"")*"|“[^”]*”)'
    r"|(?P<label>«[^»]*»)"
    r"|(?P<exact>\[[^\]\n]*\](?:\.(?:\[[^\]\n]*\]|\w+))?)"
    r"|(?P<today>aujourd['’]hui)"
    rf"|(?P<path>{_PATH})"
    r"|(?P<sign><=|>=|<>|!=|==|[=≠<>≤≥+\-−–*×/÷();])",
    re.IGNORECASE,
)
_SAME: Final = {
    "==": "=", "!=": "≠", "<>": "≠", "<=": "≤", ">=": "≥",
    "−": "-", "–": "-", "×": "*", "÷": "/",
}  # fmt: skip
PLAIN: Final = re.compile(_PATH)


def signs_of(text: str) -> list[Sign]:
    """All signs, and one for the end. Raises `Refused`."""
    if len(text) > LONGEST:
        raise Refused(LONGEST, "formula-long", most=LONGEST)
    found, place = [], 0
    while place < len(text):
        match = _SIGNS.match(text, place)
        if match is None:
            raise _unread(text, place)
        if match.lastgroup != "space":
            found.append(_sign(str(match.lastgroup), match.group(), place + 1))
        place = match.end()
    return [*found, Sign("end", "", len(text) + 1)]


def _unread(text: str, place: int) -> Refused:
    sign = text[place]
    if sign == ",":
        return Refused(place + 1, "formula-comma")
    if sign in '"“«[':
        return Refused(place + 1, "formula-open", sign=sign)
    return Refused(place + 1, "formula-sign", sign=sign)


def _sign(kind: str, text: str, column: int) -> Sign:
    if kind == "number":
        plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
        if len(plain) > 30:
            raise Refused(column, "formula-number")
        return Sign("number", number_literal(plain, FieldType(Kind.NUMBER)), column)
    if kind == "date":
        day, month, year = text.split("/")
        iso = f"{year}-{int(month):02}-{int(day):02}"
        if read(iso, Kind.DATE) is UNSET:
            raise Refused(column, "formula-date", date=text)
        return Sign("date", iso, column)
    if kind == "text":
        inside = text[1:-1]
        return Sign("text", inside.replace('""', '"') if text[0] == '"' else inside, column)
    if kind == "label":
        return Sign("label", text[1:-1].strip(" \u00a0\u202f"), column)
    if kind == "today":
        return Sign("path", text, column, "aujourdhui")
    if kind == "path":
        return Sign("path", text, column, fold(text) if text.isalpha() else "")
    return Sign(kind, _SAME.get(text, text), column)
