"""Many rows in one statement: their columns travel as arrays, so its text never grows.

`INSERT … SELECT … FROM unnest(…)` and `UPDATE … FROM unnest(…)`: bulk acts write two hundred
requests with a handful of these, whatever the length of what is written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB

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
    columns = tuple(rows[0])
    told = f" RETURNING {', '.join(map(_quoted, returning))}" if returning else ""
    statement = f"{_insert(model, columns)}{' ON CONFLICT DO NOTHING' if skip else ''}{told}"
    result = session.execute(text(statement), _arrays(model, dict.fromkeys(columns), rows))
    note_written()
    return result.all() if returning else ()


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
    compared = {key: column for column, key in match.items()}
    keys = tuple(rows[0])
    typed = {key: compared.get(key) for key in keys}
    statement = _update(model, keys, tuple(match.items()), tuple(returning))
    result = session.execute(text(statement), _arrays(model, typed, rows))
    note_written()
    return result.all() if returning else ()


@cache
def _insert(model: type[Model], columns: tuple[str, ...]) -> str:
    names = ", ".join(map(_quoted, columns))
    return (
        f"INSERT INTO {_quoted(model.__tablename__)} ({names}) "  # noqa: S608 – names of our models
        f"SELECT {', '.join(_value(model, c) for c in columns)} "
        f"FROM {_unnested(model, dict.fromkeys(columns))}"
    )


@cache
def _update(
    model: type[Model],
    keys: tuple[str, ...],
    match: tuple[tuple[str, str], ...],
    returning: tuple[str, ...],
) -> str:
    compared = {key: column for column, key in match}
    own = {key for key in keys if compared.get(key, "") != key and key in model.__table__.columns}
    sets = ", ".join(f"{_quoted(key)} = {_value(model, key)}" for key in keys if key in own)
    where = " AND ".join(f"t.{_quoted(column)} = v.{_quoted(key)}" for column, key in match)
    told = ", ".join(f"t.{_quoted(name)}" for name in returning)
    return (
        f"UPDATE {_quoted(model.__tablename__)} AS t SET {sets} "  # noqa: S608 – names of models
        f"FROM {_unnested(model, {key: compared.get(key) for key in keys})} "
        f"WHERE {where}{f' RETURNING {told}' if told else ''}"
    )


def _unnested(model: type[Model], keys: Mapping[str, str | None]) -> str:
    arrays = ", ".join(f"CAST(:{key} AS {_type(model, col or key)}[])" for key, col in keys.items())
    return f"unnest({arrays}) AS v({', '.join(map(_quoted, keys))})"


def _value(model: type[Model], key: str) -> str:
    return f"v.{_quoted(key)}" + ("::jsonb" if _is_json(model, key) else "")


def _type(model: type[Model], column: str) -> str:
    """Documents travel as text: an array of documents has no common reading."""
    if _is_json(model, column):
        return "text"
    return str(model.__table__.columns[column].type.compile(_DIALECT).split(" COLLATE")[0])


def _is_json(model: type[Model], column: str) -> bool:
    return isinstance(model.__table__.columns[column].type, JSONB)


def _arrays(model: type[Model], keys: Mapping[str, str | None], rows: Rows) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for key, column in keys.items():
        values = [row[key] for row in rows]
        found[key] = list(map(_written, values)) if _is_json(model, column or key) else values
    return found


def _written(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
