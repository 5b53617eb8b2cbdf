"""What a list of values has to offer: rows by search and by parent, one row by its key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from core import clock
from core.folding import words_of
from schemas.models import DefinitionVersion

#: Rows a choice shows at once, and the most anybody may ask for.
SHOWN: Final = 50
MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class ListRow:
    """One value of a list; its key never changes, its words may."""

    key: str
    label: str
    parent: str | None = None
    retired_at: date | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def retired(self) -> bool:
        """Whether it is offered no more; what was answered with it stays readable."""
        return self.retired_at is not None and self.retired_at <= clock.today()


def row_of(row: Mapping[str, Any]) -> ListRow:
    """A row as a document holds it."""
    gone = row.get("retired_at")
    return ListRow(
        key=row["key"],
        label=row["label"],
        parent=row.get("parent"),
        retired_at=date.fromisoformat(gone) if gone else None,
        values=row.get("values", {}),
    )


def offered(
    version: DefinitionVersion | None, parent: str | None, text: str | None, limit: int
) -> list[ListRow]:
    """Rows in use of this version, in their order: under `parent`, with the words of `text`."""
    if version is None:
        return []
    wanted = words_of(text or "")
    found = []
    for row in _in_document(version):
        if parent is not None and row.parent != parent:
            continue
        if not row.retired and said_by(row, wanted):
            found.append(row)
            if len(found) >= min(limit, MOST):
                break
    return found


def named(version: DefinitionVersion | None, row_key: str) -> ListRow | None:
    """The row of this key, also once it is offered no more."""
    if version is None:
        return None
    return next((row for row in _in_document(version) if row.key == row_key), None)


def said_by(row: ListRow, wanted: Iterable[str]) -> bool:
    """Whether each word asked for begins a word of the row, accents and capitals apart."""
    words = words_of(f"{row.label} {row.key}")
    return all(any(word.startswith(start) for word in words) for start in wanted)


def _in_document(version: DefinitionVersion) -> Iterable[ListRow]:
    return map(row_of, version.body.get("rows", ()))
