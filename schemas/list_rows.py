"""Rows of long lists, in a table: sets named by the hash of all their rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, or_, select, text

from core.database import session
from schemas.domain.lists import ListRow, folded, line_of, plain
from schemas.list_models import ReferenceRow

_INSERT: Final = text(
    """
    INSERT INTO reference_row
        (rows_sha256, key, position, label, folded, parent, retired_at, values)
    SELECT :sha, key, position, label, folded, parent, retired_at, values::jsonb
    FROM unnest(
        CAST(:keys AS text[]), CAST(:positions AS int[]), CAST(:labels AS text[]),
        CAST(:foldeds AS text[]), CAST(:parents AS text[]), CAST(:days AS date[]),
        CAST(:values AS text[])
    ) AS given (key, position, label, folded, parent, retired_at, values)
    """
)


#: Whoever writes or names a set holds off whoever sweeps those that no text names.
SWEEPING: Final = 7_305_103
_HELD_TOGETHER: Final = text(f"SELECT pg_advisory_xact_lock_shared({SWEEPING})")
_UNNAMED: Final = text(
    """
    DELETE FROM reference_row WHERE rows_sha256 IN (
        SELECT DISTINCT rows_sha256 FROM reference_row
        EXCEPT SELECT body -> 'rows_in' ->> 'sha256' FROM definition_version
            WHERE kind = 'reference-list' AND body ? 'rows_in'
        EXCEPT SELECT body_text::jsonb -> 'rows_in' ->> 'sha256' FROM draft_step
            WHERE body_text LIKE '%"rows_in":%'
    )
    """
)


def sweep() -> None:
    """Rows that no text names any more go; undo needs those of drafts and of their steps."""
    session.execute(text(f"SELECT pg_advisory_xact_lock({SWEEPING})"))
    session.execute(_UNNAMED)


def sha_of(rows: Sequence[ListRow]) -> str:
    """The name of a set: the hash of its file."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(line_of(row).encode())
    return digest.hexdigest()


def keep(rows: Sequence[ListRow]) -> str:
    """Write the set in one statement, unless it is here; its name."""
    sha = sha_of(rows)
    session.execute(_HELD_TOGETHER)
    lock = int(sha[:15], 16)
    session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
    if not is_here(sha):
        session.execute(
            _INSERT,
            {
                "sha": sha,
                "keys": [row.key for row in rows],
                "positions": list(range(len(rows))),
                "labels": [row.label for row in rows],
                "foldeds": [folded(row) for row in rows],
                "parents": [row.parent for row in rows],
                "days": [row.retired_at for row in rows],
                "values": [
                    json.dumps(plain(row)["values"]) if row.values else None for row in rows
                ],
            },
        )
    return sha


def is_here(sha: str) -> bool:
    """Whether the rows of this name are in the house."""
    found = session.scalar(select(ReferenceRow.key).where(ReferenceRow.rows_sha256 == sha).limit(1))
    return found is not None


def all_rows(sha: str) -> list[ListRow]:
    """Every row of a set, in order."""
    return [*_read(_of(sha))]


def file_of(sha: str) -> bytes:
    """The set as the file its name is the hash of."""
    return b"".join(line_of(row).encode() for row in all_rows(sha))


def offered(
    sha: str, parent: str | None, wanted: Sequence[str], today: date, limit: int
) -> list[ListRow]:
    """Rows in use, those that begin with what is wanted first."""
    asked = _of(sha).where(
        or_(ReferenceRow.retired_at.is_(None), ReferenceRow.retired_at > today),
        *_said(wanted),
    )
    if parent is not None:
        asked = asked.where(ReferenceRow.parent == parent)
    if wanted:
        start = " " + " ".join(word.strip() for word in wanted)
        nearest = case((ReferenceRow.folded.startswith(start), 0), else_=1)
        asked = asked.order_by(None).order_by(nearest, ReferenceRow.position)
    return [*_read(asked.limit(limit))]


def named(sha: str, key: str) -> ListRow | None:
    """One row."""
    found = _read(_of(sha).where(ReferenceRow.key == key))
    return next(found, None)


def page(
    sha: str, wanted: Sequence[str], start: int, size: int, *, retired: bool | None
) -> tuple[list[ListRow], int]:
    """Rows of one page of the editor and how many there are in all."""
    conditions = [*_said(wanted)]
    if retired is not None:
        gone = ReferenceRow.retired_at
        conditions.append(gone.is_not(None) if retired else gone.is_(None))
    counted = select(func.count()).where(ReferenceRow.rows_sha256 == sha, *conditions)
    rows = _read(_of(sha).where(*conditions).offset(start).limit(size))
    return [*rows], session.scalar(counted) or 0


def _of(sha: str) -> Any:
    return (
        select(ReferenceRow).where(ReferenceRow.rows_sha256 == sha).order_by(ReferenceRow.position)
    )


def _said(wanted: Sequence[str]) -> list[ColumnElement[bool]]:
    return [ReferenceRow.folded.contains(word) for word in wanted]


def _read(asked: Any) -> Iterator[ListRow]:
    columns = asked.with_only_columns(
        ReferenceRow.key, ReferenceRow.label, ReferenceRow.parent, ReferenceRow.retired_at,
        ReferenceRow.values,
    )  # fmt: skip
    for row in session.execute(columns):
        yield ListRow(row.key, row.label, row.parent, row.retired_at, row.values or {})
