"""One row of a list of values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.canonical import canonical
from core.folding import fold, words_of


@dataclass(frozen=True, slots=True)
class ListRow:
    """One value of a list; its key never changes, its words may."""

    key: str
    label: str
    parent: str | None = None
    #: From this day on it is offered no more; what was answered with it stays readable.
    retired_at: date | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def retired(self) -> bool:
        """Whether it is on its way out or out already."""
        return self.retired_at is not None

    def offered_on(self, day: date) -> bool:
        """Whether somebody may choose it that day."""
        return self.retired_at is None or self.retired_at > day


def row_of(row: Mapping[str, Any]) -> ListRow:
    """A row as a document holds it."""
    gone = row.get("retired_at")
    return ListRow(
        key=row["key"],
        label=row["label"],
        parent=row.get("parent"),
        retired_at=date.fromisoformat(gone) if gone else None,
        values=row.get("values") or {},
    )


def plain(row: ListRow) -> dict[str, Any]:
    """The same as a document holds it: what is absent is left out."""
    found: dict[str, Any] = {"key": row.key, "label": row.label}
    if row.parent is not None:
        found["parent"] = row.parent
    if row.retired_at is not None:
        found["retired_at"] = row.retired_at.isoformat()
    if row.values:
        found["values"] = dict(row.values)
    return found


def line_of(row: ListRow) -> str:
    """The same as one line of a file of rows: one row has one line, anywhere, any day."""
    return canonical(plain(row)) + "\n"


def folded(row: ListRow) -> str:
    """What a search looks into: its words, then its key, each behind a blank."""
    return f" {fold(row.label)} {fold(row.key)}"


def searchable(text: str | None) -> list[str]:
    """What a row has to say to be found by `text`: each word begins one of its own."""
    return [f" {word}" for word in words_of(text or "")]


def matches(row_folded: str, wanted: Iterable[str]) -> bool:
    """Whether a folded row says all that is wanted."""
    return all(word in row_folded for word in wanted)
