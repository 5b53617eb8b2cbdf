"""Tables change while people work: never waited for, tried again, undone (R-13, R-23)."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from app.migrate import compare, downgrade, latest, upgrade
from tests.kit.cluster import Cluster


@pytest.fixture
def owner(cluster: Cluster) -> Iterator[str]:
    """A migrated database, as its owner; nothing but tables in it."""
    name = cluster.clone()
    yield cluster.url(name, "preau_migrate")
    cluster.drop(name)


def revision(url: str) -> str:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert found
    return str(found[0])


def test_the_last_version_is_undone_and_done_again(owner):
    downgrade(owner, "-1")
    assert revision(owner) < latest()
    upgrade(owner)
    assert revision(owner) == latest()
    compare(owner)


def test_tables_in_use_are_let_go_at_once_and_asked_for_again(owner):
    """Whoever holds them ends his work only once the migration has given up."""
    downgrade(owner, "-1")
    tries = []
    with psycopg.connect(owner.replace("+psycopg", "")) as busy:
        names = busy.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = sql.SQL(", ").join(sql.Identifier(name) for (name,) in names.fetchall())
        busy.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(tables))

        def told(seconds: float) -> None:
            tries.append(seconds)
            busy.rollback()

        upgrade(owner, lock_timeout="50ms", told=told)
    assert len(tries) == 1
    assert revision(owner) == latest()
