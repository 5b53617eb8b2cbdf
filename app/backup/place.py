"""The place a house is restored into: empty, or left half made by a restoration that was cut."""

from __future__ import annotations

import shutil
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
        clear(connection, files)
        return
    found = connection.execute(_FURNISHED).fetchone()
    if found and found[0]:
        raise BackupError(
            "La base contient déjà des tables : une restauration se fait dans une base vide. Créez-"
            "en une autre et donnez-la par DATABASE_URL, ou donnez par PREAU_VAR un dossier neuf."
        )
    if not files.is_empty():
        raise BackupError(
            f"{files.root} contient déjà des fichiers : une restauration se fait dans un dossier "
            "vide. Donnez-en un autre par PREAU_VAR."
        )
    connection.execute(f"CREATE TABLE {MARK} (begun_at timestamptz DEFAULT now())")


def leave(connection: psycopg.Connection[Any]) -> None:
    """It is all there."""
    connection.execute(f"DROP TABLE {MARK}")


def clear(connection: psycopg.Connection[Any], files: Storage) -> None:
    """Take away all that a restoration has brought; the mark stays, so that this too may be cut."""
    for kind, name in connection.execute(_OURS).fetchall():
        connection.execute(sql.SQL(f"DROP {kind} IF EXISTS {name} CASCADE"))
    shutil.rmtree(files.root, ignore_errors=True)


def refuse_half_made(url: str) -> None:
    """A house half restored is not opened, nor migrated."""
    from app.backup.tables import connect

    with connect(url) as connection:
        if is_marked(connection):
            raise BackupError(
                "Une restauration n’est pas allée à son terme dans cette base : relancez « preau "
                "restore », qui reprend au début."
            )
