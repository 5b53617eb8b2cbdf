"""Issue 5, acceptance 1, by its pages without a browser: rehearsed, published over requests that
run, two statuses gone, then a bulk act and one undo; every request where it should be, each message
once. The journey in Chromium is tests/browser/test_remap_day.py."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from catalogue.models import Request
from core import clock
from core.database import session, unit_of_work
from core.models import Job
from core.running import run_all
from messaging.models import Mail
from tests.kit.copies import copies
from tests.kit.people import person
from tests.kit.remapped import KEY, drafted, in_commission, latest_run, shorter
from tests.kit.works import Works, actor, filed, moved, works

PUBLISH = f"/administration/definitions/workflow/{KEY}/publier"
REHEARSAL = f"/administration/circuits/{KEY}/repetition"


@pytest.fixture
def scene(app: Flask) -> Works:
    return works()


def crowd(scene: Works, many: int) -> None:
    """Requests in four places: at the intake (most of them), in visas, to decide, in commission."""
    head = actor(scene.head)
    copies(filed(scene), many - 4, head)
    filed(scene)
    for keys in (("instruire",), ("instruire", "visas"), ("instruire", "visas")):
        last = filed(scene)
        moved(scene, last, *keys)
    in_commission(last)
    session.flush()


def standing() -> Counter[tuple[str, int]]:
    """(status, number of the version) → how many."""
    from schemas import queries as schemas

    session.expire_all()
    rows = session.execute(
        select(Request.status, Request.workflow_version_id).where(Request.submitted_at.is_not(None))
    ).all()
    numbers = {version: schemas.version(version).number for _status, version in rows if version}
    return Counter((status, numbers[version]) for status, version in rows if version)


def told() -> Counter[Any]:
    """Mails by the request they are about and whom they go to."""
    rows = session.execute(select(Mail.about_id, Mail.to_address, Mail.template_key))
    return Counter(tuple(row) for row in rows)


def grace_over() -> None:
    with unit_of_work():
        session.execute(update(Job).values(available_at=clock.now() - timedelta(seconds=1)))
    run_all()


@pytest.mark.parametrize("many", [12, pytest.param(300, marks=pytest.mark.audit)])
def test_a_day_with_a_shorter_circuit(scene: Works, sign_in: Any, many: int) -> None:
    crowd(scene, many)
    document = shorter()
    for way in document["transitions"]:
        if way["key"] == "proposer":
            way["actions"] = [{"do": "notify", "template": "complement", "to": ["demandeur"]}]
    drafted(document)
    session.commit()
    run_all()
    quiet = told()
    admin = sign_in(person("admin@example.test", "administrateur", name="Alix Martin"))
    assert admin.submit(PUBLISH, {"suite": "all"}).status_code == 422
    choices = {"vers_visas": "decision", "vers_commission": "ask"}
    assert admin.submit(f"{REHEARSAL}/choix", choices).status_code == 303
    assert admin.submit(PUBLISH, {"suite": "all"}).status_code == 303
    run_all()
    intake = many - 2
    assert standing() == {("depose", 2): intake, ("decision", 2): 2, ("commission", 1): 1}
    assert told() == quiet, "nobody is told of what is not their turn"

    agent = sign_in(scene.gestionnaire)
    run = prepared(agent)
    assert agent.submit(f"{run}/lancer", {"comment": ""}).status_code == 303
    run_all()
    assert standing()[("decision", 2)] == intake + 2
    assert agent.submit(f"{run}/annuler").status_code == 303
    run_all()
    assert standing()[("depose", 2)] == intake
    grace_over()
    assert told() == quiet, "what was held back never left"

    assert agent.submit(f"{prepared(agent)}/lancer", {"comment": ""}).status_code == 303
    run_all()
    grace_over()
    new = told() - quiet
    assert len(new) == intake
    assert set(new.values()) == {1}
    back = f"/administration/circuits/{KEY}/reprises/{latest_run().id}/annuler"
    assert admin.submit(back).status_code == 303
    run_all()
    assert standing() == {
        ("decision", 2): intake, ("visas", 1): 1, ("decision", 1): 1, ("commission", 1): 1,
    }  # fmt: skip


def prepared(agent: Any) -> str:
    """The run over all that waits at the intake."""
    chosen = {"act": "move:proposer", "tout": "1", "vue": "toutes", "statut": f"{KEY}:depose"}
    answer = agent.submit("/bureau/lots", chosen)
    assert answer.status_code == 303
    return str(answer.headers["Location"])
