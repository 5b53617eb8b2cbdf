"""Rows as text, the same whoever asks: the canonical dump of a table, and its sum."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg
from psycopg import sql

#: Bytes of a part, before it is pressed.
PART: Final = 4 * 1024 * 1024
#: Tables that are not of the house.
OURS: Final = ("alembic_version", "preau_restore")
#: Values are written one way, whatever the server's own habits.
HABITS: Final = (
    "SET timezone = 'UTC'",
    "SET datestyle = 'ISO, YMD'",
    "SET intervalstyle = 'postgres'",
    "SET extra_float_digits = 1",
    "SET bytea_output = 'hex'",
    "SET client_encoding = 'UTF8'",
    "SET statement_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
    "SET lock_timeout = '30s'",
    "SET preau.actor = 'house'",  # rows show (core.wall)
)
_TABLES: Final = """
SELECT c.relname,
       array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = ''),
       (SELECT array_agg(k.attname || ':' || (t.typcollation <> 0) ORDER BY u.place)
          FROM pg_index i
          CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS u(attnum, place)
          JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = u.attnum
          JOIN pg_type t ON t.oid = k.atttypid
         WHERE i.indrelid = c.oid AND i.indisprimary)
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
   AND NOT c.relispartition AND c.relname <> ALL (%s)
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
 GROUP BY c.oid, c.relname ORDER BY c.relname COLLATE "C"
"""
#: The revision, and when the snapshot was taken.
REVISION: Final = "SELECT version_num FROM alembic_version"


@dataclass(frozen=True, slots=True)
class Table:
    """A table, and the order its rows are told in."""

    name: str
    columns: tuple[str, ...]
    order: sql.Composable
    kept_as: Mapping[str, str] = field(default_factory=dict)

    def dump(self) -> sql.Composed:
        """Rows in the order of their key, byte by byte, on any server."""
        values = sql.SQL(", ").join(self._value(name) for name in self.columns)
        return sql.SQL("COPY (SELECT {} FROM {} AS t ORDER BY {}) TO STDOUT").format(
            values, sql.Identifier("public", self.name), self.order
        )

    def load(self) -> sql.Composed:
        return sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier("public", self.name),
            sql.SQL(", ").join(sql.Identifier(name) for name in self.columns),
        )

    def _value(self, column: str) -> sql.Composable:
        if column in self.kept_as:
            return sql.SQL("({})").format(sql.SQL(self.kept_as[column]))
        return sql.Identifier("t", column)


def connect(url: str) -> psycopg.Connection[Any]:
    """A connection of the tables' owner, with our habits of writing; nothing is begun."""
    connection = psycopg.connect(
        url.replace("+psycopg", "", 1), autocommit=True, connect_timeout=10
    )
    for habit in HABITS:
        connection.execute(habit)
    return connection


def tables(
    connection: psycopg.Connection[Any], kept_as: Mapping[str, Mapping[str, str]] | None = None
) -> list[Table]:
    """Every table of the house, as the database says."""
    return [
        Table(name, tuple(columns), _order(key), (kept_as or {}).get(name, {}))
        for name, columns, key in connection.execute(_TABLES, [list(OURS)])
    ]


def _order(key: list[str] | None) -> sql.Composable:
    if not key:
        return sql.SQL('t::text COLLATE "C"')
    parts = []
    for column in key:
        name, _, text = column.rpartition(":")
        template = '{} COLLATE "C"' if text == "true" else "{}"
        parts.append(sql.SQL(template).format(sql.Identifier("t", name)))
    return sql.SQL(", ").join(parts)


@dataclass(slots=True)
class Dump:
    """The text of a table, part by part; its sum and number of rows once it has all gone by."""

    table: Table
    rows: int = 0
    sha256: str = ""

    def parts(self, connection: psycopg.Connection[Any]) -> Iterator[bytes]:
        digest, held, size = hashlib.sha256(), list[bytes](), 0
        with connection.cursor() as cursor:
            with cursor.copy(self.table.dump()) as copy:
                for line in copy:
                    held.append(bytes(line))
                    size += len(line)
                    if size >= PART:
                        for part in _cut(b"".join(held)):
                            digest.update(part)
                            yield part
                        held, size = [], 0
            if held:
                for part in _cut(b"".join(held)):
                    digest.update(part)
                    yield part
            self.rows = cursor.rowcount
        self.sha256 = digest.hexdigest()


def _cut(text: bytes) -> Iterator[bytes]:
    for start in range(0, len(text), PART):
        yield text[start : start + PART]


def sum_of(connection: psycopg.Connection[Any], table: Table) -> tuple[int, str]:
    """Number of rows and sum of the canonical dump."""
    dump = Dump(table)
    for _ in dump.parts(connection):
        pass
    return dump.rows, dump.sha256


def sequences(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """The last number each sequence gave; those that gave none are left out."""
    rows = connection.execute(
        "SELECT sequencename::text, last_value FROM pg_sequences"
        " WHERE schemaname = 'public' AND last_value IS NOT NULL ORDER BY 1"
    )
    return {str(name): int(value) for name, value in rows}
