"""A table emptied by mistake comes back as it was the moment before (FAULTS R-25)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from app.migrate import upgrade
from app.servers import EmbeddedPostgres
from tests.app.conftest import eventually

KEPT = """
archive_mode = on
archive_command = 'cp "%p" "{wal}/%f"'
"""
#: No connection before the chosen moment is reached: what is read then is what there will be.
BACK = """
archive_mode = off
restore_command = 'cp "{wal}/%f" "%p"'
recovery_target_time = '{moment}'
recovery_target_action = 'promote'
hot_standby = off
"""
EVERYBODY = "SELECT count(*) FROM scope"


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(mkdtemp(prefix="preau-pitr-"))
    (made / "wal").mkdir()
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_r25_a_delete_by_mistake_is_gone_back_before(folder: Path) -> None:
    house = EmbeddedPostgres(folder / "house")
    house.start()
    house.stop()
    _say(house, KEPT.format(wal=folder / "wal"))
    house.start()
    try:
        upgrade(house.url("preau_migrate"))
        base = _base_of(house, folder / "base")
        with house.connect("preau") as rows:
            rows.execute(
                "INSERT INTO scope (id, kind, code, label, path) SELECT gen_random_uuid(),"
                " 'commune', n::text, 'Commune ' || n, '/org/' || n FROM generate_series(1, 500) n"
            )
            (moment,) = rows.execute("SELECT clock_timestamp()::text").fetchone()
            rows.execute("DELETE FROM scope")
            assert rows.execute(EVERYBODY).fetchone() == (0,)
            (last,) = rows.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
            archived = "SELECT last_archived_wal >= %s FROM pg_stat_archiver"
            assert eventually(lambda: rows.execute(archived, [last]).fetchone() == (True,), 30)
    finally:
        house.stop()
    again = EmbeddedPostgres(folder / "again")
    shutil.copytree(base, again.data)
    shutil.copytree(folder / "house/secrets", folder / "again/secrets")
    _say(again, BACK.format(wal=folder / "wal", moment=moment))
    (again.data / "recovery.signal").touch()
    again.start()
    try:
        with again.connect("preau") as rows:
            assert rows.execute(EVERYBODY).fetchone() == (500,)
            rows.execute("DELETE FROM scope WHERE code = '1'")  # and it is open for work
    finally:
        again.stop()


def _say(server: EmbeddedPostgres, settings: str) -> None:
    with (server.data / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.write(settings)


def _base_of(server: EmbeddedPostgres, target: Path) -> Path:
    """A copy of the folder while people work, as `pg_basebackup` makes one."""
    with server.connect() as connection:
        connection.execute("SELECT pg_backup_start('drill', true)")
        shutil.copytree(
            server.data, target, ignore=shutil.ignore_patterns("postmaster.*", "pg_replslot")
        )
        (label,) = connection.execute("SELECT labelfile FROM pg_backup_stop()").fetchone()
    (target / "pg_replslot").mkdir(mode=0o700)
    (target / "backup_label").write_text(label, encoding="utf-8")
    return target
