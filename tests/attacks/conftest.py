"""The town of the attacks is built once a worker, on a database of its own; each test is undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.attacks.town import Town, build_town
from tests.kit.cluster import Cluster


@pytest.fixture(scope="session")
def built(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The town, committed."""
    from core.database import db
    from tests.kit.house import build

    name = cluster.clone()
    folder = tmp_path_factory.mktemp("town")
    app = build(cluster.url(name), folder / "var")
    with app.app_context():
        town = build_town(app, folder)
        for account in town.people.values():
            _ = account.id, account.email, account.name
    yield town
    with app.app_context():
        db.engine.dispose()
    cluster.drop(name)


@pytest.fixture
def town(built: Town) -> Iterator[Any]:
    """The town inside a transaction undone after the test."""
    from accounts.models import Account
    from core.database import session
    from tests.kit.house import undone

    with undone(built.app):
        people = {key: session.get(Account, known.id) for key, known in built.people.items()}
        yield Town(built.app, people, dict(built.things))
