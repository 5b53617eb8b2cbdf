"""An agent changes answers: one act, a trace, the applicant told, visas asked again."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue import operations, queries
from catalogue.models import Request
from catalogue.operations.asking_again import Wish
from core.database import session
from tests.kit.works import Works, actor, circuit, filed, moved, works
from workflows.models import Vote

Sign = Callable[[Any], Any]
LOTS = [{"libelle": "Stores", "montant": "1200.00", "amiante": False}]


@pytest.fixture
def scene(app: Flask) -> Works:
    """The manager may change everything while it is at the visas, the budget its lots only."""
    document = circuit()
    for status in document["statuses"]:
        if status["key"] in {"visas", "depose"}:
            status["editable_by"] = ["gestionnaire"]
    for tab in document["tabs"]:
        if tab["key"] == "lots":
            tab["edit"] = ["visa_budget"]
    return works(statuses=document["statuses"], tabs=document["tabs"])


def again(request: Request) -> Request:
    found = session.scalars(select(Request).where(Request.id == request.id)).one()
    session.refresh(found)
    return found


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', html)
    assert found, name
    return unescape(found.group(1))


def typed(client: Any, request: Request, page: str, answers: dict[str, str]) -> Any:
    """A page of the edit, sent as a browser without scripts would."""
    home = f"/demandes/{request.reference}/modification"
    assert client.submit(home).status_code == 303
    raw = client.get(f"{home}/{page}").text
    data = {n: hidden(raw, n) for n in ("_version", "_seen")}
    return client.submit(f"{home}/{page}", data | {"_action": "next"} | answers)


def lot(request: Request, amount: str) -> dict[str, str]:
    """All that a browser sends of the one row."""
    row = f"lots[{request.rows['/lots'][0]}]"
    return {f"{row}.libelle": "Stores", f"{row}.montant": amount, f"{row}.amiante": "false"}


def applied(client: Any, request: Request, comment: str = "Vu au téléphone.") -> Any:
    home = f"/demandes/{request.reference}/modification"
    page = client.get(home)
    version = hidden(page.text, "version")
    return client.submit(f"{home}/appliquer", {"comment": comment, "version": version})


def test_one_act_with_a_trace_totals_worked_out_and_visas_asked_again(
    scene: Works, sign_in: Sign
) -> None:
    request = filed(scene, lots=LOTS)
    moved(scene, request, "instruire")
    who = actor(scene.visa_technique)
    operations.vote(
        who, queries.request_for(who, request.reference, lock=True), "visa_technique", "accept"
    )
    assert again(request).waiting_functions == ["visa_budget"]
    version = request.version
    agent = sign_in(scene.gestionnaire)
    assert "Modifier les réponses" in agent.get(f"/demandes/{request.reference}").text
    answer = typed(agent, request, "p3", lot(request, "1500"))
    assert answer.location.endswith("/modification")
    assert again(request).answers["lots"][0]["montant"] == "1200.00", "nothing before the act"
    silent = applied(agent, request, comment=" ")
    assert silent.status_code == 422
    assert applied(agent, request).status_code == 303
    now = again(request)
    assert (now.answers["lots"][0]["montant"], now.answers["total"]) == ("1500.00", "1500.00")
    assert now.version == version + 1
    assert now.waiting_functions == ["visa_technique", "visa_budget"]
    assert session.scalars(select(Vote).where(Vote.dropped_at.is_(None))).all() == []
    told = unescape(agent.get(f"/demandes/{request.reference}?onglet=historique").text)
    assert "Réponses modifiées par l’administration" in told
    assert "Vu au téléphone." in told
    heard = unescape(sign_in(scene.head).get(f"/demandes/{request.reference}").text)
    assert "Motif : Vu au téléphone." in heard


def test_a_tab_gives_the_right_to_what_it_shows_and_to_nothing_else(
    scene: Works, sign_in: Sign
) -> None:
    request = filed(scene, lots=LOTS)
    moved(scene, request, "instruire")
    budget = sign_in(scene.visa_budget)
    home = f"/demandes/{request.reference}/modification"
    first = budget.submit(home)
    assert first.location.endswith("/p3"), "only the page of the lots is walked through"
    assert budget.get(f"{home}/p2").status_code == 303
    typed(budget, request, "p3", lot(request, "900") | {"nature": "projet"})
    assert applied(budget, request).status_code == 303
    now = again(request)
    assert (now.answers["total"], now.answers["nature"]) == ("900.00", "entretien")
    technique = sign_in(scene.visa_technique)
    assert technique.submit(home).status_code == 403
    assert "Modifier les réponses" not in technique.get(f"/demandes/{request.reference}").text
    assert sign_in(scene.head).submit(home).status_code == 403


def test_who_was_faster_is_told_with_the_difference_and_nothing_is_overwritten(
    scene: Works, sign_in: Sign
) -> None:
    request = filed(scene, lots=LOTS)
    moved(scene, request, "instruire")
    slow, quick = sign_in(scene.gestionnaire), sign_in(scene.visa_budget)
    said = {"nature": "entretien", "description": "Remplacer tous les stores du bâtiment B"}
    typed(slow, request, "p2", said)
    typed(quick, request, "p3", lot(request, "900"))
    shown = hidden(slow.get(f"/demandes/{request.reference}/modification").text, "version")
    assert applied(quick, request).status_code == 303
    late = slow.submit(
        f"/demandes/{request.reference}/modification/appliquer",
        {"comment": "Plus clair.", "version": shown},
    )
    assert late.status_code == 409
    text = unescape(late.text)
    assert "Les réponses ont changé entre-temps" in text
    assert "Plus clair." in text
    assert applied(slow, request, "Plus clair.").status_code == 303
    now = again(request)
    assert now.answers["description"] == "Remplacer tous les stores du bâtiment B"
    assert now.answers["total"] == "900.00", "what the other changed stands"


def test_a_correction_under_way_takes_in_what_the_agent_changed(app: Flask, sign_in: Sign) -> None:
    document = circuit()
    for status in document["statuses"]:
        if status["key"] == "a_completer":
            status["editable_by"] = ["demandeur", "gestionnaire"]
    scene = works(statuses=document["statuses"])
    request = filed(scene, lots=LOTS)
    who = actor(scene.gestionnaire)
    seen = queries.request_for(who, request.reference, lock=True)
    operations.move(
        who, seen, "demander_complement", comment="Voir.", wishes=[Wish("/description")]
    )
    head, agent = sign_in(scene.head), sign_in(scene.gestionnaire)
    path = f"/demandes/{request.reference}/etape/p2"
    raw = head.get(path).text
    data = {n: hidden(raw, n) for n in ("_version", "_seen")}
    head.submit(path, data | {"description": "Remplacer douze stores de la salle B12"})
    typed(agent, request, "p3", lot(request, "900"))
    assert applied(agent, request).status_code == 303
    assert head.submit(f"/demandes/{request.reference}/deposer").status_code == 303
    now = again(request)
    assert now.answers["description"] == "Remplacer douze stores de la salle B12"
    assert now.answers["total"] == "900.00"
