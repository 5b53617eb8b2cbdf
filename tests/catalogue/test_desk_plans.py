"""Each list the house declares stands on its index: read in order, never sorted as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from sqlalchemy import Engine, event, text
from werkzeug.datastructures import MultiDict

from catalogue import queries
from catalogue.views.asked import Asked
from core.actor import Actor
from core.database import session
from tests.kit.cluster import Cluster
from tests.kit.crowd import crowd
from tests.kit.people import person
from tests.kit.works import actor, filed, works

ROWS = 3000
#: The lists of the house, and the orders that heads of columns lead to → the index under each.
DECLARED = {
    "vue=a-traiter": "ix_request_open_due",
    "vue=en-retard": "ix_request_open_due",
    "vue=chez-demandeur": "ix_request_open_recent",
    "vue=toutes": "ix_request_recent",
    "vue=toutes&service=travaux": "ix_request_service",
    "vue=miennes": "ix_request_assignee",
    "vue=toutes&tri=etablissement": "ix_request_place",
    "vue=toutes&tri=-activite": "ix_request_activity",
}


@pytest.fixture
def manager(committed: Flask, cluster: Cluster) -> Iterator[Actor]:
    """Somebody who supervises, among three thousand requests spread over ten agents. Committed:
    only the owner of a table may count what it holds."""
    with committed.app_context():
        made = works()
        groups = ("secteur",)
        one = person("s@example.test", "agent", "superviseur", name="Sam", groups=groups)
        others = [person(f"p{n}@example.test", "agent", name=f"P {n}").id for n in range(9)]
        crowd(filed(made), ROWS, [one.id, *others])
        session.commit()
        name = session.get_bind().url.database  # type: ignore[union-attr]
        with cluster.postgres.connect(name) as owner:
            owner.execute("ANALYZE")
        yield actor(one)


@contextmanager
def explained(plans: list[str]) -> Iterator[None]:
    """Each reading of the list is explained just before it is made."""
    busy: list[bool] = []

    def ask(connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        if busy or "FROM request" not in statement:
            return
        busy.append(True)
        rows = connection.exec_driver_sql(f"EXPLAIN {statement}", values).all()
        plans.append("\n".join(row[0] for row in rows))
        busy.clear()

    event.listen(Engine, "before_cursor_execute", ask)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", ask)


def test_each_declared_list_stands_on_its_index(manager: Actor) -> None:
    for address, index in DECLARED.items():
        asked = Asked.of(MultiDict(parse_qsl(address)))
        plans: list[str] = []
        page = queries.desk_page(manager, asked.filter(), None, 20)
        assert page.items, address
        with explained(plans):
            queries.desk_page(manager, asked.filter(), None, 20)
            if page.next:
                queries.desk_page(manager, asked.filter(), page.next, 20)
        for plan in plans:
            assert index in plan, f"{address}\n{plan}"
            assert "Sort" not in plan, f"{address}\n{plan}"
            assert "Seq Scan on request" not in plan, f"{address}\n{plan}"


def test_counts_are_bounded_and_give_up_in_time(
    manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number that takes too long is « … »; what follows in the transaction goes on."""
    from catalogue.queries import desk
    from catalogue.views.desk_views import said

    wanted = Asked(view="toutes").filter()
    assert said(desk.bounded_count(manager, wanted)) == "1000+"
    slow = text("pg_sleep(0.2) IS NOT NULL")
    real = desk.reachable
    monkeypatch.setattr(desk, "reachable", lambda *a, **k: real(*a, **k) & slow)
    monkeypatch.setattr(desk, "PATIENCE", 20)
    assert said(desk.bounded_count(manager, wanted)) == "…"
    monkeypatch.undo()
    assert session.scalar(text("SHOW statement_timeout")) != "20ms"
    assert said(desk.bounded_count(manager, wanted)) == "1000+"
