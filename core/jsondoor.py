"""The one door through which JSON comes in: strict, bounded, never a RecursionError.

400 for what is not JSON (bad bytes, NaN, a key twice); 422 for JSON the house does not take: nested
over 20 levels, NUL, lone surrogates, numbers that a double cannot hold exactly. Size (413) is the
caller's, who knows what he asked for.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from core.errors import BadInput, Invalid
from core.i18n import _l
from core.problems import Problem

DEEPEST: Final = 20
MOST_DIGITS: Final = 15
# An unclosed string runs to the end: were it to fail, each quote in it would be tried again.
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_BRACKETS = re.compile(r"[\[\]{}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_HARM = re.compile("[\x00\ud800-\udfff]")


class NotJson(BadInput):
    """The text is not JSON."""

    code = "not-json"
    message = _l("Le texte reçu n’est pas du JSON. Vérifiez-le et renvoyez-le.")


class DuplicateKey(BadInput):
    """An object names a key twice, and nobody could say which one counts."""

    code = "duplicate-key"
    message = _l("Une clé figure deux fois dans le même objet. N’en gardez qu’une.")


def parse(data: bytes | str) -> Any:
    """The document; raises `NotJson`, `DuplicateKey` (400) or `Invalid` (422)."""
    text = _decoded(data)
    if "\x00" in text:
        _refuse("json-nul")
    _refuse_depth(text)
    try:
        document = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_float,
        )
    except (json.JSONDecodeError, RecursionError) as fault:
        raise NotJson from fault
    problems = problems_in_value(document)
    if problems:
        raise Invalid(problems)
    return document


def problems_in_value(document: Any) -> list[Problem]:
    """What the door refuses in values that came in another way (a posted form, a spreadsheet)."""
    return [] if _is_safe(document, 0) else list(_unsafe(document, "", 0))


def _is_safe(value: Any, depth: int) -> bool:
    """Nothing to say: nearly always so, and known without the address of every part."""
    kind = type(value)
    if kind is str:
        return _HARM.search(value) is None
    if kind is dict:
        return depth < DEEPEST and all(
            type(key) is str and _HARM.search(key) is None and _is_safe(inner, depth + 1)
            for key, inner in value.items()
        )
    if kind is list:
        return depth < DEEPEST and all(_is_safe(inner, depth + 1) for inner in value)
    if kind is int or kind is float:
        return _sane(value)
    return value is None or kind is bool


def _unsafe(value: Any, at: str, depth: int) -> Iterator[Problem]:
    if isinstance(value, str):
        yield from _unsafe_text(value, at)
    elif isinstance(value, int | float) and not _sane(value):
        yield Problem(at, "json-digits", {"most": MOST_DIGITS})
    elif isinstance(value, dict | list):
        if depth >= DEEPEST:
            yield Problem(at, "json-depth", {"most": DEEPEST})
            return
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            name = str(key)
            yield from _unsafe_text(name, at)
            step = name.replace("~", "~0").replace("/", "~1")
            yield from _unsafe(inner, f"{at}/{step}", depth + 1)


def _sane(value: int | float) -> bool:  # noqa: PYI041 – the two are told apart
    """Finite, and when whole, of no more digits than a double holds."""
    return math.isfinite(value) and (isinstance(value, float) or abs(value) < 10**MOST_DIGITS)


def _unsafe_text(text: str, at: str) -> Iterator[Problem]:
    if "\x00" in text:
        yield Problem(at, "json-nul")
    if _SURROGATE.search(text):
        yield Problem(_SURROGATE.sub("\ufffd", at), "json-surrogate")


def _decoded(data: bytes | str) -> str:
    if isinstance(data, str):
        return data
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise NotJson from fault


def _refuse_depth(text: str) -> None:
    """Counts brackets outside strings, before the parser recurses into them."""
    depth = 0
    for bracket in _BRACKETS.finditer(_STRING.sub("", text)):
        depth += 1 if bracket.group() in "[{" else -1
        if depth > DEEPEST:
            _refuse("json-depth", most=DEEPEST)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise DuplicateKey
    return document


def _constant(name: str) -> NoReturn:
    raise NotJson(name=name)


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MOST_DIGITS:
        _refuse("json-digits", most=MOST_DIGITS)
    return int(digits)


def _float(digits: str) -> float:
    mantissa = re.split("[eE]", digits.lstrip("-"))[0].replace(".", "").strip("0")
    value = float(digits) if len(mantissa) <= MOST_DIGITS else math.inf
    if not math.isfinite(value) or (value == 0 and mantissa):
        _refuse("json-digits", most=MOST_DIGITS)
    return value


def _refuse(code: str, **params: Any) -> NoReturn:
    raise Invalid([Problem("", code, params)])
