"""Between a literal of the language and the text of a control, as people write it in French."""

from __future__ import annotations

import re
from typing import Any, Final

from schemas.domain.conditions.canonical import number_literal
from schemas.domain.conditions.types import FieldType
from schemas.domain.conditions.values import NUMBERS, UNSET, Kind, read

#: Characters a control may hold.
LONGEST: Final = 2_000
_SPACES: Final = re.compile(r"[\s\u00a0\u202f\u2009]")
_GROUPS: Final = re.compile(r"-?[0-9]{1,30}([,.][0-9]{1,20})?")


class NotOfType(ValueError):
    """A text that is no value of the type; `code` finds its sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def text_of(value: Any) -> str:
    """What a control shows for a literal."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        number = read(value, Kind.NUMBER)
        return "" if number is UNSET else format(number, "f").replace(".", ",")
    return str(value)


def shown(value: Any, kind: FieldType) -> str:
    """`text_of`, with amounts written as amounts."""
    if kind.choices is not None:
        return str(value)
    if kind.kind in NUMBERS and isinstance(value, str):
        return value.replace(".", ",")
    return text_of(value)


def literal_of(text: str, kind: FieldType) -> Any:
    """The literal a control holds. Raises `NotOfType`."""
    text = text.strip()
    if not text:
        raise NotOfType("rows-value")
    if len(text) > LONGEST or len(text.splitlines()) > 1 or any(sign < " " for sign in text):
        raise NotOfType("rows-one-line")
    if kind.choices is not None:
        for key in kind.choices:
            if str(key) == text:
                return key
        raise NotOfType("rows-choice")
    if kind.kind in NUMBERS:
        return number_of(text, kind)
    if kind.kind in {Kind.DATE, Kind.DATETIME}:
        if read(text, Kind.DATE) is UNSET:
            raise NotOfType("rows-date")
    elif kind.kind is Kind.TIME and read(text, Kind.TIME) is UNSET:
        raise NotOfType("rows-time")
    return text


def number_of(text: str, kind: FieldType) -> Any:
    """« 5 000,50 » as the document holds it beside that field."""
    plain = _SPACES.sub("", text).replace("−", "-")
    if not _GROUPS.fullmatch(plain):
        raise NotOfType("rows-number")
    return number_literal(plain.replace(",", "."), kind)


def whole_of(text: str, most: int) -> int:
    """A plain count, of days, years, rows."""
    plain = _SPACES.sub("", text)
    if not plain:
        raise NotOfType("rows-value")
    if not re.fullmatch(r"[0-9]{1,6}", plain) or int(plain) > most:
        raise NotOfType("rows-whole")
    return int(plain)
