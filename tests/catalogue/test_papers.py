"""The empty form and the answers as PDF: tagged (U-07), set as they are, for whom they are."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from sqlalchemy import select

from core.actor import HOUSE
from core.database import session
from core.running import run_all
from documents.models import IssuedDocument
from form_factory.compiled import compiled
from form_factory.printing import blank_pages
from schemas import operations as definitions
from schemas import queries
from tests.catalogue.test_form_changes import draft, filed, publish
from tests.kit.loan import FORM, SERVICE, X
from tests.kit.stage import Stage, set_stage

HOUSE_LETTER = "lettre-recepisse"
HOSTILE = '#panic("lu") $x$ @y <z> /* 😀 \n\n= Titre ' + "mot" * 400


@pytest.fixture
def stage(app: Any, tmp_path: Any) -> Stage:
    return set_stage(tmp_path)


@pytest.fixture
def head(stage: Stage, sign_in: Any) -> Any:
    return sign_in(stage.head)


def paper(client: Any, path: str) -> bytes:
    with client.get(path) as answer:
        assert answer.status_code == 200, answer.text[:800]
        assert answer.mimetype == "application/pdf"
        assert "attachment" in answer.headers["Content-Disposition"]
        return bytes(answer.data)


def test_the_empty_form_is_a_tagged_paper(head: Any) -> None:
    made = paper(head, "/teleservices/pret-instrument/formulaire/emprunter.pdf")
    assert made.startswith(b"%PDF-1.7")
    for sign in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang", b"pdfuaid:part"):
        assert sign in made
    assert head.get("/teleservices/pret-instrument/formulaire/rien.pdf").status_code == 404
    assert "emprunter.pdf" in head.get("/teleservices/pret-instrument").text


def test_on_paper_conditions_are_words(app: Any) -> None:
    first, second = blank_pages(compiled(FORM))
    asked = {item["label"]: item for item in first["items"]}
    told = asked["Étage de la salle"]["condition"].replace("\u00a0", " ")
    assert told == "À remplir si « Instrument » est « Piano »."
    assert asked["Instrument"]["options"] == ["Violon", "Piano"]
    assert second["items"][0]["columns"] == ["Prénom", "Caution"]


def test_answers_are_set_as_they_are_whatever_they_hold(
    stage: Stage, head: Any, sign_in: Any
) -> None:
    form = deepcopy(FORM)
    form["schema"]["properties"]["instrument"] = {
        "type": "string",
        "title": HOSTILE[:150],
        "x-id": X.format(10),
    }
    form["ui"]["pages"][0]["items"] = [{"field": "/instrument"}, {"field": "/duree"}]
    publish(form)
    number = draft(head, instrument=HOSTILE, duree="2")
    assert b"/StructTreeRoot" in paper(head, f"/demandes/{number}/reponses.pdf")
    stranger = sign_in(stage.other_head)
    assert stranger.get(f"/demandes/{number}/reponses.pdf").status_code == 404
    assert sign_in(stage.luthier).get(f"/demandes/{number}/reponses.pdf").status_code == 404


def test_answers_handed_in_are_a_paper_for_both_sides(
    stage: Stage, head: Any, sign_in: Any
) -> None:
    number = filed(head)
    for client in (head, sign_in(stage.luthier)):
        assert b"pdfuaid:part" in paper(client, f"/demandes/{number}/reponses.pdf")


@pytest.mark.parametrize(("named", "sent"), [("accuse", "accuse"), ("recepisse", HOUSE_LETTER)])
def test_a_service_may_name_its_own_receipt_and_a_mail_is_none(
    head: Any, named: str, sent: str
) -> None:
    letter = queries.live("template", HOUSE_LETTER)
    assert letter is not None
    definitions.save_draft(HOUSE, "template", "accuse", {**letter.body, "key": "accuse"})
    definitions.publish(HOUSE, "template", "accuse")
    definitions.save_draft(HOUSE, "service", "pret-instrument", {**SERVICE, "receipt": named})
    definitions.publish(HOUSE, "service", "pret-instrument")
    session.flush()
    filed(head)
    run_all()
    assert [one.template_key for one in session.scalars(select(IssuedDocument))] == [sent]
