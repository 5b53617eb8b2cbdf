"""One act on one row of a list; keys that were published neither change nor go."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from core.errors import Invalid
from core.folding import fold
from core.problems import Problem
from schemas.domain.lists.keys import key_from, sound_key
from schemas.domain.lists.merging import LONGEST_LABEL, MOST_ROWS
from schemas.domain.lists.rows import ListRow

Rows = Sequence[ListRow]


def refused(path: str, code: str, **params: Any) -> Invalid:
    """One thing that cannot be done, at its control."""
    return Invalid([Problem(f"/{path}", code, params)])


def row_at(rows: Rows, key: str) -> ListRow:
    """The row of this key."""
    found = next((row for row in rows if row.key == key), None)
    if found is None:
        raise refused("row", "list-row-gone")
    return found


def add(rows: Rows, label: str, key: str = "", parent: str = "") -> list[ListRow]:
    """A new row at the end."""
    taken = {row.key for row in rows}
    named, key = _label(label), key.strip()
    if len(rows) >= MOST_ROWS:
        raise refused("label", "list-too-long", name=str(MOST_ROWS))
    if key and not sound_key(key):
        raise refused("key", "list-line-key", name=key[:80])
    if key in taken:
        raise refused("key", "list-key-taken", name=key)
    row = ListRow(key or key_from(named, taken), named, _parent(rows, parent))
    return [*rows, row]


def change(rows: Rows, key: str, label: str, parent: str = "") -> list[ListRow]:
    """Other words, another parent; the key stays."""
    row, above = row_at(rows, key), _parent(rows, parent)
    parents = {each.key: each.parent for each in rows} | {key: above}
    passed, at = {key}, above
    while at is not None:
        if at in passed:
            raise refused("parent", "list-line-ring")
        passed.add(at)
        at = parents.get(at)
    made = replace(row, label=_label(label), parent=above)
    return [made if each.key == key else each for each in rows]


def retire(rows: Rows, key: str, today: date) -> list[ListRow]:
    """Offered no more from today; what was answered with it stays readable."""
    made = replace(row_at(rows, key), retired_at=today)
    return [made if each.key == key else each for each in rows]


def bring_back(rows: Rows, key: str) -> list[ListRow]:
    """Offered again."""
    made = replace(row_at(rows, key), retired_at=None)
    return [made if each.key == key else each for each in rows]


def remove(rows: Rows, key: str, frozen: Collection[str]) -> list[ListRow]:
    """Gone for good: only a row nobody could choose yet."""
    row_at(rows, key)
    if key in frozen:
        raise refused("row", "list-row-published")
    if any(row.parent == key for row in rows):
        raise refused("row", "list-row-parent-of")
    return [row for row in rows if row.key != key]


def move(rows: Rows, key: str, by: int) -> list[ListRow]:
    """One place up (-1) or down (1); at the edge it stays."""
    made, row = list(rows), row_at(rows, key)
    at = made.index(row)
    made.insert(min(max(at + by, 0), len(made) - 1), made.pop(at))
    return made


def sort(rows: Rows) -> list[ListRow]:
    """By words, accents and capitals apart."""
    return sorted(rows, key=lambda row: (fold(row.label), row.key))


def _label(label: str) -> str:
    named = " ".join(label.split())
    if not named:
        raise refused("label", "list-label-needed")
    if len(named) > LONGEST_LABEL:
        raise refused("label", "list-line-long", name=named[:40])
    return named


def _parent(rows: Rows, parent: str) -> str | None:
    """A parent named by key or by its words."""
    wanted = parent.strip()
    if not wanted:
        return None
    by_words = {fold(row.label): row.key for row in reversed(rows)}
    found = wanted if any(row.key == wanted for row in rows) else by_words.get(fold(wanted))
    if found is None:
        raise refused("parent", "list-line-parent", name=wanted[:80])
    return found
