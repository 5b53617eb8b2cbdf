"""The figure `submit`: a request handed in through the door, beside its rows written by hand.

The door is the whole application: session, forgery token, rights, form and circuit decided, history
chained, letters and messages queued, one commit. By hand: the very statements that wrote, replayed
in one transaction on a copy of the database as it was before, and committed.
"""

from __future__ import annotations

import contextvars
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from statistics import median, quantiles
from typing import Any, Final

from flask import Response
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from app.bench_house import House

Figure = dict[str, Any]
ROUNDS: Final = 30
PASSWORD: Final = "une phrase pour mesurer"  # noqa: S105 – of nobody
ORIGIN: Final = {"Origin": "http://127.0.0.1:8000"}
WRITES: Final = ("INSERT", "UPDATE", "DELETE")

Statements = list[tuple[str, Any, bool]]


def figures(house: House) -> Iterator[Figure]:
    """Median milliseconds of one submission, and of its rows alone."""
    client = head(house)
    drafts = [_draft(client) for _ in range(ROUNDS + 2)]
    house.copy()
    ours, written = [], []
    for draft in drafts:
        with _writes() as sent:
            ours.append(_submitted(client, draft))
        written.append(sent)
    with house.copied() as engine:
        theirs = [_replayed(engine, sent) for sent in written]
    value, baseline = median(ours[2:]), median(theirs[2:])
    yield {
        "name": "submit", "value": round(value, 1), "p95": round(quantiles(ours[2:], n=20)[18], 1),
        "unit": "ms", "baseline": round(baseline, 1), "ratio": round(value / baseline, 1),
        "writes": len(written[-1]), "n": ROUNDS,
    }  # fmt: skip


def head(house: House) -> FlaskClient:
    """The head of a school, signed in; the service of `workflow.bulk` open to her."""
    from accounts import operations as accounts
    from accounts import queries as people
    from catalogue.bench_data import prepare
    from core.actor import HOUSE
    from core.database import let_go, session, unit_of_work
    from registry import operations as registry
    from schemas import operations as schemas
    from schemas import queries

    prepare(house.owner, 0)
    with unit_of_work():
        schemas.load_pack(HOUSE, "etablissements")
        session.flush()
        version = queries.live("entity", "etablissement")
        school = registry.create_record(HOUSE, version, {
            "uai": "0350001L", "nom": "Collège du Banc", "type": "college", "commune": "Rennes",
            "code_commune": "35238", "departement": "35",
        })  # fmt: skip
        account = accounts.create_account(
            HOUSE, "cheffe@example.org", "Claire Lefèvre", password=PASSWORD
        )
        place = people.scope_by_path(school.scope_path or "")
        if place is not None:
            accounts.give_role(HOUSE, account, "chef-etablissement", place)
    let_go()
    client = Browser(house.app, Response)
    token = hidden(client.get("/connexion").text, "csrf_token")
    given = {"csrf_token": token, "email": "cheffe@example.org", "password": PASSWORD}
    asked(client, "/connexion", given)
    return client


def _draft(client: FlaskClient) -> str:
    """A draft that waits for nothing but to be handed in."""
    sheet = client.get("/teleservices/mesure").text
    begun = asked(client, "/teleservices/mesure/commencer/demander",
                   {"csrf_token": hidden(sheet, "csrf_token"), "autre": "1"})  # fmt: skip
    found = re.search(r"/demandes/([^/?]+)", begun)
    if found is None:
        raise RuntimeError(begun)
    reference = found[1]
    path = f"/demandes/{reference}/etape/p1"
    page = client.get(path).text
    names = ("csrf_token", "_version", "_seen", "_key")
    given = {name: hidden(page, name) for name in names if f'name="{name}"' in page}
    asked(client, path, {**given, "_action": "next", "objet": "Un banc", "total": "120,50"})
    return reference


def _submitted(client: FlaskClient, draft: str) -> float:
    page = client.get(f"/demandes/{draft}/verification").text
    given = {n: hidden(page, n) for n in ("csrf_token", "_key") if f'name="{n}"' in page}
    began = time.perf_counter()
    asked(client, f"/demandes/{draft}/deposer", given)
    return (time.perf_counter() - began) * 1000


class Browser(FlaskClient):
    """Each request in a context of its own, as from outside."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        return answer


def asked(client: FlaskClient, path: str, form: dict[str, str]) -> str:
    answer = client.post(path, data=form, headers=ORIGIN)
    if answer.status_code != 303:
        message = f"{path}: {answer.status_code}"
        raise RuntimeError(message)
    return str(answer.location)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    return unescape(found[1]) if found else ""


@contextmanager
def _writes() -> Iterator[Statements]:
    """What is written in the block, as the driver gets it."""
    sent: Statements = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, _x: Any, many: bool) -> None:  # noqa: FBT001
        if statement.lstrip().startswith(WRITES):
            sent.append((statement, values, many))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _replayed(engine: Engine, sent: Statements) -> float:
    began = time.perf_counter()
    with engine.begin() as connection:
        for statement, values, _many in sent:
            connection.exec_driver_sql(statement, values)
    return (time.perf_counter() - began) * 1000
