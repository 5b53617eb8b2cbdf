"""Reference lists as forms use them: what is offered, what a key stands for, what is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from form_factory.domain.fresh import fresh
from form_factory.domain.walk import lists_in
from schemas import queries

#: A list as long as this is chosen from in sight; a longer one is searched.
IN_SIGHT: Final = 400
KIND: Final = "reference-list"
_NAMED: Final[dict[str, frozenset[str]]] = {}
_MOST_NAMED: Final = 1024


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
            self.known[place] = row_named(list_key, row_key)
        return self.known[place]


def is_long(list_key: str) -> bool:
    """Whether there are too many rows to choose from in sight."""
    version = queries.live(KIND, list_key)
    if version is None:
        return False
    body = version.body
    if "rows_in" in body:
        return int(body["rows_in"]["count"]) > IN_SIGHT
    if "rows" in body:
        return len(body["rows"]) > IN_SIGHT
    return len(offered(list_key)) > IN_SIGHT


def offered(list_key: str, parent: str | None = None) -> Sequence[ListRow]:
    """Rows in use, as many as are chosen from in sight and one."""
    return queries.list_rows(list_key, parent=parent, limit=IN_SIGHT + 1)


def searched(list_key: str, text: str, limit: int, parent: str | None = None) -> Sequence[ListRow]:
    """Rows in use with the words of `text`, nearest first."""
    return queries.list_rows(list_key, parent=parent, text=text, limit=limit) if text else []


def row_named(list_key: str, row_key: str) -> ListRow | None:
    """The row of this key, also once it is offered no more."""
    return queries.list_row(list_key, row_key) if "\x00" not in row_key else None


def label_of(list_key: str, row_key: Any) -> str:
    """The words of a key; the key when nobody knows it."""
    row = row_named(list_key, str(row_key))
    return str(row_key) if row is None else row.label


def lists_of(version: Any) -> frozenset[str]:
    """The lists that a published form takes answers from, read once for each text of it."""
    known = _NAMED.get(version.sha256)
    if known is None:
        known = frozenset(key for _place, key in lists_in(version.body))
        if len(_NAMED) >= _MOST_NAMED:
            _NAMED.clear()
        _NAMED[version.sha256] = known
    return known


def with_choices(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The form with the rows of its short lists as choices: for checks and editors of conditions,
    which then know what an answer may be. Rows offered no more are among them."""
    if not any(True for _each in lists_in(document)):
        return document
    copy: dict[str, Any] = fresh(dict(document))
    _fill(copy.get("schema"))
    return copy


def _fill(part: Any) -> None:
    if isinstance(part, list):
        for each in part:
            _fill(each)
    elif isinstance(part, dict):
        if isinstance(key := part.get("x-list"), str) and (rows := _all(key)):
            part["oneOf"] = [{"const": row["key"], "title": row["label"]} for row in rows]
        for each in part.values():
            if isinstance(each, dict | list):
                _fill(each)


def _all(list_key: str) -> Sequence[Mapping[str, Any]]:
    version = queries.live(KIND, list_key)
    rows: Sequence[Mapping[str, Any]] = version.body.get("rows", ()) if version else ()
    return rows if len(rows) <= IN_SIGHT else ()
