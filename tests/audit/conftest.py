"""The proofs of `make audit`; the city is built once a worker, each test is undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.audit.city import City, build_city
from tests.kit.cluster import Cluster

_told: list[str] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every proof of this folder takes minutes."""
    for item in items:
        if "tests/audit/" in item.nodeid:
            item.add_marker(pytest.mark.audit)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How many tries there were, all workers together."""
    tries = [
        int(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == "tries" and report.when == "call"
    ]
    if tries:
        terminalreporter.write_line(f"tries at what belongs to others: {sum(tries):,}")


@pytest.fixture(scope="session")
def built(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The city, committed."""
    from core.database import db
    from tests.kit.house import build

    name = cluster.clone()
    folder = tmp_path_factory.mktemp("city")
    app = build(cluster.url(name), folder / "var")
    with app.app_context():
        city = build_city(app, folder)
        for account in city.town.people.values():
            _ = account.id, account.email, account.name
    yield city
    with app.app_context():
        db.engine.dispose()
    cluster.drop(name)


@pytest.fixture
def city(built: City) -> Iterator[City]:
    """The city inside a transaction undone after the test."""
    from accounts.models import Account
    from core.database import session
    from tests.kit.house import undone

    with undone(built.app):
        known = built.town.people
        people = {key: session.get(Account, one.id) for key, one in known.items()}
        yield replace(built, town=replace(built.town, people=people))
