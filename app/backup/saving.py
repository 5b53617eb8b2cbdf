"""`preau backup`: one snapshot of the tables, then the files its rows name."""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import psycopg

from app.backup import archive
from app.backup.errors import BackupError
from app.backup.tables import REVISION, Dump, connect, sequences, tables
from app.features import load_models
from app.migrate import ONE_AT_A_TIME, latest
from app.settings import Settings
from core import clock, keeping
from core.database import Model
from documents.errors import UnknownFile
from documents.storage import Storage, storage_in

_FILES: Final = (
    "SELECT storage_name, sha256 FROM stored_file WHERE state <> 'refused' ORDER BY storage_name"
)
_AT_ONCE: Final = 500
#: A turn of the sweeper over a large bucket takes minutes: a backup of the night waits for it.
_PATIENTLY: Final = "SET LOCAL lock_timeout = '15min'"
#: Names of files without bytes that an archive tells one by one.
_TOLD: Final = 1000


def backup(settings: Settings, target: str, say: Callable[[str], None]) -> dict[str, Any]:
    """Write the archive to `target` (`-`: the output); what its manifest says."""
    load_models()
    with _standing(settings) as connection, _stream(target) as stream:
        writer = archive.Writer(stream)
        manifest = save_as_it_stands(connection, writer, storage_in(settings))
        writer.seal(manifest, settings.secret_key)
    missing = manifest["files"]["missing"]
    say(
        f"Sauvegarde faite : {sum(t['rows'] for t in manifest['tables'].values())} lignes de "
        f"{len(manifest['tables'])} tables, {manifest['files']['count']} fichiers"
        f" ({manifest['files']['bytes']} octets)."
    )
    if missing:
        say(f"{missing} fichiers que la base nomme n’ont pas d’octets : le manifeste les nomme.")
    return manifest


@contextmanager
def _standing(settings: Settings) -> Iterator[psycopg.Connection[Any]]:
    """A snapshot during which no table changes shape and no file is deleted."""
    with connect(settings.migrate_url) as connection:
        found = connection.execute(
            "SELECT pg_try_advisory_lock_shared(%s)", [ONE_AT_A_TIME]
        ).fetchone()
        if not (found and found[0]):
            raise BackupError("Les tables sont en train d’être mises à jour : recommencez ensuite.")
        with connection.transaction():  # which the lock outlives
            connection.execute(_PATIENTLY)
            connection.execute("SELECT pg_advisory_lock_shared(%s)", [keeping.FILES_STAY])
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        _refuse_unlike_us(connection)
        yield connection
        connection.execute("COMMIT")


def _refuse_unlike_us(connection: psycopg.Connection[Any]) -> None:
    exists = connection.execute("SELECT to_regclass('public.alembic_version')").fetchone()
    if not (exists and exists[0]):
        raise BackupError("Cette base est vide : il n’y a rien à sauvegarder.")
    if _revision(connection) != latest():
        raise BackupError(
            "Les tables ne sont pas celles de ce Préau. Faites la sauvegarde avec le Préau qui "
            "s’en sert, ou lancez d’abord « preau migrate »."
        )


def _revision(connection: psycopg.Connection[Any]) -> str:
    found = connection.execute(REVISION).fetchone()
    return str(found[0]) if found else ""


def save_as_it_stands(
    connection: psycopg.Connection[Any], writer: archive.Writer, files: Storage
) -> dict[str, Any]:
    """All that the snapshot shows, whatever the version of its tables; what the manifest says."""
    left_out = keeping.left_out(Model.metadata)
    told: dict[str, Any] = {
        "product": "preau",
        "format": archive.FORMAT,
        "revision": _revision(connection),
        "made_at": clock.now().isoformat(),
    }
    writer.add(archive.HEAD, archive.text(told))
    found = {}
    for table in tables(connection, keeping.kept_as(Model.metadata)):
        if table.name in left_out:
            continue
        dump, number = Dump(table), 0
        for part in dump.parts(connection):
            number += 1
            pressed = gzip.compress(part, compresslevel=6, mtime=0)
            writer.add(f"tables/{table.name}/{number:06}.copy.gz", pressed)
        found[table.name] = {
            "columns": table.columns, "rows": dump.rows, "sha256": dump.sha256, "parts": number,
        }  # fmt: skip
    return {
        **told,
        "tables": found,
        "left_out": {name: str(why) for name, why in left_out.items()},
        "files": _copy_files(connection, writer, files),
        "sequences": sequences(connection),
    }


def _copy_files(
    connection: psycopg.Connection[Any], writer: archive.Writer, files: Storage
) -> dict[str, Any]:
    """The bytes of every row; what the disk has lost or changed is told, and nothing stops."""
    count, size = 0, 0
    missing, changed = list[str](), list[str]()
    lost = 0
    with connection.cursor("files") as rows:
        rows.itersize = _AT_ONCE
        rows.execute(_FILES)
        for name, sha256 in rows:
            try:
                with files.open(name) as source:
                    length = source.seek(0, os.SEEK_END)
                    source.seek(0)
                    seen = writer.copy(f"files/{name[:2]}/{name}", source, length)
            except (FileNotFoundError, UnknownFile):
                lost += 1
                missing.extend([name] if len(missing) < _TOLD else [])
                continue
            count, size = count + 1, size + length
            if seen != sha256:
                changed.append(name)
    return {
        "count": count, "bytes": size, "missing": lost, "missing_names": missing,
        "changed": changed[:_TOLD],
    }  # fmt: skip


@contextmanager
def _stream(target: str) -> Iterator[IO[bytes]]:
    """Written aside, readable by its owner alone, under its name once it is whole."""
    if target == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(target).absolute()
    if path.exists():
        raise BackupError(f"{path} existe déjà : donnez un autre nom.")
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError as fault:
        raise BackupError(f"{path} ne peut pas être écrit : {fault.strerror}.") from fault
    finally:
        draft.unlink(missing_ok=True)
