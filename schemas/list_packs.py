"""Rows of long lists as files of packs: out as lines, in again with the suspicion packs deserve."""

from __future__ import annotations

import hashlib
import re
from typing import Any, Final

from core.errors import PreauError
from core.jsondoor import parse
from core.problems import Problem
from schemas import list_rows
from schemas.domain.lists import row_of
from schemas.domain.lists.sound import problems_in_rows
from schemas.errors import PackRefused
from schemas.metaschema import problems_against

_PATH: Final = re.compile(r"files/listes/([0-9a-f]{64})[.]jsonl\Z")
_AT_ONCE: Final = 5_000
_MOST_TOLD: Final = 20


def is_rows(path: str) -> bool:
    """Whether a file of a pack holds the rows of a list."""
    return bool(_PATH.match(path))


def content_of(path: str) -> bytes | None:
    """The rows a document names by this path, as the file the path is the hash of."""
    found = _PATH.match(path)
    if not found or not list_rows.is_here(found[1]):
        return None
    return list_rows.file_of(found[1])


def take(path: str, content: bytes) -> bool:
    """Keep the rows of a file; whether they were not here yet."""
    found = _PATH.match(path)
    at = "/" + path.replace("/", "~1")
    if not found or hashlib.sha256(content).hexdigest() != found[1]:
        raise PackRefused([Problem(at, "pack-file-differs", {"file": path})])
    if list_rows.is_here(found[1]):
        return False
    rows = _parsed(content, path, at)
    problems = _shapes(rows)
    if not problems:
        columns = {name for row in rows for name in row.get("values") or {}}
        problems = [*problems_in_rows(rows, columns)]
    if problems:
        raise PackRefused([problem.under(at) for problem in problems[:_MOST_TOLD]])
    if list_rows.keep([row_of(row) for row in rows]) != found[1]:
        raise PackRefused([Problem(at, "pack-file-unreadable", {"file": path})])
    return True


def _parsed(content: bytes, path: str, at: str) -> list[dict[str, Any]]:
    rows = []
    for line in content.splitlines():
        try:
            row = parse(line)
        except PreauError:
            row = None
        if not isinstance(row, dict):
            raise PackRefused([Problem(at, "pack-file-unreadable", {"file": path})])
        rows.append(row)
    return rows


def _shapes(rows: list[dict[str, Any]]) -> list[Problem]:
    """What the meta-schema says of the rows, some thousands at once."""
    found: list[Problem] = []
    for start in range(0, len(rows), _AT_ONCE):
        document = {"kind": "reference-list", "rows": rows[start : start + _AT_ONCE]}
        found += problems_against("reference-list", document)
    return found
