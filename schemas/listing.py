"""What a list of values has to offer: rows by search and by parent, one row by its key.

Rows lie in the document of a short list, in `reference_row` for a long one, and with their owners
when the list is made of records (`schemas.list_sources`): those are asked each time, so that a
record that changes its name has it here at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from core import clock
from core.contributions import all_of
from core.kept import Kept
from schemas import list_rows
from schemas.domain.lists import ListRow, folded, matches, row_of, searchable
from schemas.models import DefinitionVersion

POINT: Final = "schemas.list_sources"
#: Rows a choice shows at once, and the most anybody may ask for.
SHOWN: Final = 50
MOST: Final = 1000

_kept: Final[Kept[str, tuple[tuple[ListRow, str], ...]]] = Kept(64)


class ListSource(Protocol):
    """What a room with records hangs at `schemas.list_sources`."""

    key: str

    def rows(
        self, source: Mapping[str, Any], parent: str | None, text: str | None, limit: int
    ) -> list[ListRow]:
        """Rows in use, by what anybody may read of them."""

    def row(self, source: Mapping[str, Any], row_key: str) -> ListRow | None:
        """One of them, also once it is out of use."""

    def problems(self, source: Mapping[str, Any]) -> list[tuple[str, str, Mapping[str, Any]]]:
        """(path, code, params) of what forbids this source."""

    def choices(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """(key, title, [(view, title)]) of each entity a list may be made of."""


def source_of_records() -> ListSource | None:
    """Whoever has records here."""
    found: list[ListSource] = all_of(POINT)
    return found[0] if found else None


def offered(
    version: DefinitionVersion | None, parent: str | None, text: str | None, limit: int
) -> list[ListRow]:
    """Rows in use of this version: under `parent`, with the words of `text`, nearest first."""
    if version is None:
        return []
    body, most = version.body, min(limit, MOST)
    if "source" in body:
        records = source_of_records()
        return records.rows(body["source"], parent, text, most) if records else []
    wanted, today = searchable(text), clock.today()
    if "rows_in" in body:
        return list_rows.offered(body["rows_in"]["sha256"], parent, wanted, today, most)
    found = [
        (row, words)
        for row, words in rows_in_document(version.sha256, body)
        if (parent is None or row.parent == parent)
        and row.offered_on(today)
        and matches(words, wanted)
    ]
    if wanted:
        start = " ".join(word.strip() for word in wanted)
        found.sort(key=lambda pair: not pair[1].startswith(f" {start}"))
    return [row for row, _words in found[:most]]


def named(version: DefinitionVersion | None, row_key: str) -> ListRow | None:
    """The row of this key, also once it is offered no more."""
    if version is None:
        return None
    body = version.body
    if "source" in body:
        records = source_of_records()
        return records.row(body["source"], row_key) if records else None
    if "rows_in" in body:
        return list_rows.named(body["rows_in"]["sha256"], row_key)
    rows = rows_in_document(version.sha256, body)
    return next((row for row, _words in rows if row.key == row_key), None)


def rows_in_document(sha: str, body: Mapping[str, Any]) -> Sequence[tuple[ListRow, str]]:
    """The rows of a short list with their folded words, read once for each text of it."""
    rows = map(row_of, body.get("rows", ()))
    return _kept.of(sha, lambda: tuple((row, folded(row)) for row in rows))
