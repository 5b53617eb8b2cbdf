"""Programs on filed requests: an agent's edit of answers, letters listed, downloaded, voided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.gates import DraftGate
from catalogue.models import Annotation, AnswerEdit
from core.database import session
from core.models import Change
from core.running import run_all
from documents import operations as documents
from messaging import queries as messaging
from tests.catalogue.test_decision_letters import LETTER
from tests.kit.works import Works, actor, circuit, filed, moved, publish, works

Made = Callable[..., Any]
DOUZE = "Remplacer douze stores de la salle B12"


@pytest.fixture
def scene(app: Flask) -> Works:
    """The manager may change everything at the visas, the budget its lots only."""
    document = circuit()
    for status in document["statuses"]:
        if status["key"] == "visas":
            status["editable_by"] = ["gestionnaire"]
    for tab in document["tabs"]:
        if tab["key"] == "lots":
            tab["edit"] = ["visa_budget"]
    return works(statuses=document["statuses"], tabs=document["tabs"])


def test_an_agent_changes_answers_by_program_as_on_the_page(scene: Works, program: Made) -> None:
    request = filed(scene)
    moved(scene, request, "instruire")
    path = f"/requests/{request.reference}/edits"
    agent, budget = program(scene.gestionnaire), program(scene.visa_budget)
    given = {"answers": {"description": DOUZE}, "comment": "Vu au téléphone."}
    assert program(scene.head).post(path, given).status_code == 403
    shut = budget.post(path, given)
    assert shut.status_code == 422
    assert [e["path"] for e in shut.json["errors"]] == ["/description"]
    assert agent.post(path, {**given, "comment": "  "}).status_code == 422
    assert agent.post(path, {**given, "expected_version": 1}).status_code == 409
    stale = {"If-Match": f'"1.{"0" * 32}"'}
    assert agent.post(path, given, headers=stale).status_code == 412
    assert session.scalar(select(AnswerEdit.id)) is None, "a refused act leaves nothing behind"
    done = agent.post(path, given, headers={"Idempotency-Key": "k1"})
    assert done.status_code == 200, done.text
    assert done.json["answers"]["description"] == DOUZE
    assert agent.post(path, given, headers={"Idempotency-Key": "k1"}).json == done.json
    told = [m.body for m in messaging.thread("request", request.id, internal=False)]
    assert len(told) == 1
    assert "Vu au téléphone." in told[0]
    acts = session.scalars(select(Change.act).where(Change.subject_id == request.id))
    assert list(acts).count("request.answers-edited") == 1
    lots = [{"libelle": "Stores", "montant": "900.00", "amiante": False}]
    by_budget = budget.post(path, {"answers": {"lots": lots}, "comment": "Devis relu."})
    assert by_budget.json["answers"]["total"] == "900.00"


def test_what_agents_note_is_told_to_the_functions_of_its_tab_alone(
    scene: Works, program: Made
) -> None:
    """As on the page: the tab « instruction » is of the manager and the head of service."""
    request = filed(scene)
    path = f"/requests/{request.reference}"
    noted = program(scene.gestionnaire).patch(
        f"{path}/annotations", {"answers": {"priorite": "haute"}}
    )
    assert noted.json["annotations"] == {"priorite": "haute"}
    moved(scene, request, "instruire")
    for account, told in (
        (scene.direction, {"priorite": "haute"}), (scene.visa_budget, {}), (scene.head, {}),
    ):  # fmt: skip
        seen = program(account).get(path)
        assert (seen.status_code, seen.json["annotations"]) == (200, told)
    draft = session.scalars(select(Annotation.draft_id)).one()
    for account, opens in ((scene.direction, True), (scene.visa_budget, False)):
        assert DraftGate().may_read(actor(account), draft, "") is opens, "nor its files"
    given = {"answers": {"priorite": "basse"}, "form": "instruction-travaux"}
    assert program(scene.visa_budget).patch(f"{path}/annotations", given).status_code == 404


def test_what_was_begun_on_the_page_is_not_swept_along(
    scene: Works, program: Made, sign_in: Any
) -> None:
    request = filed(scene)
    moved(scene, request, "instruire")
    sign_in(scene.gestionnaire).submit(f"/demandes/{request.reference}/modification")
    given = {"answers": {"description": DOUZE}, "comment": "Vu."}
    refused = program(scene.gestionnaire).post(f"/requests/{request.reference}/edits", given)
    assert (refused.status_code, refused.json["title"]) == (409, "edit-under-way")


def test_letters_are_listed_downloaded_and_voided(scene: Works, program: Made) -> None:
    publish("template", LETTER)
    request = filed(scene)
    for once, audience in (("un", "applicant"), ("deux", "internal")):
        documents.issue(
            "accord", subject=("request", request.id), once=once, title=f"Courrier {once}",
            data={"numero": "1"}, audience=audience,
        )  # fmt: skip
    session.commit()
    run_all()
    path = f"/requests/{request.reference}/letters"
    head, boss = program(scene.head), program(scene.superviseur)
    (letter,) = [one for one in head.get(path).json["items"] if one["template"] == "accord"]
    assert letter["number"].startswith("C-")
    with head.get(f"/files/{letter['file']}") as pdf:
        assert pdf.data.startswith(b"%PDF")
    listed = [one for one in boss.get(path).json["items"] if one["template"] == "accord"]
    assert [one["title"] for one in listed] == ["Courrier deux", "Courrier un"]
    first = boss.get(f"{path}?limit=1").json
    rest = boss.get(f"{path}?limit=9&cursor={first['next']}").json
    assert first["items"] + rest["items"] == boss.get(path).json["items"]
    assert (rest["next"], rest["count"]) == (None, first["count"])
    internal = f"{path}/{listed[0]['id']}"
    assert head.get(internal).status_code == 404
    assert boss.get(internal).json["audience"] == "internal"
    void = f"{path}/{letter['id']}/void"
    agent = program(scene.gestionnaire)
    assert agent.post(void, {"reason": "Erreur."}).status_code == 403
    other = filed(scene)
    elsewhere = f"/requests/{other.reference}/letters/{letter['id']}/void"
    assert boss.post(elsewhere, {"reason": "Erreur."}).status_code == 404
    assert boss.post(void, {"reason": " "}).status_code == 422
    done = boss.post(void, {"reason": "Erreur de montant."})
    assert done.json["void_reason"] == "Erreur de montant."
    assert boss.post(void, {"reason": "Encore."}).status_code == 409
    told = {one["id"]: one["voided_at"] for one in head.get(path).json["items"]}
    assert told[letter["id"]] is not None
    public = head.client.get(urlsplit(letter["verification"]).path)
    assert "annulé" in public.get_data(as_text=True)
