"""Papers of the house as PDF: a template of ours, set with data; tagged, so that it is read aloud.

Texts of people reach the template as data and are never read as instructions. Packages and the
files outside `typst/` are closed to it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from threading import Lock
from typing import Any, Final, NamedTuple

from core import clock
from documents.errors import PaperTooLong
from documents.press import compiled, compiler_of

#: A text longer than this without a blank gets places where a line may break.
_LONGEST = 48
_LONG = re.compile(rf"\S{{{_LONGEST},}}")
#: Control bytes and lone halves that no page shows.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: Signs of a paper, some hundreds of pages; a line break weighs as much as a short line.
HEAVIEST: Final = 1_000_000
_BREAK: Final = 20
#: One compiler a process (it may not be used by two threads at once, nor cross a fork).
_ONE_AT_A_TIME: Final = Lock()


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """The paper of `template` (`answers` or `form`) set with `data`."""
    sent = weight_of(data)
    if sent.weight > HEAVIEST:
        raise PaperTooLong
    at = clock.now().astimezone(UTC)
    stamp = datetime(at.year, at.month, at.day, at.hour, at.minute, tzinfo=UTC)
    with _ONE_AT_A_TIME:
        return compiled(_compiler(os.getpid()), template, {"data": sent.text, "qr": ""}, stamp)


class Weighed(NamedTuple):
    """What a paper says, as its template reads it, and how much that is."""

    text: str
    weight: int


def weight_of(data: Mapping[str, Any]) -> Weighed:
    """The data of a paper without what no page shows, as JSON."""
    sent = json.dumps(_printable(data), ensure_ascii=False)
    return Weighed(sent, len(sent) + _BREAK * sent.count("\\n"))


@cache
def _compiler(_process: int) -> Any:
    return compiler_of()


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        plain = _UNPRINTABLE.sub("", value)
        return _LONG.sub(lambda found: _with_breaks(found.group()), plain)
    if isinstance(value, Mapping):
        return {str(key): _printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(inner) for inner in value]
    return value


def _with_breaks(word: str) -> str:
    return "\u200b".join(word[n : n + 24] for n in range(0, len(word), 24))
