"""Many rows in one statement: they travel as one JSON document, so its text never grows.

`INSERT … SELECT … FROM json_to_recordset(…)` and `UPDATE … FROM json_to_recordset(…)`: bulk acts
write two hundred requests with a handful of these, whatever the length of what is written. What is
the very same in all rows (the moment, who acts) travels once, as a parameter beside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, JSON, ColumnElement, func, literal, text
from sqlalchemy.dialects import postgresql

from core.database import Model, note_written, session

#: Only spells the names of types.
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
Rows = Sequence[Mapping[str, Any]]
#: Below so many rows it is not worth looking what they share.
FEW: Final = 8
#: Written alike as JSON and as text; arrays and bytes are not: they stay in the rows.
_AS_TEXT: Final = (str, int, float, Decimal, UUID, date)


def insert_rows(
    model: type[Model], rows: Rows, *, skip: bool = False, returning: Sequence[str] = ()
) -> Sequence[Any]:
    """Insert `rows`, all of the same columns; with `skip`, those that collide are left out."""
    if not rows:
        return ()
    told = f" RETURNING {', '.join(map(_quoted, returning))}" if returning else ""
    same = _same(model, rows)
    statement = _insert(model, tuple(rows[0]), tuple(same))
    if skip:
        statement += " ON CONFLICT DO NOTHING"
    return _sent(statement + told, rows, same, answered=bool(returning))


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
    same = _same(model, rows)
    statement = _update(model, tuple(rows[0]), tuple(match.items()), tuple(same))
    return _sent(statement + (told if returning else ""), rows, same, answered=bool(returning))


def among(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """`column IN (values)` as one parameter, whatever their number."""
    found: ColumnElement[bool] = column == func.any(literal(list(values), ARRAY(column.type)))
    return found


def _sent(statement: str, rows: Rows, same: Mapping[str, Any], *, answered: bool) -> Sequence[Any]:
    if same:
        own = [key for key in rows[0] if key not in same]
        rows = [{key: row[key] for key in own} for row in rows]
    known = {_parameter(key): value for key, value in same.items()}
    result = session.execute(text(statement), {"rows": json.dumps(rows, default=str), **known})
    note_written()
    return result.all() if answered else ()


def _same(model: type[Model], rows: Rows) -> dict[str, str | None]:
    """What is one and the same thing in all of many rows, as text, by key; never all of it."""
    if len(rows) < FEW:
        return {}
    first, others = rows[0], rows[1:]
    keys = [key for key in first if key in model.__table__.columns]
    found = [key for key in keys if all(row[key] is first[key] for row in others)]
    kept = {key: first[key] for key in (found if len(found) < len(first) else found[1:])}
    return {
        key: _as_text(model, key, value)
        for key, value in kept.items()
        if value is None or _is_json(model, key) or isinstance(value, _AS_TEXT)
    }


def _is_json(model: type[Model], key: str) -> bool:
    return isinstance(model.__table__.columns[key].type, JSON)


def _as_text(model: type[Model], key: str, value: Any) -> str | None:
    if value is not None and _is_json(model, key):
        return json.dumps(value, default=str)
    return None if value is None else str(value)


def _parameter(key: str) -> str:
    return f"same_{key}"


@cache
def _insert(model: type[Model], columns: tuple[str, ...], same: tuple[str, ...]) -> str:
    names = ", ".join(map(_quoted, columns))
    values = ", ".join(_value(model, column, same) for column in columns)
    own = {column: None for column in columns if column not in same}
    return (
        f"INSERT INTO {_quoted(model.__tablename__)} ({names}) "  # noqa: S608 – names of our models
        f"SELECT {values} FROM {_recordset(model, own)}"
    )


@cache
def _update(
    model: type[Model],
    keys: tuple[str, ...],
    match: tuple[tuple[str, str], ...],
    same: tuple[str, ...],
) -> str:
    compared = {key: column for column, key in match}
    own = [key for key in keys if compared.get(key, "") != key and key in model.__table__.columns]
    sets = ", ".join(f"{_quoted(key)} = {_value(model, key, same)}" for key in own)
    where = " AND ".join(
        f"t.{_quoted(column)} = {_value(model, key, same)}" for column, key in match
    )
    return (
        f"UPDATE {_quoted(model.__tablename__)} AS t SET {sets} "  # noqa: S608 – names of models
        f"FROM {_recordset(model, {k: compared.get(k) for k in keys if k not in same})} "
        f"WHERE {where}"
    )


def _value(model: type[Model], key: str, same: tuple[str, ...]) -> str:
    """The value of a row, or the one of all rows."""
    if key in same:
        return f"CAST(:{_parameter(key)} AS {_type(model, key)})"
    return f"v.{_quoted(key)}"


def _recordset(model: type[Model], keys: Mapping[str, str | None]) -> str:
    columns = (f"{_quoted(key)} {_type(model, column or key)}" for key, column in keys.items())
    return f"json_to_recordset(CAST(:rows AS json)) AS v({', '.join(columns)})"


def _type(model: type[Model], column: str) -> str:
    return str(model.__table__.columns[column].type.compile(_DIALECT)).split(" COLLATE")[0]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
