"""The canonical form of a document (RFC 8785): the bytes that are hashed, signed and exported."""

from __future__ import annotations

import hashlib
import math
from decimal import Decimal
from json.encoder import JSONEncoder, encode_basestring
from typing import Any

#: Writes plain documents as RFC 8785 does, in one go.
_QUICK = JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, check_circular=False
)
#: Whole numbers that a float holds exactly.
_EXACT = 2**53


class NotCanonical(ValueError):
    """The document holds something JSON cannot say (NaN, a date, a key that is no text)."""


def canonical(document: Any) -> str:
    """One text per document: keys by UTF-16 code units, no blanks, numbers as ECMAScript writes."""
    if _is_plain(document):
        quick = _QUICK.encode(document)
        if quick.isascii() or _has_no_surrogate(quick):
            return quick
    return "".join(_written(document))


def sha256(document: Any) -> str:
    """The name of a document: the hash of its canonical bytes."""
    return sha256_of_text(canonical(document))


def sha256_of_text(text: str) -> str:
    """The same of a text that is canonical already."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _is_plain(value: Any) -> bool:
    """Without fractions, nor keys whose order depends on how they are counted: nearly all of ours.

    Lists and dictionaries of the very types, that no subclass writes its own way.
    """
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is int:
        return bool(-_EXACT < value < _EXACT)
    if kind is dict:
        return all(type(k) is str and k.isascii() and _is_plain(v) for k, v in value.items())
    return (kind is list or kind is tuple) and all(map(_is_plain, value))


def _has_no_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _written(value: Any) -> list[str]:
    if value is None or isinstance(value, bool):
        return [{None: "null", True: "true", False: "false"}[value]]
    if isinstance(value, str):
        return [_text(value)]
    if isinstance(value, int | float):
        return [_number(float(value))]
    if isinstance(value, dict):
        return ["{", *_joined([[_key(k), ":", *_written(value[k])] for k in _sorted(value)]), "}"]
    if isinstance(value, list | tuple):
        return ["[", *_joined([_written(item) for item in value]), "]"]
    raise NotCanonical(type(value).__name__)


def _joined(parts: list[list[str]]) -> list[str]:
    pieces: list[str] = []
    for number, part in enumerate(parts):
        if number:
            pieces.append(",")
        pieces.extend(part)
    return pieces


def _sorted(value: dict[Any, Any]) -> list[str]:
    if not all(isinstance(key, str) for key in value):
        raise NotCanonical("key")
    return sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))


def _key(key: str) -> str:
    return _text(key)


def _text(value: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as fault:
        raise NotCanonical("surrogate") from fault
    return encode_basestring(value)


def _number(value: float) -> str:
    """ECMA-262 Number::toString: Python's repr has the same shortest digits in another dress."""
    if not math.isfinite(value):
        raise NotCanonical("number")
    if value == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    text = "".join(map(str, digits)).rstrip("0")
    point = len(digits) + int(exponent)  # where the point stands, counted from the first digit
    return ("-" if sign else "") + _placed(text, point)


def _placed(text: str, point: int) -> str:
    if len(text) <= point <= 21:
        return text + "0" * (point - len(text))
    if 0 < point <= 21:
        return f"{text[:point]}.{text[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{text}"
    power = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return f"{text[0]}.{text[1:]}{power}" if len(text) > 1 else text + power
