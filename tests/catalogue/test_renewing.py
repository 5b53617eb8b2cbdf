"""Renewing last year's request: its answers through the live version, its files held twice."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import update

from catalogue.models import Request
from core import clock
from core.database import session
from documents.sweeping import sweep
from tests.catalogue.test_form_changes import hidden, publish, row_names
from tests.catalogue.test_uploads import BYTES, bring, kept
from tests.kit.loan import FORM, X
from tests.kit.stage import Stage, set_stage


def form() -> dict[str, Any]:
    """The loan, with a file and a consent."""
    made = deepcopy(FORM)
    asked = made["schema"]["properties"]
    asked["piece"] = {
        "type": "array", "maxItems": 2, "title": "Justificatif", "x-id": X.format(50),
        "items": {"type": "string", "format": "preau-file"},
    }  # fmt: skip
    asked["accord"] = {"type": "boolean", "title": "Accord", "x-id": X.format(51)}
    made["ui"]["pages"][0]["items"] += [
        {"field": "/piece", "widget": "file"}, {"field": "/accord", "widget": "consent"},
    ]  # fmt: skip
    return made


@pytest.fixture
def stage(app: Any, tmp_path: Any) -> Stage:
    stage = set_stage(tmp_path)
    publish(form())
    return stage


@pytest.fixture
def head(stage: Stage, sign_in: Any) -> Any:
    return sign_in(stage.head)


@pytest.fixture
def lent(stage: Stage, head: Any, sign_in: Any) -> str:
    """A request of last year that was granted."""
    path = head.submit("/teleservices/pret-instrument/commencer/emprunter").location
    bring(head, path, BYTES)
    page = head.get(path).text
    given = {"instrument": "piano", "etage": "2", "duree": "6", "accord": "true"}
    head.submit(path, {**hidden(page), **given, "_action": "next"})
    path = path.replace("/quoi", "/qui")
    page = head.get(path).text
    first, price = row_names(page)
    head.submit(path, {**hidden(page), "_action": "next", first: "Ana", price: "120,50"})
    filed = head.submit(path.replace("/etape/qui", "/deposer"))
    number = str(re.search(r"/demandes/([^/]+)/recepisse", filed.location)[1])  # type: ignore[index]
    luthier, curator = sign_in(stage.luthier), sign_in(stage.curator)
    luthier.submit(f"/demandes/{number}/controles", {"etat": "1"})
    luthier.submit(f"/demandes/{number}/actions/valider")
    assert curator.submit(f"/demandes/{number}/actions/preter").status_code == 303
    a_year = clock.now() - timedelta(days=365)
    session.execute(update(Request).values(submitted_at=a_year))
    return number


def test_last_year_s_answers_come_back_through_the_live_version(head: Any, lent: str) -> None:
    newer = form()
    newer["schema"]["properties"]["mois"] = newer["schema"]["properties"].pop("duree")
    newer["ui"]["pages"][0]["items"][2] = {"field": "/mois", "widget": "integer"}
    newer["schema"]["required"] = ["instrument", "mois", "eleves"]
    publish(newer)
    sheet = unescape(head.get("/teleservices/pret-instrument").text)
    assert f"Renouveler avec mes données {clock.today().year - 1}" in sheet
    path = head.submit(
        "/teleservices/pret-instrument/commencer/emprunter", {"renouveler": lent}
    ).location
    page = unescape(head.get(path).text)
    assert f"Vos réponses viennent de votre demande {lent}" in page
    assert re.search(r'name="mois"[^>]*value="6"', page)
    assert re.search(r'value="piano"[^>]*checked', page)
    assert not re.search(r'name="accord"[^>]*checked', page), "a consent is given anew"
    assert "À vérifier sur cette page" in page
    assert kept(head, page) == BYTES
    assert "120,50" in head.get(path.replace("/quoi", "/qui")).text


def test_each_of_two_owners_of_a_file_lets_go_of_it_alone(head: Any, lent: str) -> None:
    path = head.submit(
        "/teleservices/pret-instrument/commencer/emprunter", {"renouveler": lent}
    ).location
    head.submit(path.replace("/etape/quoi", "/supprimer"))
    with clock.at(clock.now() + timedelta(days=3)):
        sweep()
    assert kept(head, head.get(f"/demandes/{lent}").text) == BYTES


def test_somebody_else_s_request_is_not_renewed(stage: Stage, lent: str, sign_in: Any) -> None:
    stranger = sign_in(stage.other_head)
    answer = stranger.submit(
        "/teleservices/pret-instrument/commencer/emprunter", {"renouveler": lent}
    )
    assert answer.status_code == 404
