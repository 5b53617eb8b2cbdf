"""The formats a field may ask for, each with the one checker both validators use.

A checker takes text and never raises. `date`, `time`, `email`… are ours too, because the libraries
disagree about them, and a verdict must not depend on who gives it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

import phonenumbers
from stdnum import bic, iban
from stdnum.fr import nir, siren, siret

Checker = Callable[[str], bool]

_DECIMAL = re.compile(r"-?[0-9]{1,15}([.][0-9]{1,10})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+([.][A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?[.])+[A-Za-z]{2,63}"
)
_URI = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][!-~]*)?")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_UAI = re.compile(r"[0-9]{7}[A-Z]")
_UAI_LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
_INE = re.compile(r"[0-9]{10}[A-Z]|[0-9]{9}[A-Z]{2}")
_POSTAL = re.compile(r"[0-9]{5}")
_INSEE = re.compile(r"([0-9]{2}|2[AB])[0-9]{3}")


def _matches(pattern: re.Pattern[str]) -> Checker:
    return lambda text: len(text) <= 2_000 and pattern.fullmatch(text) is not None


def _date(text: str) -> bool:
    try:
        return _DATE.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _moment(text: str) -> bool:
    if len(text) > 40 or not _MOMENT.fullmatch(text):
        return False
    try:
        return datetime.fromisoformat(text.upper()[:19]).year > 0 and _offset(text[19:])
    except ValueError:
        return False


def _offset(tail: str) -> bool:
    found = re.search(r"[+-]([0-9]{2}):([0-9]{2})$", tail)
    return found is None or (int(found[1]) < 24 and int(found[2]) < 60)


def _uai(text: str) -> bool:
    """Seven figures and the letter they lead to (modulo 23, without I, O, Q)."""
    return bool(_UAI.fullmatch(text)) and text[7] == _UAI_LETTERS[int(text[:7]) % 23]


def _phone(text: str) -> bool:
    if len(text) > 30:
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, "FR"))
    except phonenumbers.NumberParseException:
        return False


def _number(check: Callable[[str], bool], most: int) -> Checker:
    """A checker of python-stdnum, on text that is ASCII and short."""
    return lambda text: len(text) <= most and text.isascii() and check(text)


def _file(text: str) -> bool:
    return bool(_UUID.fullmatch(text) or _ULID.fullmatch(text))


FORMATS: Final[Mapping[str, Checker]] = {
    "bic": _number(bic.is_valid, 20),
    "date": _date,
    "date-time": _moment,
    "decimal": _matches(_DECIMAL),
    "email": lambda text: len(text) <= 254 and _EMAIL.fullmatch(text) is not None,
    "iban": _number(iban.is_valid, 50),
    "ine": _matches(_INE),
    "insee": _matches(_INSEE),
    "nir": _number(nir.is_valid, 30),
    "phone": _phone,
    "postal-code": _matches(_POSTAL),
    "preau-file": _file,
    "siren": _number(siren.is_valid, 20),
    "siret": _number(siret.is_valid, 30),
    "time": _matches(_TIME),
    "uai": _uai,
    "uri": _matches(_URI),
    "uuid": _matches(_UUID),
}
