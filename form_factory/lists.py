"""Reference lists as forms use them: what is offered, what a key stands for, whether it is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

from schemas import queries

#: A list as long as this is chosen from in sight; a longer one is searched.
IN_SIGHT: Final = 300


class ListRow(Protocol):
    """A value of a list, as `schemas` tells it."""

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def parent(self) -> str | None: ...


class LiveLists:
    """Rows of live lists by key, each asked for once. One serves one evaluation."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], ListRow | None] = {}

    def __call__(self, list_key: str, row_key: str) -> ListRow | None:
        place = (list_key, row_key)
        if place not in self.known:
            self.known[place] = queries.list_row(list_key, row_key)
        return self.known[place]


def offered(list_key: str, parent: str | None = None, text: str = "") -> Sequence[ListRow]:
    """Rows in use, one more than is chosen from in sight: then there are too many."""
    return queries.list_rows(list_key, parent=parent, text=text or None, limit=IN_SIGHT + 1)


def label_of(list_key: str, row_key: Any) -> str:
    """The words of a key, also once it is offered no more; the key when nobody knows it."""
    row = queries.list_row(list_key, str(row_key))
    return str(row_key) if row is None else row.label
