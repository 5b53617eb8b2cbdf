"""What cannot be in a list: a key twice, a parent that is not there, a row under itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from core.problems import Problem


def problems_in_rows(
    rows: Sequence[Mapping[str, Any]], columns: Collection[str]
) -> Iterator[Problem]:
    """Everything the shape of each row cannot say."""
    parents = {row["key"]: row.get("parent") for row in rows}
    yield from _twice(rows)
    yield from _parents(rows, parents)
    yield from _values(rows, columns)


def _twice(rows: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, row in enumerate(rows):
        if row["key"] in seen:
            yield Problem(f"/rows/{index}/key", "row-key-twice", {"name": row["key"]})
        seen.add(row["key"])


def _parents(rows: Sequence[Mapping[str, Any]], parents: Mapping[str, Any]) -> Iterator[Problem]:
    rooted: set[str] = set()
    for index, row in enumerate(rows):
        above, passed = row.get("parent"), {row["key"]}
        if above is not None and above not in parents:
            yield Problem(f"/rows/{index}/parent", "row-parent-unknown", {"name": above})
            continue
        while above is not None and above not in rooted and above not in passed:
            passed.add(above)
            above = parents.get(above)
        if above is not None and above not in rooted:
            yield Problem(f"/rows/{index}/parent", "row-under-itself", {"name": row["key"]})
        else:
            rooted |= passed


def _values(rows: Sequence[Mapping[str, Any]], columns: Collection[str]) -> Iterator[Problem]:
    for index, row in enumerate(rows):
        for name in row.get("values") or {}:
            if name not in columns:
                yield Problem(f"/rows/{index}/values/{name}", "unknown-column", {"name": name})
