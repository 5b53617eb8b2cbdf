"""The demonstration at scale: requests that were played, told again of other schools."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.kit.cluster import Cluster

PLAYED, WANTED = 12, 90


@pytest.fixture(scope="module")
def crowded(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A house of ninety requests, of which twelve were played."""
    from app.demo import loading
    from core.database import db
    from tests.kit.house import build

    name, var = cluster.clone(), tmp_path_factory.mktemp("crowded")
    app = build(cluster.url(name), var)
    with app.app_context():
        loading.load(var / "demo-accounts.txt", WANTED, say=lambda _text: None, played=PLAYED)
    yield app
    with app.app_context():
        db.engine.dispose()
    cluster.drop(name)


@pytest.fixture
def inside(crowded: Flask) -> Iterator[Flask]:
    from core.database import session

    with crowded.app_context():
        yield crowded
        session.rollback()


def rows(query: str) -> list[Any]:
    from core.database import session

    return list(session.execute(text(query)).all())


def test_there_are_as_many_requests_as_were_asked_for(inside: Flask) -> None:
    assert rows("SELECT count(*) FROM request")[0][0] == WANTED


def test_every_number_is_given_once_and_the_counters_have_gone_past_them(inside: Flask) -> None:
    numbers = [n for (n,) in rows("SELECT reference FROM request WHERE reference IS NOT NULL")]
    assert len(set(numbers)) == len(numbers)
    last = dict(map(tuple, rows("SELECT prefix, value FROM counter")))
    for number in numbers:
        prefix = max((p for p in last if number.startswith(p)), key=len)
        assert int(number.removeprefix(prefix)) <= last[prefix]


def test_every_history_is_a_chain_that_holds(inside: Flask) -> None:
    from core.database import session
    from core.history import digest
    from core.models import Change

    ends: dict[Any, str] = {}
    lines = session.scalars(
        select(Change).where(Change.subject_kind == "request").order_by(Change.id)
    ).all()
    for line in lines:
        assert line.previous_hash == ends.get(line.subject_id, "")
        assert line.hash == digest(line)
        ends[line.subject_id] = line.hash
    assert len(ends) == WANTED


def test_every_request_stands_where_its_last_step_led_it(inside: Flask) -> None:
    astray = rows("""
        SELECT r.reference FROM request r
        WHERE r.submitted_at IS NOT NULL AND r.status IS DISTINCT FROM (
            SELECT s.to_status FROM step s
            WHERE s.subject_id = r.id AND s.undone_at IS NULL ORDER BY s.id DESC LIMIT 1)""")
    assert astray == []


def test_an_echo_opens_like_any_request_for_the_head_of_its_school(inside: Flask) -> None:
    from accounts import queries as accounts
    from catalogue import queries

    for reference, applicant in rows(
        "SELECT reference, applicant_id FROM request WHERE reference IS NOT NULL"
    )[-20:]:
        seen = queries.request_for(accounts.actor_of(applicant), reference)
        assert seen.side == "applicant"


def test_every_file_named_lies_on_the_disk(inside: Flask) -> None:
    from documents.storage import storage

    names = [n for (n,) in rows("SELECT storage_name FROM stored_file WHERE state = 'clean'")]
    assert names
    assert all(storage().path(name).is_file() for name in names)
