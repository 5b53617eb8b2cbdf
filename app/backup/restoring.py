"""`preau restore`: an empty place becomes the house of the archive, proved equal to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from app.backup import archive, place
from app.backup.checking import check, opened, unpressed
from app.backup.erasing import erase_again, erased_since
from app.backup.errors import BackupError, Damaged
from app.backup.tables import Table, connect, sum_of, tables
from app.migrate import upgrade
from app.settings import Settings
from core.closing import CLOSED
from documents.storage import Storage, storage_in

_FOREIGN: Final = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE contype = 'f' AND conparentid = 0 AND connamespace = 'public'::regnamespace
 ORDER BY conrelid::regclass::text, conname
"""
_TRIGGERS: Final = """
SELECT tgrelid::regclass::text, tgname FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
 WHERE NOT tgisinternal AND tgenabled = 'O' AND tgparentid = 0
   AND c.relnamespace = 'public'::regnamespace
"""
_FORCED: Final = """
SELECT oid::regclass::text FROM pg_class
 WHERE relforcerowsecurity AND relnamespace = 'public'::regnamespace
"""
_CLOSE: Final = """
INSERT INTO town_setting (key, value, changed_at) VALUES (%s, %s, now())
ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, changed_at = EXCLUDED.changed_at
"""


def restore(
    settings: Settings,
    path: Path,
    say: Callable[[str], None],
    *,
    other_key: bool = False,
    opened_at_once: bool = False,
    erased: Sequence[Path] = (),
) -> dict[str, Any]:
    """Fill this empty place; the manifest of what was restored.

    The house it makes is closed: a copy that wakes up would send again the mails that waited."""
    manifest = check(path, settings.secret_key, other_key=other_key)
    gone = erased_since(settings, erased)
    say(f"Sauvegarde du {manifest['made_at'][:16].replace('T', ' à ')} (UTC), entière et intacte.")
    files = storage_in(settings)
    with connect(settings.migrate_url) as connection:
        place.take(connection, files)
        try:
            upgrade(settings.migrate_url, manifest["revision"])
            _fill(connection, files, path, manifest)
            upgrade(settings.migrate_url)
            again = erase_again(settings, gone) if gone else 0
            if not opened_at_once:
                connection.execute(_CLOSE, [CLOSED.key, Jsonb({"value": True})])
        except BaseException:
            connection.rollback()
            place.clear(connection, files)
            place.leave(connection)
            raise
        connection.execute("ANALYZE")
        place.leave(connection)
    say(
        f"Restauré et vérifié : {sum(t['rows'] for t in manifest['tables'].values())} lignes de "
        f"{len(manifest['tables'])} tables, {manifest['files']['count']} fichiers."
    )
    if gone:
        say(f"Effacé de nouveau depuis le registre des effacements : {again} sur {len(gone)}.")
    if not opened_at_once:
        say("La plateforme est fermée : vérifiez-la, puis rouvrez-la par preau maintenance off.")
    return manifest


def _fill(
    connection: psycopg.Connection[Any], files: Storage, path: Path, manifest: dict[str, Any]
) -> None:
    """Rows in one transaction, files before it ends: no row is ever there without its bytes."""
    found = _as_told({table.name: table for table in tables(connection)}, manifest["tables"])
    connection.execute("BEGIN")
    with _lying_open(connection, sorted(found)):
        with opened(path) as stream:
            _pour(connection, files, found, archive.members(stream), manifest)
        for name, last in manifest["sequences"].items():
            connection.execute("SELECT setval(%s::regclass, %s)", [f'public."{name}"', last])
    for name, told in manifest["tables"].items():
        if sum_of(connection, found[name]) != (told["rows"], told["sha256"]):
            raise BackupError(
                f"La table {name} restaurée n’est pas celle de la sauvegarde : rien n’a été gardé."
            )
    connection.execute("COMMIT")


def _as_told(found: dict[str, Table], told: dict[str, Any]) -> dict[str, Table]:
    """The tables that stand here, their columns in the order of the archive: a house that has been
    led back to a former version and up again holds the same columns in another order."""
    for name, table in told.items():
        if name not in found or {*found[name].columns} != {*table["columns"]}:
            raise BackupError(f"La table {name} de la sauvegarde n’a plus sa place ici.")
        found[name] = replace(found[name], columns=tuple(table["columns"]))
    return found


@contextmanager
def _lying_open(connection: psycopg.Connection[Any], names: list[str]) -> Iterator[None]:
    """No trigger, no foreign key and no wall while rows come in; all of them again afterwards,
    when the keys are checked against what came."""
    keys = connection.execute(_FOREIGN).fetchall()
    triggers = connection.execute(_TRIGGERS).fetchall()
    forced = connection.execute(_FORCED).fetchall()
    for table, name, _ in keys:
        _alter(connection, table, "DROP CONSTRAINT {}", name)
    for table, name in triggers:
        _alter(connection, table, "DISABLE TRIGGER {}", name)
    for (table,) in forced:  # COPY goes through no policy, not even a yielding one
        _alter(connection, table, "NO FORCE ROW LEVEL SECURITY")
    connection.execute(
        sql.SQL("TRUNCATE {}").format(
            sql.SQL(", ").join(sql.Identifier("public", name) for name in names)
        )
    )
    yield
    for (table,) in forced:
        _alter(connection, table, "FORCE ROW LEVEL SECURITY")
    for table, name in triggers:
        _alter(connection, table, "ENABLE TRIGGER {}", name)
    for table, name, definition in keys:
        _alter(connection, table, "ADD CONSTRAINT {} " + definition, name)


def _alter(connection: psycopg.Connection[Any], table: str, what: str, *names: str) -> None:
    """`table` and constraints as the database itself spells them."""
    wanted = sql.SQL(f"ALTER TABLE {table} {what}").format(
        *(sql.Identifier(name) for name in names)
    )
    connection.execute(wanted)


def _pour(
    connection: psycopg.Connection[Any],
    files: Storage,
    found: dict[str, Table],
    members: Iterator[archive.Member],
    manifest: dict[str, Any],
) -> None:
    """Each part into its table, each file under its name; the sums are asked again at the end."""
    total = archive.Summed()
    for table, group in groupby(members, _table_of):
        if table:
            with connection.cursor() as cursor, cursor.copy(found[table].load()) as copy:
                for member in group:  # a row may begin in one part and end in the next
                    copy.write(unpressed(_content(member, total)))
            continue
        for member in group:
            if member.name.startswith("files/"):
                total.begin(member.name, member.size)
                files.put(member.name.rpartition("/")[2], _added(member.pieces(), total))
            elif member.name == archive.HEAD:
                _content(member, total)
    if total.hex != manifest["sum"]:
        raise Damaged("elle a changé pendant qu’on la lisait")


def _table_of(member: archive.Member) -> str:
    kind, _, rest = member.name.partition("/")
    return rest.partition("/")[0] if kind == "tables" else ""


def _content(member: archive.Member, total: archive.Summed) -> bytes:
    total.begin(member.name, member.size)
    content = member.content()
    total.add(content)
    return content


def _added(pieces: Iterator[bytes], total: archive.Summed) -> Iterator[bytes]:
    for piece in pieces:
        total.add(piece)
        yield piece
