"""All the rows of one request as they stand in the database, table by table, as plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from core.database import session

Row = dict[str, Any]
Sheaf = dict[str, list[Row]]

_DRAFTS = """SELECT draft_id FROM request WHERE id = :id
    UNION SELECT correction_draft_id FROM request WHERE id = :id
    UNION SELECT draft_id FROM annotation WHERE request_id = :id"""
_MESSAGES = "SELECT id FROM message WHERE subject_kind = 'request' AND subject_id = :id"
#: Where the rows of a request lie, in an order in which they may be written.
TABLES: Final[Mapping[str, str]] = {
    "answer_draft": f"id IN ({_DRAFTS})",
    "request": "id = :id",
    "annotation": "request_id = :id",
    "step": "subject_id = :id",
    "vote": "subject_id = :id",
    "tick": "subject_id = :id",
    "timer": "subject_id = :id",
    "message": "subject_kind = 'request' AND subject_id = :id",
    "stored_file": f"""(owner_kind = 'request' AND owner_id = :id)
        OR (owner_kind = 'draft' AND owner_id IN ({_DRAFTS}))
        OR (owner_kind = 'message' AND owner_id IN ({_MESSAGES}))""",
    "change": "subject_kind = 'request' AND subject_id = :id",
}
#: Rows of which the order of writing is told by their number.
NUMBERED: Final = ("step", "change")


def gathered(request_id: UUID) -> Sheaf:
    """Every row of one request."""
    return {table: _rows(table, where, request_id) for table, where in TABLES.items()}


def _rows(table: str, where: str, request_id: UUID) -> list[Row]:
    order = " ORDER BY id" if table in NUMBERED else ""
    query = f'SELECT to_jsonb(t) FROM "{table}" t WHERE {where}{order}'  # noqa: S608 – TABLES
    return list(session.scalars(text(query), {"id": request_id}))


def written(table: str, rows: Sequence[Row]) -> None:
    """Write many rows of a table in one statement."""
    if rows:
        session.execute(
            text(
                f'INSERT INTO "{table}" '  # noqa: S608 – TABLES
                f'SELECT * FROM jsonb_populate_recordset(NULL::"{table}", CAST(:rows AS jsonb))'
            ),
            {"rows": json.dumps(rows)},
        )


def numbers(table: str, count: int) -> list[int]:
    """That many numbers nobody else will get."""
    query = "SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)"
    return list(session.scalars(text(query), {"table": f'"{table}"', "count": count}))
