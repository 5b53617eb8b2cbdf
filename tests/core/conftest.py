"""A house with a few rooms of the tests' own: acts that succeed, refuse, forget or break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, jsonify, request
from sqlalchemy.dialects.postgresql import insert

from core.access import public
from core.database import db, session, unit_of_work
from core.errors import Conflict
from core.models import Counter
from tests.kit.cluster import Cluster
from tests.kit.house import build

BECAUSE = "a page of the tests"


@pytest.fixture(scope="session")
def probed(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The house on a database where commits are real, with the pages of this file."""
    name = cluster.clone()
    app = build(cluster.url(name), tmp_path_factory.mktemp("var"))
    for rule, view in PAGES.items():
        app.add_url_rule(
            rule, view.__name__, public(because=BECAUSE)(view), methods=["GET", "POST"]
        )
    yield app
    with app.app_context():
        db.engine.dispose()
    cluster.drop(name)


@pytest.fixture
def probe(probed: Flask) -> Iterator[Flask]:
    """The same, its context open."""
    with probed.app_context():
        yield probed


def count(prefix: str) -> int:
    """One more act under this name; how many there were."""
    return session.execute(
        insert(Counter)
        .values(prefix=prefix, value=1)
        .on_conflict_do_update(index_elements=["prefix"], set_={"value": Counter.value + 1})
        .returning(Counter.value)
    ).scalar_one()


def done(prefix: str) -> int:
    """How many acts were kept under this name."""
    session.expire_all()
    row = session.get(Counter, prefix)
    session.rollback()
    return row.value if row else 0


def broken(error: Exception, *acts: Callable[[], Any]) -> None:
    """Some acts in one unit of work, which `error` then breaks."""
    with unit_of_work():
        for one in acts:
            one()
        raise error


def act() -> Any:
    with unit_of_work(idempotent=True) as work:
        number = count(request.args["name"])
        work.outcome.update(status=201, body={"number": number})
    return jsonify(work.outcome["body"]), 201


def refuse() -> Any:
    with unit_of_work(idempotent=True):
        count(request.args["name"])
        if (request.get_json(silent=True) or {}).get("refused", True):
            raise Conflict
    return jsonify({}), 201


def forget() -> Any:
    count(request.args["name"])
    return "forgotten"


def change() -> Any:
    row = session.get(Counter, request.args["name"])
    assert row is not None
    row.value = 7
    return "forgotten"


def look() -> Any:
    row = session.get(Counter, request.args["name"])
    return str(row.value if row else 0)


def break_down() -> Any:
    secret = request.form["answer"]
    message = f"cannot read {secret}"
    raise RuntimeError(message)


def remember() -> Any:
    from flask import session as web

    web["seen"] = request.args["name"]
    return "remembered"


PAGES = {
    "/api/probe/act": act,
    "/api/probe/refuse": refuse,
    "/probe/forget": forget,
    "/probe/change": change,
    "/probe/look": look,
    "/probe/break": break_down,
    "/probe/remember": remember,
}
