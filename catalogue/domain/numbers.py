"""Numbers people quote: the pattern of a service, split where the counter stands."""

from __future__ import annotations

import re
from datetime import date

_FIELD = re.compile(r"\{(year|year2|month|seq)(?::0?(\d{1,2}))?\}")
#: Letters that cannot be mistaken for one another when read aloud.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def prefix_of(pattern: str, on: date) -> str:
    """What stands before the counter, rendered: two services with one prefix share a counter."""
    return _rendered(pattern.partition("{seq")[0], on)


def number_of(pattern: str, on: date, seq: int) -> str:
    """The whole number: `{year}-{seq:05}` → 2026-00412."""

    def value(match: re.Match[str]) -> str:
        if match[1] != "seq":
            return _date_part(match[1], on)
        return str(seq).zfill(int(match[2] or 1))

    return _FIELD.sub(value, pattern)


def is_sound(pattern: str) -> bool:
    """Whether a pattern holds one counter and nothing else between braces."""
    rest = _FIELD.sub("", pattern)
    seqs = [m for m in _FIELD.finditer(pattern) if m[1] == "seq"]
    return len(seqs) == 1 and not set(rest) & set("{}/?#%\\ ") and len(pattern) <= 40


def _rendered(text: str, on: date) -> str:
    return _FIELD.sub(lambda m: _date_part(m[1], on), text)


def _date_part(name: str, on: date) -> str:
    return {"year": f"{on:%Y}", "year2": f"{on:%y}", "month": f"{on:%m}"}.get(name, "")
