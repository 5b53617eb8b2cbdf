"""Rows of files made regular: a key for those without one, lists where one word was written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from core.folding import words_of

LONGEST: Final = 80


def regular(rows: Iterable[Any]) -> list[Any]:
    """Each row with a key (its own, or one made of its id or question), audiences as lists."""
    found: list[Any] = []
    taken = {row["key"] for row in rows if isinstance(row, dict) and row.get("key")}
    for row in rows:
        if not isinstance(row, dict):
            found.append(row)
            continue
        given = str(row.get("key") or "")
        made = {name: value for name, value in row.items() if name not in {"key", "id"}}
        key = given or _free(_slug(row.get("id") or row.get("question")), taken)
        taken.add(key)
        for name in ("audience", "wordings"):
            if name in made and (made[name] is None or isinstance(made[name], str)):
                made[name] = [made[name]] if made[name] else []
        found.append({"key": key, **made})
    return found


def _slug(text: Any) -> str:
    """What an address can hold of a question: « comment-payer-ma-facture »."""
    slug = "-".join(words_of(str(text or "")))
    return slug if len(slug) <= LONGEST else slug[:LONGEST].rsplit("-", 1)[0]


def _free(slug: str, taken: set[str]) -> str:
    slug = slug or "fiche"
    key, n = slug, 2
    while key in taken:
        key, n = f"{slug}-{n}", n + 1
    return key
