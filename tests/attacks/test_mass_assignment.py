"""Columns nobody asked for, at every door (FAULTS A-05, I-23): the rows stay as they were."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import inspect, select

from tests.attacks.town import Town
from tests.attacks.walk import post

#: Values a column might take, by the Python type it holds.
OTHERS: dict[str, str] = {
    "id": "00000000-0000-7000-8000-0000000000ff",
    "version": "99",
    "status": "acceptee",
    "status_kind": "final",
    "reference": "2026-09999",
    "provisional": "B-PIRATAGE",
    "submitted_at": "2020-01-01T00:00:00+00:00",
    "disabled_at": "2020-01-01T00:00:00+00:00",
    "applicant_id": "00000000-0000-7000-8000-0000000000ff",
    "scope_path": "/org",
    "role": "administrateur",
    "roles": "administrateur",
    "permissions": "*",
    "password_hash": "x",
    "is_admin": "1",
    "owner_id": "00000000-0000-7000-8000-0000000000ff",
    "tenant_id": "1",
}


def columns(model: Any) -> dict[str, str]:
    """Every column of a model with a value to try."""
    return {c.key: OTHERS.get(c.key, "1") for c in inspect(model).column_attrs} | OTHERS


def rows(model: Any, *apart: str) -> list[dict[str, Any]]:
    """The whole table but the columns an act is there to change."""
    from core.database import session

    session.expire_all()
    names = [c.key for c in inspect(model).column_attrs if c.key not in apart]
    found = [{n: repr(getattr(row, n)) for n in names} for row in session.scalars(select(model))]
    return sorted(found, key=lambda row: row.get("id", str(row)))


def test_a05_requests_take_nothing_but_what_the_form_asks(town: Town) -> None:
    """FAULTS A-05: saving, autosaving, writing, ticking, assigning with all columns beside."""
    from catalogue.models import Request

    head, agent = town.client("cheffe"), town.client("gestionnaire")
    draft, file = f"/demandes/{town.things['draft']}", f"/demandes/{town.things['request']}"
    extra = columns(Request)
    before = rows(Request, "updated_at", "version")
    for client, path, own in (
        (head, f"{draft}/etape/p2", {"_version": "0"}),
        (head, f"{draft}/etape/p2/enregistrer", {}),
        (head, f"{file}/messages", {"text": "Bonjour"}),
        (agent, f"{file}/controles", {}),
        (agent, f"{file}/messages", {"text": "Bonjour"}),
        (agent, f"{file}/annotations/instruction-travaux", {}),
        (agent, f"{file}/affectation", {}),
    ):
        assert post(client, path, {**extra, **own}).status_code < 500
    assert rows(Request, "updated_at", "version") == before


@pytest.mark.parametrize(
    "door", ["answers", "transitions", "messages", "checklist", "votes", "annotations", ""]
)
def test_a05_the_api_refuses_every_key_it_does_not_know(town: Town, door: str) -> None:
    """FAULTS A-05, I-23: 422 for the whole body, whatever else stands in it."""
    from catalogue.models import Request

    client = town.client("anonyme")
    agent = door in {"transitions", "checklist", "votes", "annotations"}
    key = town.token("gestionnaire" if agent else "cheffe")
    base = {
        "answers": {"answers": {}},
        "transitions": {"transition": "instruire"},
        "messages": {"text": "a"},
        "checklist": {"key": "surface", "done": True},
        "votes": {"function": "visa_technique", "verdict": "accept"},
        "annotations": {"answers": {}},
        "": {"service": "travaux", "answers": {}},
    }[door]
    name = town.things["draft" if door == "answers" else "request"]
    path = f"/api/v1/requests/{name}/{door}" if door else "/api/v1/requests"
    method = "PATCH" if door in {"answers", "checklist", "annotations"} else "POST"
    before = rows(Request)
    for column, value in columns(Request).items():
        if column in base or column == "button":  # a door of its own names it
            continue
        answer = client.open(path, method=method, json={**base, column: value}, headers=key)
        assert answer.status_code == 422, (path, column, answer.status_code)
    assert rows(Request) == before


def test_a05_answers_the_form_does_not_know_are_never_kept(town: Town) -> None:
    """FAULTS I-23: unknown, computed, locked and hidden answers, by page and by program."""
    head, key = town.client("cheffe"), town.token("cheffe")
    api = f"/api/v1/requests/{town.things['draft']}"
    for answers in ({"statut": "acceptee"}, {"__class__": "x"}, {"lots[0].montant": "1"}):
        assert (
            head.patch(f"{api}/answers", json={"answers": answers}, headers=key).status_code == 422
        )
    head.patch(
        f"{api}/answers",
        headers=key,
        json={"answers": {"total": "1.00", "etablissement": "0350002B", "danger": True}},
    )
    post(
        head,
        f"/demandes/{town.things['draft']}/etape/p1",
        {"etablissement": "0350002B", "_seen": '{"etablissement":"x"}'},
    )
    post(
        head,
        f"/demandes/{town.things['draft']}/etape/p3",
        {"total": "1.00", "_seen": '{"total":"x"}'},
    )
    told = head.get(api, headers=key).json["answers"]
    assert told["total"] == "1200.00"
    assert told["etablissement"] == "0350001A"
    assert "danger" not in told


def test_a05_ones_own_account_takes_a_language_and_nothing_else(town: Town) -> None:
    from accounts.models import Account, Grant

    client = town.client("cheffe")
    before, grants = rows(Account, "locale", "version", "last_sign_in_at"), rows(Grant)
    for path, own in (
        ("/mon-compte/langue", {"locale": "en"}),
        ("/apparence", {"theme": "dark"}),
        ("/profil", {"establishment": "0350001A"}),
        ("/mon-compte/mot-de-passe", {}),
    ):
        assert post(client, path, {**columns(Account), **own}).status_code < 500
    assert rows(Account, "locale", "version", "last_sign_in_at") == before
    assert rows(Grant) == grants


def test_a05_identity_takes_a_name_an_address_a_function(town: Town) -> None:
    """By the administrator's own form: every other column stays."""
    from accounts.models import Account

    apart = ("name", "email", "job_title", "folded", "version", "locale", "last_sign_in_at")
    client = town.client("admin")
    extra = {k: v for k, v in columns(Account).items() if k not in {"name", "email", "job_title"}}
    before = rows(Account, *apart)
    answer = post(
        client,
        f"/administration/comptes/{town.things['account']}/identite",
        {**extra, "name": "Claire L.", "email": "cheffe@example.test", "job_title": "Cheffe"},
    )
    assert answer.status_code == 303
    assert rows(Account, *apart) == before


def test_i24_the_server_decides_the_same_without_the_page(town: Town) -> None:
    """FAULTS I-22, I-24: what a browser would have stopped is refused, and told, by both doors."""
    bad: list[dict[str, Any]] = [
        {"instrument": "tuba"},
        {"duree": 0},
        {"duree": 13},
        {"duree": "3"},
        {"duree": True},
        {"duree": 1.5},
        {"eleves": []},
        {"eleves": [{}] * 11},
        {"eleves": {}},
        {"instrument": ["violon"]},
        {"eleves": [{"prenom": "x" * 61, "prix": "1.00"}]},
        {"eleves": [{"prenom": "A", "prix": "-1.00"}]},
        {"eleves": [{"prenom": "A", "prix": 1}]},
        {"instrument": "piano"},
        {"instrument": None},
        {"instrument": "piano", "etage": 6},
    ]
    good = {"instrument": "violon", "duree": 3, "eleves": [{"prenom": "Ana", "prix": "20.00"}]}
    client, key = town.client("cheffe"), town.token("cheffe")
    for wrong in bad:
        answer = client.post(
            "/api/v1/requests",
            headers=key,
            json={"service": "pret-instrument", "submit": True, "answers": {**good, **wrong}},
        )
        assert answer.status_code == 422, wrong
    comma = client.post(
        "/api/v1/requests",
        headers=key,
        json={
            "service": "pret-instrument",
            "answers": {**good, "eleves": [{"prenom": "A", "prix": "1,00"}]},
        },
    )
    assert comma.json["answers"]["eleves"][0]["prix"] == "1.00"  # read as people write it
    more = client.post(
        "/api/v1/requests",
        headers=key,
        json={
            "service": "pret-instrument",
            "submit": True,
            "answers": {**good, "eleves": [{"prenom": "A", "prix": "1.00", "autre": 1}]},
        },
    )
    assert more.json["answers"]["eleves"] == [{"prenom": "A", "prix": "1.00"}]  # dropped, not kept
    draft = town.loan(submitted=False, duree=99)
    from core.database import session

    session.commit()
    answer = post(client, f"/demandes/{draft.provisional}/deposer")
    assert answer.status_code == 422
    told = client.get(f"/api/v1/requests/{draft.provisional}", headers=key).json
    assert told["submitted_at"] is None
    hidden = town.loan(submitted=False, etage=4)  # the floor is asked for a piano only
    assert (
        "etage"
        not in client.get(f"/api/v1/requests/{hidden.provisional}", headers=key).json["answers"]
    )
