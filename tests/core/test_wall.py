"""The second wall: what PostgreSQL shows to the role of pages, whatever our own code asks."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, text

from app.features import load_models
from core import jobs, wall
from core.actor import HOUSE
from core.database import Model, session, unit_of_work
from core.history import record
from core.ids import uuid7
from core.models import Change
from core.running import run_all
from tests.kit.cluster import Cluster
from tests.kit.queries import queries_at_most

load_models()
PROTECTED = wall.protected(Model.metadata)
#: What every organisation holds; the rest of the tables is judged by its policy.
FILLED = ("account", "change", "grant", "record", "record_index")


@pytest.fixture(scope="module")
def furnished(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with a few people in it, kept."""
    from tests.kit.house import build
    from tests.kit.stage import set_stage

    name = cluster.clone()
    app = build(cluster.url(name), tmp_path_factory.mktemp("wall"))
    with app.app_context():
        with unit_of_work():
            set_stage(tmp_path_factory.mktemp("pack"))
        from core.database import db

        session.remove()  # type: ignore[attr-defined]
        db.engine.dispose()
    yield name
    cluster.drop(name)


def web_role(cluster: Cluster, name: str) -> psycopg.Connection:
    """Straight to the tables, as the role of pages."""
    return psycopg.connect(cluster.url(name).replace("+psycopg", "", 1), autocommit=True)


def test_a19_the_roles_of_pages_and_jobs_own_nothing_and_go_around_nothing(
    cluster: Cluster, furnished: str
) -> None:
    with web_role(cluster, furnished) as line:
        owned = line.execute(
            "SELECT count(*) FROM pg_class JOIN pg_roles r ON r.oid = relowner "
            "WHERE r.rolname IN ('preau_web', 'preau_worker')"
        ).fetchone()
        might = line.execute(
            "SELECT rolname FROM pg_roles WHERE (rolbypassrls OR rolsuper) "
            "AND rolname IN ('preau_web', 'preau_worker')"
        ).fetchall()
    assert owned == (0,)
    assert not might


def test_a19_every_table_is_behind_the_wall_or_says_why_it_is_not(
    cluster: Cluster, furnished: str
) -> None:
    """Partitions and tables made by hand are counted as well."""
    with web_role(cluster, furnished) as line:
        found = line.execute(
            "SELECT c.relname, relrowsecurity AND relforcerowsecurity AND EXISTS "
            "(SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'known_actor') "
            "FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        ).fetchall()
    why = wall.opened(Model.metadata)
    bare = {table for table, behind in found if not behind}
    assert bare == {*why, "alembic_version"}
    assert all(reason.strip() for reason in why.values())


def test_a19_nothing_shows_to_a_transaction_that_does_not_say_who_acts(
    cluster: Cluster, furnished: str
) -> None:
    with web_role(cluster, furnished) as line:
        for table in [*PROTECTED, "record_default"]:
            assert line.execute(f'SELECT count(*) FROM "{table}"').fetchone() == (0,), table
        with line.transaction():
            line.execute("SET LOCAL preau.actor = ''")
            assert line.execute("SELECT count(*) FROM account").fetchone() == (0,)


def test_a19_once_somebody_acts_their_transaction_sees_and_the_next_one_does_not(
    cluster: Cluster, furnished: str
) -> None:
    with web_role(cluster, furnished) as line:
        with line.transaction():
            line.execute("SET LOCAL preau.actor = 'house'")
            for table in [*FILLED, "record_default"]:
                assert line.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone() == (1,), table
        assert line.execute("SELECT count(*) FROM account").fetchone() == (0,)


def test_a19_nothing_is_written_either(cluster: Cluster, furnished: str) -> None:
    with web_role(cluster, furnished) as line:
        assert line.execute("UPDATE account SET name = 'x'").rowcount == 0
        assert line.execute("DELETE FROM change").rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            line.execute(
                "INSERT INTO preference (account_id, key, value) "
                "VALUES ('00000000-0000-0000-0000-000000000000', 'x', '{}')"
            )


def test_a19_the_owner_who_migrates_and_saves_sees_everything(
    cluster: Cluster, furnished: str
) -> None:
    url = cluster.url(furnished, "preau_migrate").replace("+psycopg", "", 1)
    with psycopg.connect(url) as line:
        assert line.execute("SELECT 1 FROM account LIMIT 1").fetchone() == (1,)


def test_a_plan_kept_for_somebody_shows_nothing_to_nobody(probe: Flask) -> None:
    """The same statement twenty times over: PostgreSQL keeps its plan, not its answer."""
    with unit_of_work():
        record(HOUSE, "probe", uuid7(), "probe.made")
    question = select(Change.id).where(Change.subject_kind == "probe").limit(1)
    for name, seen in ((wall.HOUSE, True), (None, False), (wall.HOUSE, True), (None, False)):
        for _ in range(20):
            with wall.acting_as(name):
                assert (session.scalar(question) is not None) is seen
            session.rollback()


def test_a_transaction_under_way_follows_who_acts(probe: Flask) -> None:
    account = uuid7()
    assert said() == wall.HOUSE
    with wall.acting_as(account):
        assert said() == str(account)
        with wall.acting_as(None):
            assert said() == ""
        assert said() == str(account)
    assert said() == wall.HOUSE
    session.rollback()


def test_a_block_that_breaks_gives_the_wall_back_too(probe: Flask) -> None:
    with pytest.raises(ValueError, match="'nobody'"), wall.acting_as(None):
        int(f"nobody{said()}")
    assert said() == wall.HOUSE
    session.rollback()


def test_a_job_acts_for_the_account_that_asked_for_it(probe: Flask) -> None:
    account, heard = uuid7(), []
    jobs.runner("probe.who", lambda _job: heard.append(said()))
    with unit_of_work():
        jobs.enqueue("probe.who", {}, account_id=account)
        jobs.enqueue("probe.who", {})
    run_all()
    assert heard == [str(account), wall.HOUSE]


def test_a_transaction_says_it_once_and_no_budget_counts_it(probe: Flask) -> None:
    with queries_at_most(2):
        session.execute(text("SELECT 1"))
        session.execute(text("SELECT 2"))
    session.rollback()


def said() -> str:
    return str(session.scalar(text("SELECT current_setting('preau.actor', true)")))
