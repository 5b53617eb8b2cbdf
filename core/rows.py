"""Many rows in one statement: they travel as one JSON document, so its text never grows.

`INSERT … SELECT … FROM json_to_recordset(…)` and `UPDATE … FROM json_to_recordset(…)`: bulk acts
write two hundred requests with a handful of these, whatever the length of what is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, func, literal, text
from sqlalchemy.dialects import postgresql

from core.database import Model, note_written, session

#: Only spells the names of types.
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
Rows = Sequence[Mapping[str, Any]]


def insert_rows(
    model: type[Model], rows: Rows, *, skip: bool = False, returning: Sequence[str] = ()
) -> Sequence[Any]:
    """Insert `rows`, all of the same columns; with `skip`, those that collide are left out."""
    if not rows:
        return ()
    told = f" RETURNING {', '.join(map(_quoted, returning))}" if returning else ""
    statement = f"{_insert(model, tuple(rows[0]))}{' ON CONFLICT DO NOTHING' if skip else ''}{told}"
    return _sent(statement, rows, answered=bool(returning))


def update_rows(
    model: type[Model],
    rows: Rows,
    *,
    match: Mapping[str, str],
    returning: Sequence[str] = (),
) -> Sequence[Any]:
    """Set the columns named by the keys of `rows` where those of `match` stand as each row says.

    `match` is column → key of the row; a key that is no column of its own (« seen ») is only
    compared. What somebody else changed meanwhile is not returned.
    """
    if not rows:
        return ()
    told = f" RETURNING {', '.join(f't.{_quoted(name)}' for name in returning)}"
    statement = _update(model, tuple(rows[0]), tuple(match.items())) + (told if returning else "")
    return _sent(statement, rows, answered=bool(returning))


def among(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """`column IN (values)` as one parameter, whatever their number."""
    found: ColumnElement[bool] = column == func.any(literal(list(values), ARRAY(column.type)))
    return found


def _sent(statement: str, rows: Rows, *, answered: bool) -> Sequence[Any]:
    result = session.execute(text(statement), {"rows": json.dumps(rows, default=str)})
    note_written()
    return result.all() if answered else ()


@cache
def _insert(model: type[Model], columns: tuple[str, ...]) -> str:
    names = ", ".join(map(_quoted, columns))
    return (
        f"INSERT INTO {_quoted(model.__tablename__)} ({names}) "  # noqa: S608 – names of our models
        f"SELECT {names} FROM {_recordset(model, dict.fromkeys(columns))}"
    )


@cache
def _update(model: type[Model], keys: tuple[str, ...], match: tuple[tuple[str, str], ...]) -> str:
    compared = {key: column for column, key in match}
    own = [key for key in keys if compared.get(key, "") != key and key in model.__table__.columns]
    sets = ", ".join(f"{_quoted(key)} = v.{_quoted(key)}" for key in own)
    where = " AND ".join(f"t.{_quoted(column)} = v.{_quoted(key)}" for column, key in match)
    return (
        f"UPDATE {_quoted(model.__tablename__)} AS t SET {sets} "  # noqa: S608 – names of models
        f"FROM {_recordset(model, {key: compared.get(key) for key in keys})} WHERE {where}"
    )


def _recordset(model: type[Model], keys: Mapping[str, str | None]) -> str:
    columns = (f"{_quoted(key)} {_type(model, column or key)}" for key, column in keys.items())
    return f"json_to_recordset(CAST(:rows AS json)) AS v({', '.join(columns)})"


def _type(model: type[Model], column: str) -> str:
    return str(model.__table__.columns[column].type.compile(_DIALECT)).split(" COLLATE")[0]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
