"""Where the rows of a list live: in its document as long as they are few, else beside it.

Both are one value to whoever edits: rows come out, rows go in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.canonical import canonical
from core.problems import Problem
from schemas import list_rows, queries
from schemas.domain.lists import ListRow, compared, folded, matches, plain, row_of, searchable

#: A document longer than this keeps its rows beside it: it is read with every other definition.
MOST_INSIDE: Final = 500
LONGEST_INSIDE: Final = 100_000
KIND: Final = "reference-list"


@dataclass(frozen=True, slots=True)
class RowPage:
    """Rows of one page of the editor."""

    rows: Sequence[ListRow]
    count: int
    number: int
    last: int


def rows_of(body: Mapping[str, Any] | None) -> list[ListRow]:
    """Every row of a document; none of those that are records."""
    if body is None:
        return []
    if "rows_in" in body:
        return list_rows.all_rows(body["rows_in"]["sha256"])
    return [row_of(row) for row in body.get("rows", ())]


def count_of(body: Mapping[str, Any]) -> int | None:
    """How many rows it has; None for a list of records. A draft may be any JSON object: what is no
    list has none."""
    if isinstance(beside := body.get("rows_in"), Mapping):
        count = beside.get("count")
        return count if isinstance(count, int) else 0
    rows = body.get("rows", ())
    return None if "source" in body else len(rows) if isinstance(rows, list | tuple) else 0


def with_rows(body: Mapping[str, Any], rows: Sequence[ListRow]) -> dict[str, Any]:
    """The document with these rows; they are written beside it when they are many."""
    rest = {k: v for k, v in body.items() if k not in {"rows", "rows_in", "source"}}
    inside = [plain(row) for row in rows] if len(rows) <= MOST_INSIDE else None
    if inside is not None and len(canonical(inside)) <= LONGEST_INSIDE:
        return {**rest, "rows": inside}
    sha = list_rows.keep(rows)
    named = {"file": f"files/listes/{sha}.jsonl", "sha256": sha, "count": len(rows)}
    return {**rest, "rows_in": named}


def page_of(
    body: Mapping[str, Any], text: str, number: int, size: int, *, retired: bool | None = None
) -> RowPage:
    """The page `number` (from 1) of the rows that have the words of `text`."""
    wanted, start = searchable(text), (max(number, 1) - 1) * size
    if "rows_in" in body:
        sha = body["rows_in"]["sha256"]
        rows, count = list_rows.page(sha, wanted, start, size, retired=retired)
    else:
        found = [
            row
            for row in rows_of(body)
            if matches(folded(row), wanted) and retired in {None, row.retired}
        ]
        rows, count = found[start : start + size], len(found)
    return RowPage(rows, count, max(number, 1), max(1, -(-count // size)))


def row_named(body: Mapping[str, Any], key: str) -> ListRow | None:
    """One row of a document."""
    if "rows_in" in body:
        return list_rows.named(body["rows_in"]["sha256"], key)
    return next((row for row in rows_of(body) if row.key == key), None)


def published_keys(key: str) -> frozenset[str]:
    """Keys that people could choose already: they are frozen."""
    return frozenset(row.key for row in rows_of(latest_published(key)))


def latest_published(key: str) -> Mapping[str, Any] | None:
    """The newest text people could choose from, retired or not."""
    versions = [v for v in queries.versions(KIND, key) if v.status != "draft"]
    return versions[0].body if versions else None


def lost_keys(document: Mapping[str, Any]) -> list[Problem]:
    """Rows that were published and are no more there: advice, since a text by hand or a pack may
    say so; answers that name them stay readable (`queries.list_row` looks back)."""
    before = latest_published(str(document.get("key")))
    if before is None or "source" in before or _same_rows(before, document):
        return []
    lost = compared(rows_of(before), rows_of(document)).lost
    return [
        Problem("", "row-key-lost", {"name": row.key, "label": row.label, "severity": "warning"})
        for row in lost[:20]
    ]


def _same_rows(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return all(before.get(part) == after.get(part) for part in ("rows", "rows_in"))
