"""The place a house is restored into: empty, or left half made by a restoration that was cut."""

from __future__ import annotations

from typing import Any, Final

import psycopg
from psycopg import sql

from app.backup.errors import BackupError
from documents.storage import Storage

#: Stands from the first thing written to the last: what bears it may be begun again.
MARK: Final = "preau_restore"
_EXISTS: Final = "SELECT to_regclass('public.preau_restore') IS NOT NULL"
_FURNISHED: Final = """
SELECT EXISTS (
    SELECT FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
       AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e'))
"""
#: All that stands in the schema and belongs to no extension; tables take theirs with them.
_OURS: Final = """
SELECT 'TABLE', c.oid::regclass::text FROM pg_class c
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND c.relname <> 'preau_restore'
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'FUNCTION', p.oid::regprocedure::text FROM pg_proc p
 WHERE p.pronamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


def is_marked(connection: psycopg.Connection[Any]) -> bool:
    """Whether a restoration was begun here and not ended."""
    found = connection.execute(_EXISTS).fetchone()
    return bool(found and found[0])


def take(connection: psycopg.Connection[Any], files: Storage) -> None:
    """Mark an empty place as ours; what another restoration left of itself is cleared first."""
    if is_marked(connection):
        clear(connection, files if _is_of(connection, files) else None)
        if not files.is_empty():
            raise _not_empty(files)
        connection.execute(f"DROP TABLE {MARK}")
        _mark(connection, files)
        return
    found = connection.execute(_FURNISHED).fetchone()
    if found and found[0]:
        raise BackupError(
            "La base contient déjà des tables : une restauration se fait dans une base vide. Créez-"
            "en une autre et donnez-la par DATABASE_URL, ou donnez par PREAU_VAR un dossier neuf."
        )
    if not files.is_empty():
        raise _not_empty(files)
    _mark(connection, files)


def _mark(connection: psycopg.Connection[Any], files: Storage) -> None:
    """The mark tells where files go, so that those of no other place are ever cleared."""
    connection.execute(
        f"CREATE TABLE {MARK} (begun_at timestamptz DEFAULT now(), files text NOT NULL)"
    )
    connection.execute("INSERT INTO preau_restore (files) VALUES (%s)", [files.title])


def _is_of(connection: psycopg.Connection[Any], files: Storage) -> bool:
    found = connection.execute(f"SELECT to_jsonb(m) ->> 'files' FROM {MARK} m").fetchone()  # noqa: S608 – a constant
    return found is not None and found[0] == files.title


def _not_empty(files: Storage) -> BackupError:
    return BackupError(
        f"Des fichiers sont déjà dans {files.title} : une restauration se fait dans un lieu vide. "
        "Donnez-en un autre par PREAU_VAR, ou par PREAU_S3_BUCKET ou PREAU_S3_PREFIX."
    )


def leave(connection: psycopg.Connection[Any]) -> None:
    """It is all there."""
    connection.execute(f"DROP TABLE {MARK}")


def clear(connection: psycopg.Connection[Any], files: Storage | None) -> None:
    """Take away all that a restoration has brought; the mark stays, so that this too may be cut."""
    for kind, name in connection.execute(_OURS).fetchall():
        connection.execute(sql.SQL(f"DROP {kind} IF EXISTS {name} CASCADE"))
    if files is not None:
        files.clear()


def refuse_half_made(url: str) -> None:
    """A house half restored is not opened, nor migrated."""
    from app.backup.tables import connect

    with connect(url) as connection:
        if is_marked(connection):
            raise BackupError(
                "Une restauration n’est pas allée à son terme dans cette base : relancez « preau "
                "restore », qui reprend au début."
            )
