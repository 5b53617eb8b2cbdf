"""Failure modes of DEFINITIONS section 7 that belong to requests under way, by their number."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from catalogue.models import Request
from core import clock
from core.actor import HOUSE
from core.database import session
from core.running import run_all
from form_factory.models import AnswerDraft
from registry import operations as registry
from schemas import queries as schemas
from schemas.errors import NotPublishable
from tests.catalogue.test_whole_way import fill, hidden, submitted
from tests.kit import loan
from tests.kit.stage import Stage
from tests.kit.works import publish
from workflows.models import Step
from workflows.operations import timing

Sign = Callable[[Any], Any]


@pytest.fixture
def head(stage: Stage, sign_in: Sign) -> Any:
    return sign_in(stage.head)


def request_of(number: str) -> Request:
    return session.scalars(
        select(Request).where(Request.reference == number).execution_options(populate_existing=True)
    ).one()


def steps_of(number: str) -> list[str]:
    """Moves of a request, the oldest first."""
    found = select(Step).where(Step.subject_id == request_of(number).id).order_by(Step.id)
    return [step.transition for step in session.scalars(found)]


def test_d05_a_request_goes_on_under_the_circuit_it_was_handed_in_under(
    stage: Stage, head: Any, sign_in: Sign
) -> None:
    """A status that a new version has no more is still there for whoever stands in it."""
    before = submitted(head)
    circuit = json.loads(json.dumps(loan.WORKFLOW).replace('"examen"', '"atelier"'))
    with pytest.raises(NotPublishable):  # somebody must have said what becomes of them
        publish("workflow", circuit)
    live = schemas.live("workflow", circuit["key"])
    assert live is not None
    said = {"from": live.sha256, "status_map": {}, "default": "ask"}
    publish("workflow", {**circuit, "migrations": [said]})
    after = submitted(head)
    assert (request_of(before).status, request_of(after).status) == ("examen", "atelier")
    luthier, curator = sign_in(stage.luthier), sign_in(stage.curator)
    for number in (before, after):
        luthier.submit(f"/demandes/{number}/controles", {"etat": "1"})
        assert luthier.submit(f"/demandes/{number}/actions/valider").status_code == 303
        assert curator.submit(f"/demandes/{number}/actions/preter").status_code == 303
        assert "Prêté" in head.get(f"/demandes/{number}").text


def test_d10_a_decision_stands_and_what_was_being_corrected_is_not_lost(
    stage: Stage, head: Any, sign_in: Sign
) -> None:
    circuit = deepcopy(loan.WORKFLOW)
    circuit["transitions"].append(
        {"key": "clore", "label": "Clore", "from": ["a_revoir"], "to": "refusee", "by": ["luthier"]}
    )
    publish("workflow", circuit)
    number = submitted(head)
    answers = dict(request_of(number).answers)
    luthier = sign_in(stage.luthier)
    luthier.submit(f"/demandes/{number}/actions/revoir", {"comment": "Quel violon ?"})
    head.submit(f"/demandes/{number}/corriger")
    path = f"/demandes/{number}/etape/quoi"
    html = head.get(path).text
    fill(head, path, {"instrument": "piano", "duree": "3"})
    assert luthier.submit(f"/demandes/{number}/actions/clore").status_code == 303
    late = {n: hidden(html, n) for n in ("_version", "_seen")}
    late |= {"_action": "next", "instrument": "piano", "duree": "2"}
    told = head.submit(path, late)
    assert told.status_code == 409
    for words in ("La demande a changé d’étape", "Refusé", "Durée"):
        assert words in told.text, words
    assert head.submit(f"/demandes/{number}/deposer").status_code == 409
    request = request_of(number)
    assert (request.status, request.answers) == ("refusee", answers)
    assert steps_of(number) == ["envoyer", "revoir", "clore"]
    draft = session.get(AnswerDraft, request.correction_draft_id)
    assert draft is not None
    assert draft.answers["instrument"] == "piano", "kept beside, and not in its place"


def test_d14_after_a_downtime_timers_act_in_the_order_they_were_due_each_once(
    stage: Stage, head: Any
) -> None:
    """The first one due leads away from the status: those behind it have nothing to do there."""
    circuit = deepcopy(loan.WORKFLOW)
    for transition in circuit["transitions"]:
        if transition["key"] in {"revoir", "refuser"}:
            transition["by"].append("system")
    circuit["timers"] = [
        {"key": key, "in": "examen", "anchor": "latest-arrival", "after": after, "fire": fire}
        for key, after, fire in (
            ("classer", "PT5H", "refuser"), ("rappeler", "PT1H", "revoir"),
            ("cloturer", "PT3H", "refuser"),
        )
    ]  # fmt: skip
    publish("workflow", circuit)
    numbers = [submitted(head) for _ in range(2)]
    with clock.at(clock.now() + timedelta(hours=10)):
        for _ in range(2):
            timing.sweep()
            run_all()
    for number in numbers:
        assert request_of(number).status == "a_revoir"
        assert steps_of(number) == ["envoyer", "revoir"]


def test_d16_a_request_keeps_the_school_it_was_filed_for_whatever_becomes_of_the_record(
    stage: Stage, head: Any, sign_in: Sign
) -> None:
    number = submitted(head)
    kept = request_of(number).establishment_id, request_of(number).establishment_label
    registry.update_record(HOUSE, stage.school, {"nom": "Collège Simone-Veil"})
    registry.archive_record(HOUSE, stage.school)
    request = request_of(number)
    assert (request.establishment_id, request.establishment_label) == kept
    luthier = sign_in(stage.luthier)
    assert "Collège des Tilleuls" in luthier.get(f"/demandes/{number}").text
    luthier.submit(f"/demandes/{number}/controles", {"etat": "1"})
    assert luthier.submit(f"/demandes/{number}/actions/valider").status_code == 303
    assert "Collège des Tilleuls" in head.get(f"/demandes/{number}").text
