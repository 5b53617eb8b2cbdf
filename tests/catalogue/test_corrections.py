"""Corrections on named questions: only those are open, the rest stays as it was handed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue import operations, queries
from catalogue.models import CorrectionAsk, Request
from catalogue.operations import remapping
from catalogue.operations.asking_again import Wish
from core.database import session
from core.errors import Invalid
from core.running import run_all
from form_factory.models import AnswerDraft
from messaging.models import Mail
from tests.kit.remapped import latest_run, mapped, publish_over, where, without
from tests.kit.works import Works, actor, circuit, filed, works

Sign = Callable[[Any], Any]
ASK = "demander_complement"
LOTS = [
    {"libelle": "Stores", "montant": "1200.00", "amiante": False},
    {"libelle": "Peinture", "montant": "300.00", "amiante": False},
]


@pytest.fixture
def scene(app: Flask) -> Works:
    return works()


def asked(scene: Works, request: Request, *wishes: Wish, key: str = ASK, comment: str = "") -> None:
    """An agent sends the request back with what he wants."""
    who = actor(scene.gestionnaire)
    seen = queries.request_for(who, request.reference or "", lock=True)
    operations.move(who, seen, key, comment=comment, wishes=wishes)
    session.flush()


def again(request: Request) -> Request:
    found = session.scalars(select(Request).where(Request.id == request.id)).one()
    session.refresh(found)
    return found


def html_of(client: Any, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:1500]
    return unescape(answer.text)


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', html)
    assert found, name
    return unescape(found.group(1))


def fill(client: Any, path: str, answers: dict[str, str], action: str = "next") -> Any:
    raw = client.get(path).text
    data = {n: hidden(raw, n) for n in ("_version", "_seen")}
    return client.submit(path, data | {"_action": action} | answers)


def outcomes(request: Request) -> dict[str, str]:
    rows = session.scalars(select(CorrectionAsk).where(CorrectionAsk.request_id == request.id))
    return {row.address: row.outcome for row in rows}


def test_only_what_was_named_is_open_and_the_difference_is_told_on_both_sides(
    scene: Works, sign_in: Sign
) -> None:
    request = filed(scene)
    agent, head = sign_in(scene.gestionnaire), sign_in(scene.head)
    path = f"/demandes/{request.reference}/actions/{ASK}/questions"
    assert "Choisir les questions à corriger" in html_of(agent, f"/demandes/{request.reference}")
    page = html_of(agent, path)
    assert "Remplacer les stores de la salle B12" in page
    sent = agent.submit(
        path,
        {
            "version": hidden(page, "version"), "place": "/description",
            "remark:/description": "Quelle surface de stores ?", "comment": "",
        },
    )  # fmt: skip
    assert sent.status_code == 303, sent.text[:1500]
    shown = html_of(head, f"/demandes/{request.reference}")
    assert "Quelle surface de stores ?" in shown
    link = re.search(r'href="(/demandes/[^"]+/etape/p2#f-description)"', shown)
    assert link, "a link leads to the very question"
    page = html_of(head, link[1].partition("#")[0])
    assert 'name="description"' in page
    assert 'name="nature"' not in page, "shown as it was handed in, not asked"
    assert "Entretien courant" in page
    onward = fill(
        head,
        f"/demandes/{request.reference}/etape/p2",
        {"description": "Remplacer douze stores de la salle B12", "nature": "projet"},
    )
    assert onward.location.endswith("/verification"), "the other pages have nothing to correct"
    check = html_of(head, onward.location)
    assert "Remplacer les stores de la salle B12" in check
    assert "Remplacer douze stores de la salle B12" in check
    assert "Modifiée" in check
    assert "1 modification non déposée" in html_of(agent, f"/demandes/{request.reference}")
    assert "douze stores" not in html_of(agent, f"/demandes/{request.reference}")
    assert head.submit(f"/demandes/{request.reference}/deposer").status_code == 303
    row = again(request)
    assert row.status == "depose"
    assert row.answers["description"] == "Remplacer douze stores de la salle B12"
    assert row.answers["nature"] == "entretien", "posted by hand, and never taken"
    assert row.title == "Remplacer douze stores de la salle B12"
    assert outcomes(row) == {"/description": "changed"}
    told = html_of(agent, f"/demandes/{request.reference}?onglet=historique")
    assert "Quelle surface de stores ? (modifiée)" in told
    assert "Remplacer douze stores" in told


def test_a_row_is_open_alone(scene: Works, sign_in: Sign) -> None:
    request = filed(scene, lots=LOTS)
    first, second = request.rows["/lots"]
    asked(scene, request, Wish(f"/lots[{second}]", "Le montant manque de détail"))
    head = sign_in(scene.head)
    path = f"/demandes/{request.reference}/etape/p3"
    page = html_of(head, path)
    assert "Le montant manque de détail" in page
    assert f"lots[{second}].montant" in page
    assert f'name="lots[{first}].montant"' not in page
    assert "rows.add" not in page
    assert "rows.remove" not in page
    row = f"lots[{second}]"
    given = {f"{row}.libelle": "Peinture", f"{row}.montant": "350", f"{row}.amiante": "false"}
    fill(head, path, given | {f"lots[{first}].montant": "9999"})
    fill(head, path, given, action=f"rows.remove:/lots:{first}")
    assert head.submit(f"/demandes/{request.reference}/deposer").status_code == 303
    now = again(request)
    assert [lot["montant"] for lot in now.answers["lots"]] == ["1200.00", "350.00"]
    assert now.rows["/lots"] == [first, second]
    assert now.answers["total"] == "1550.00"


def test_questions_that_come_up_open_as_needed_and_are_said(scene: Works, sign_in: Sign) -> None:
    request = filed(scene)
    asked(scene, request, Wish("/nature", "N’est-ce pas une urgence ?"))
    head = sign_in(scene.head)
    path = f"/demandes/{request.reference}/etape/p2"
    page = html_of(head, path)
    assert 'name="danger"' not in page
    answer = fill(head, path, {"nature": "urgence"})
    assert answer.status_code == 422, "the danger has to be told"
    page = unescape(answer.text)
    assert 'name="danger"' in page
    assert 'name="description"' not in page
    assert "Vos réponses ont aussi ouvert : Y a-t-il un danger" in page
    fill(head, path, {"nature": "urgence", "danger": "true"})
    assert head.submit(f"/demandes/{request.reference}/deposer").status_code == 303
    row = again(request)
    assert (row.answers["nature"], row.answers["danger"]) == ("urgence", True)
    assert "lots" not in row.answers, "what is not shown any more is not kept"


def test_the_mail_says_what_is_asked_with_a_link(scene: Works, app: Flask) -> None:
    request = filed(scene)
    asked(scene, request, Wish("/description", "Quelle surface ?"), comment="Précisez.")
    session.commit()
    run_all()
    mail = session.scalars(select(Mail).where(Mail.template_key == "complement")).one()
    for words in ("Précisez.", "Description : Quelle surface ?", "/etape/p2#f-description"):
        assert words in mail.text


def test_asking_again_adds_and_nothing_named_opens_all_of_it(app: Flask, sign_in: Sign) -> None:
    document = circuit()
    more = {
        "key": "preciser", "label": "Préciser", "from": ["a_completer"], "to": "a_completer",
        "by": ["gestionnaire"], "comment": "required",
    }  # fmt: skip
    scene = works(transitions=[*document["transitions"], more])
    request = filed(scene)
    asked(scene, request, Wish("/description"), comment="Voir.")
    asked(scene, request, Wish("/nature", "Et la nature ?"), key="preciser")
    head = sign_in(scene.head)
    page = html_of(head, f"/demandes/{request.reference}/etape/p2")
    assert 'name="nature"' in page
    assert 'name="description"' in page
    assert "lots[" not in html_of(head, f"/demandes/{request.reference}/etape/p2")
    asked(scene, request, key="preciser", comment="Relisez tout.")
    page = html_of(head, f"/demandes/{request.reference}/etape/p3")
    assert ".montant" in page


def test_an_ask_taken_back_is_closed_and_what_was_typed_is_kept(app: Flask, sign_in: Sign) -> None:
    document = circuit()
    for transition in document["transitions"]:
        if transition["key"] == ASK:
            transition["undo"] = "PT30M"
    scene = works(transitions=document["transitions"])
    request = filed(scene)
    asked(scene, request, Wish("/description"), comment="Voir.")
    head = sign_in(scene.head)
    path = f"/demandes/{request.reference}/etape/p2"
    fill(head, path, {"description": "Remplacer douze stores de la salle B12"})
    who = actor(scene.gestionnaire)
    seen = queries.request_for(who, request.reference, lock=True)
    from workflows import queries as workflows

    operations.undo(who, seen, workflows.steps_of(request.id, 1)[0].id)
    session.flush()
    assert outcomes(request) == {"/description": "withdrawn"}
    row = again(request)
    draft = session.get(AnswerDraft, row.correction_draft_id)
    assert draft is not None
    assert "douze" in draft.answers["description"]
    late = head.submit(path, {"_version": "1", "_seen": "{}", "description": "Trop tard pour ceci"})
    assert late.status_code == 409
    assert "Trop tard pour ceci" in late.text, "what was typed is shown, to be copied"
    assert "Remplacer douze stores" in late.text
    asked(scene, request, Wish("/nature"), comment="Autre chose.")
    check = html_of(head, f"/demandes/{request.reference}/verification")
    assert "douze" not in check, "what is not asked any more is not handed in"


def test_going_on_without_the_applicant_withdraws_what_was_asked(app: Flask, sign_in: Sign) -> None:
    document = circuit()
    back = {
        "key": "reprendre", "label": "Reprendre", "from": ["a_completer"], "to": "depose",
        "by": ["gestionnaire"],
    }  # fmt: skip
    scene = works(transitions=[*document["transitions"], back])
    request = filed(scene)
    asked(scene, request, Wish("/description"), comment="Voir.")
    asked(scene, request, key="reprendre")
    assert outcomes(request) == {"/description": "withdrawn"}


def test_a_newer_circuit_that_takes_it_from_its_applicant_withdraws_what_was_asked(
    scene: Works,
) -> None:
    request = filed(scene)
    asked(scene, request, Wish("/description"), comment="Voir.")
    document = without("a_completer", migrations=mapped(a_completer="depose"))
    for way in document["transitions"]:
        way.pop("not_same_actor_as", None)
    publish_over(document)
    assert where(request) == ("depose", 2)
    assert outcomes(request) == {"/description": "withdrawn"}
    remapping.undo(latest_run())
    session.flush()
    run_all()
    assert where(request) == ("a_completer", 1)
    assert outcomes(request) == {"/description": ""}, "asked again"


def test_a_name_of_nothing_is_refused_and_what_was_ticked_stands_there(
    scene: Works, sign_in: Sign
) -> None:
    request = filed(scene)
    agent = sign_in(scene.gestionnaire)
    path = f"/demandes/{request.reference}/actions/{ASK}/questions"
    refused = agent.submit(
        path,
        {"place": ["/ailleurs", "/nature"], "remark:/nature": "Laquelle ?", "comment": "Voir."},
    )
    assert refused.status_code == 422
    assert "Laquelle ?" in refused.text
    assert again(request).status == "depose"
    stale = agent.submit(path, {"place": "/nature", "comment": "Voir.", "version": "999"})
    assert stale.status_code == 409
    assert "Voir." in stale.text


def test_an_agreement_keeps_its_giver_and_its_day_through_a_correction() -> None:
    from catalogue.operations.submitting import _as_given

    first = {"sha256": "a", "at": "2026-01-01", "by": "x"}
    assert _as_given(first, {"sha256": "a", "at": "2026-02-01", "by": "y"}) == first
    assert _as_given(first, {"sha256": "b", "at": "2026-02-01", "by": "y"})["by"] == "y"


def test_programs_name_questions_and_are_held_to_them(scene: Works, app: Flask) -> None:
    request = filed(scene, lots=LOTS)
    head = actor(scene.head)
    second = request.rows["/lots"][1]
    asked(scene, request, Wish(f"/lots[{second}]"), comment="Voir.")

    def patched(**given: Any) -> None:
        with session.begin_nested():
            seen = queries.request_for(head, request.reference, lock=True)
            row = operations.open_correction(head, seen)
            operations.patch_answers(head, seen, row.id, given)

    with pytest.raises(Invalid):
        patched(nature="projet")
    other = deepcopy(LOTS)
    other[0]["montant"] = "1.00"
    with pytest.raises(Invalid):
        patched(lots=other)
    mine = deepcopy(LOTS)
    mine[1]["montant"] = "350.00"
    patched(lots=mine)
    seen = queries.request_for(head, request.reference, lock=True)
    operations.move(head, seen, "redeposer")
    assert again(request).answers["total"] == "1550.00"
    assert request.rows["/lots"][1] == second
