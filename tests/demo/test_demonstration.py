"""The demonstration as a visitor finds it: loaded once, then looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from tests.kit.cluster import Cluster

EXAMPLES = Path(__file__).parent.parent / "data" / "definitions"
COUNTED = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


@pytest.fixture(scope="module")
def region(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A house of its own with the demonstration in it."""
    from app.demo import loading
    from core.database import db
    from tests.kit.house import build

    name, var = cluster.clone(), tmp_path_factory.mktemp("region")
    app = build(cluster.url(name), var)
    with app.app_context():
        loading.load(var / "demo-accounts.txt", say=lambda _text: None)
    yield app
    with app.app_context():
        db.engine.dispose()
    cluster.drop(name)


@pytest.fixture
def inside(region: Flask) -> Iterator[Flask]:
    """In the house, whatever is written undone."""
    from core.database import session

    with region.app_context():
        yield region
        session.rollback()


def rows(query: str) -> list[Any]:
    from core.database import session

    return list(session.execute(text(query)).all())


def counts() -> dict[str, int]:
    return {name: rows(f'SELECT count(*) FROM "{name}"')[0][0] for (name,) in rows(COUNTED)}


def example(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return found


def test_every_status_of_every_circuit_has_a_request(inside: Flask) -> None:
    from schemas import queries

    found = {tuple(row) for row in rows("SELECT service_key, status FROM request")}
    services = queries.live_all("service")
    assert len(services) >= 4
    for service in services:
        workflow = queries.live("workflow", service.body["workflow"])
        assert workflow is not None
        wanted = {(service.key, status["key"]) for status in workflow.body["statuses"]}
        assert wanted <= found


def test_no_screen_is_empty(inside: Flask) -> None:
    assert 140 <= rows("SELECT count(*) FROM request")[0][0] <= 170
    assert rows("SELECT count(*) FROM message WHERE audience = 'internal'")[0][0] > 5
    assert rows("SELECT count(*) FROM message WHERE audience = 'applicant'")[0][0] > 20
    assert rows("SELECT count(*) FROM stored_file")[0][0] > 50
    assert rows("SELECT count(*) FROM annotation WHERE answers <> '{}'")[0][0] > 20
    assert rows("SELECT count(*) FROM request WHERE correction_draft_id IS NOT NULL")[0][0] > 0
    assert rows("SELECT count(*) FROM entry")[0][0] >= 12
    half = """SELECT count(*) FROM request r WHERE r.status = 'visas' AND 1 = (
        SELECT count(*) FROM vote v WHERE v.subject_id = r.id AND v.entry_no = r.entry_no)"""
    assert rows(half)[0][0] >= 5


def test_circuits_live_in_full(inside: Flask) -> None:
    """Silence, a letter to be verified, advice awaited, an absence, a change that waits."""
    waits = "SELECT count(*) FROM timer WHERE key = 'silence' AND fired_at IS NULL"
    assert rows(waits)[0][0] >= 3
    typed = "SELECT count(*) FROM issued_document WHERE template_key = 'accord-tablettes'"
    assert rows(typed)[0][0] >= 3
    open_ = "SELECT count(*) FROM advice WHERE answered_at IS NULL AND due_at > now()"
    assert rows(open_)[0][0] >= 1
    away = "SELECT count(*) FROM replacement WHERE ended_at IS NULL AND valid_until > current_date"
    assert rows(away)[0][0] >= 1
    changes = rows("SELECT entity, status_kind FROM record_proposal WHERE state = 'open'")
    assert changes == [("etablissement", "waiting-agent")]
    calendars = rows("SELECT key FROM definition_version WHERE kind = 'calendar'")
    assert {("working-days",), ("school-days-b",)} <= {tuple(row) for row in calendars}


def test_the_past_lies_in_the_past_and_is_numbered_in_its_order(inside: Flask) -> None:
    works = rows("""SELECT reference, submitted_at FROM request
        WHERE service_key = 'travaux-batiments' AND reference IS NOT NULL ORDER BY submitted_at""")
    assert [row[0] for row in works] == sorted(row[0] for row in works)
    assert (works[-1][1] - works[0][1]).days > 40
    assert rows("SELECT count(*) FROM change WHERE at > now() + interval '1 minute'")[0][0] == 0
    assert rows("SELECT count(DISTINCT date_trunc('day', at)) FROM step")[0][0] > 25


def test_a_silent_applicant_was_reminded_then_closed_by_the_timer(inside: Flask) -> None:
    lapsed = rows(
        "SELECT subject_id FROM step WHERE transition = 'caduque' AND function = 'system'"
    )
    assert lapsed
    reminded = {row[0] for row in rows("SELECT about_id FROM mail WHERE template_key = 'relance'")}
    assert {row[0] for row in lapsed} <= reminded


def test_mails_are_sent_and_letters_wait_for_the_worker(inside: Flask) -> None:
    assert rows("SELECT count(*) FROM mail WHERE state NOT IN ('sent', 'told')")[0][0] == 0
    assert rows("SELECT DISTINCT kind FROM job WHERE done_at IS NULL") == [
        ("documents.make-letter",)
    ]
    assert rows("SELECT count(*) FROM job WHERE parked_at IS NOT NULL")[0][0] == 0


def test_a_second_load_changes_nothing(region: Flask) -> None:
    from app.demo import loading

    with region.app_context():
        file = region.config["SETTINGS"].var / "demo-accounts.txt"
        before, written = counts(), file.read_bytes()
        done = loading.load(file, say=lambda _text: None)
        assert (done.people, done.requests) == (0, 0)
        assert (counts(), file.read_bytes()) == (before, written)


def test_everybody_can_sign_in_and_arrives_somewhere(region: Flask) -> None:
    from app.demo.cast import PASSWORD, PEOPLE

    for person in PEOPLE:
        visitor: Any = region.test_client()
        token = visitor.token("/connexion")
        answer = visitor.post(
            "/connexion",
            data={"csrf_token": token, "email": person.email, "password": PASSWORD},
            headers={"Origin": "http://localhost"},
            follow_redirects=True,
        )
        assert answer.status_code == 200, person.key
        assert person.name in answer.get_data(as_text=True), person.key


def test_the_examples_of_the_design_load_publish_and_run(inside: Flask) -> None:
    """The very documents of DEFINITIONS 4 to 6, and the urgent request: its total is 0.00."""
    from catalogue import operations, profiles, queries
    from catalogue.standing import form_names
    from core.actor import HOUSE
    from form_factory import operations as forms
    from schemas import operations as schemas

    for kind, key in (
        ("form", "demande-travaux"),
        ("workflow", "travaux-3-niveaux"),
        ("service", "travaux-batiments"),
    ):
        schemas.save_draft(HOUSE, kind, key, example(key))
        schemas.publish(HOUSE, kind, key)
    actor = _actor("claire.lefevre@etab.example")
    service = queries.service_for(actor, "travaux-batiments")
    assert service.body == example("travaux-batiments")
    request = operations.start(
        actor, service, "demander", profiles.profiles_of(actor)[0], again=True
    )
    state = forms.patch_answers(
        actor,
        request.draft_id,
        {
            "nature": "urgence",
            "danger": True,
            "description": "Fuite d’eau au plafond du bâtiment B.",
        },
        form_names(actor, request),
    )
    assert [page.id for page in state.pages] == ["p1", "p2"]
    operations.submit(actor, queries.request_for(actor, request.provisional, lock=True))
    assert request.answers["total"] == "0.00"
    assert "lots" not in request.answers
    _to_the_end(request.provisional)
    assert request.status == "acceptee"


def test_the_completed_works_form_keeps_every_question_of_the_example(inside: Flask) -> None:
    from schemas import queries

    live = queries.live("form", "demande-travaux")
    assert live is not None
    ours, theirs = (
        live.body["schema"]["properties"],
        example("demande-travaux")["schema"]["properties"],
    )
    assert {key: part["x-id"] for key, part in theirs.items()}.items() <= {
        key: part["x-id"] for key, part in ours.items()
    }.items()


def _to_the_end(reference: str) -> None:
    from catalogue import operations, queries

    def seen(email: str) -> tuple[Any, Any]:
        actor = _actor(f"{email}@val-de-brenne.example")
        return actor, queries.request_for(actor, reference, lock=True)

    operations.tick(*seen("amina.benali"), "surface", done=True)
    operations.move(*seen("amina.benali"), "instruire")
    operations.vote(*seen("marc.dubois"), "visa_technique", "accept")
    operations.vote(*seen("sofia.klein"), "visa_budget", "accept")
    operations.move(*seen("helene.marchand"), "accepter")


def _actor(email: str) -> Any:
    from accounts import queries

    account = queries.account_by_email(email)
    assert account is not None
    return queries.actor_of(account.id)
