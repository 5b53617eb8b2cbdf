"""From a text (a cell, a box of a form) to the value a field holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from core.folding import fold
from core.unseen import is_unseen, seen_or_nothing
from registry.domain.entity import EntityField, Kind

_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_BLANKS = re.compile(r"[ \t\u00a0\u202f]+")
_FRENCH_DAY = re.compile(r"([0-3]?[0-9])[/.-]([01]?[0-9])[/.-]([12][0-9]{3})")
_THOUSANDS = re.compile(r"[\s\u00a0\u202f']")
_NOT_DIALLED = re.compile(r"[\s.\-()\u00a0\u202f]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_YES, _NO = {"1", "oui", "vrai", "true", "x", "o"}, {"0", "non", "faux", "false", "n"}
_MOST_DIGITS = 15


class Unreadable(ValueError):
    """The text is not of this kind; `code` names the sentence that says so."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean(text: str) -> str:
    """NFC, single blanks, nothing invisible, no blanks around (FAULTS I-07)."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return seen_or_nothing(_BLANKS.sub(" ", _CONTROLS.sub("", lines)).strip())


def answered(data: Mapping[str, Any]) -> dict[str, Any]:
    """Without the fields that have no answer."""
    return {
        key: value
        for key, value in data.items()
        if not (is_unseen(value) if isinstance(value, str) else value in (None, [], {}))
    }


def value_for(field: EntityField, text: str) -> Any:
    """What `text` stands for in `field`; None for an empty one; `Unreadable` when it is no such."""
    text = clean(text)
    if not text:
        return None
    if field.choices:
        return choice(field, text)
    match field.kind:
        case Kind.INTEGER:
            return integer(text)
        case Kind.NUMBER:
            return json_number(decimal(text))
        case Kind.DECIMAL:
            return f"{decimal(text):f}"
        case Kind.DATE:
            return day(text)
        case Kind.BOOLEAN:
            return boolean(text)
        case _:
            return formatted(str(field.schema.get("format", "")), text)


def choice(field: EntityField, text: str) -> Any:
    """The value whose key or words the text is, without regard to case and accents."""
    wanted = fold(text)
    for value, words in field.choices:
        if text == str(value) or wanted in {fold(str(value)), fold(words)}:
            return value
    raise Unreadable("cast-not-a-choice")


def formatted(name: str, text: str) -> str:
    """The one writing of numbers that people write in many ways."""
    if name == "phone":
        return _NOT_DIALLED.sub("", text) or text
    if name in {"siret", "siren", "uai", "iban", "postal-code", "insee"}:
        return _NOT_DIALLED.sub("", text).upper() or text
    if name == "uri" and not _SCHEME.match(text) and "." in text:
        return f"https://{text}"
    return text


def decimal(text: str) -> Decimal:
    """A number written the French or the English way."""
    plain = _THOUSANDS.sub("", text)
    if "," in plain and "." in plain:  # the last sign is the decimal one
        grouping = "." if plain.rfind(",") > plain.rfind(".") else ","
        plain = plain.replace(grouping, "")
    try:
        found = Decimal(plain.replace(",", "."))
    except InvalidOperation as fault:
        raise Unreadable("cast-not-a-number") from fault
    if not found.is_finite() or abs(found) >= 10**_MOST_DIGITS:
        raise Unreadable("cast-not-a-number")
    return found


def json_number(value: Decimal, digits: int | None = None) -> int | float:
    """A number JSON holds exactly enough: fifteen digits at most."""
    if digits is not None:
        value = round(value, digits)
    if value == value.to_integral_value():
        return int(value)
    return float(f"{value:.{_MOST_DIGITS}g}")


def integer(text: str) -> int:
    """A whole number; « 143,0 » is one."""
    found = decimal(text)
    if found != found.to_integral_value():
        raise Unreadable("cast-not-whole")
    return int(found)


def day(text: str) -> str:
    """A date as ISO, from ISO or from 31/12/2026."""
    french = _FRENCH_DAY.fullmatch(text)
    try:
        if french:
            return date(int(french[3]), int(french[2]), int(french[1])).isoformat()
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError as fault:
        raise Unreadable("cast-not-a-date") from fault


def boolean(text: str) -> bool:
    """Yes or no as spreadsheets say it."""
    folded = fold(text)
    if folded in _YES | _NO:
        return folded in _YES
    raise Unreadable("cast-not-yes-or-no")


def department(text: str) -> str:
    """Code of a department as people write it: « 035 » is 35, « 02A » is 2A, « 974 » stays."""
    return text[1:] if len(text) == 3 and text[0] == "0" else text


def text_of(value: Any) -> str:
    """What a box of a form or a cell of an export shows for `value`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Mapping | list):
        return ", ".join(str(each) for each in value)
    return str(value)
