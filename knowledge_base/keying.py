"""Rows of files made regular: a key for those without one, lists where one word was written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from core.folding import fold
from knowledge_base.fields import RESERVED

LONGEST: Final = 80
_DAYS: Final = frozenset({"review_on", "valid_from", "valid_until"})
_FRENCH_DAY: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_TIMED: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.+Z-]{1,30}")


def regular(rows: Iterable[Any]) -> list[Any]:
    """Each row with a key (its own, or one made of its id or question), audiences as lists."""
    found: list[Any] = []
    taken = {str(row["key"]) for row in rows if isinstance(row, dict) and row.get("key")}
    for row in rows:
        if not isinstance(row, dict):
            found.append(row)
            continue
        given = str(row.get("key") or "")
        made = {name: value for name, value in row.items() if name not in {"key", "id"}}
        key = given or _free(slug(row.get("id") or row.get("question")), taken)
        taken.add(key)
        for name in ("audience", "wordings"):
            if name in made and (made[name] is None or isinstance(made[name], str)):
                made[name] = [made[name]] if made[name] else []
        for name in _DAYS & made.keys():
            made[name] = _day(made[name])
        found.append({"key": key, **made})
    return found


def _day(value: Any) -> Any:
    """« 31/12/2026 », and days with an hour, as days are kept; what is none stays, to be told."""
    text = str(value).strip() if isinstance(value, str) else ""
    if found := _FRENCH_DAY.fullmatch(text):
        day, month, year = found.groups()
        return f"{year}-{month:0>2}-{day:0>2}"
    return text[:10] if _TIMED.fullmatch(text) else value


def slug(text: Any, longest: int = LONGEST) -> str:
    """What an address can hold of a question: « comment-payer-ma-facture »."""
    made = fold(str(text or "")).replace(" ", "-")
    return made if len(made) <= longest else made[:longest].rsplit("-", 1)[0]


def _free(stem: str, taken: set[str]) -> str:
    stem = stem or "fiche"
    key, n = stem, 2
    while key in taken or key in RESERVED:
        key, n = f"{stem}-{n}", n + 1
    return key
