"""A form in two languages: the page speaks the reader’s; what is not translated says so."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

import pytest

from tests.catalogue.test_form_changes import draft, filed, publish
from tests.kit.loan import FORM, WORKFLOW, X
from tests.kit.stage import Stage, set_stage


@pytest.fixture
def stage(app: Any, tmp_path: Any) -> Stage:
    stage = set_stage(tmp_path)
    form = deepcopy(FORM)
    form["translations"] = {
        "en": {
            "page.quoi.title": "The instrument",
            f"{X.format(10)}.title": "Which instrument",
            f"{X.format(10)}.choice.violon": "Violin",
        }
    }
    publish(form)
    return stage


def test_a_reader_of_english_fills_in_an_english_form_where_it_has_words(
    stage: Stage, sign_in: Any
) -> None:
    stage.head.locale = "en"
    head = sign_in(stage.head)
    number = draft(head, instrument="violon", duree="3")
    page = head.get(f"/demandes/{number}/etape/quoi").text
    assert '<html lang="en"' in page
    assert "The instrument" in page
    assert "Which instrument" in page
    assert "Violin" in page
    french = re.search(r'<div[^>]* lang="fr"[^>]*>(?:(?!</div>).)*Durée en mois', page, re.DOTALL)
    assert french, "the source text says its language"
    assert "Which instrument" in head.get(f"/demandes/{number}/verification").text


def test_a_reader_of_french_reads_it_as_it_was_written(stage: Stage, sign_in: Any) -> None:
    head = sign_in(stage.head)
    number = draft(head, instrument="violon", duree="3")
    page = head.get(f"/demandes/{number}/etape/quoi").text
    assert "Which instrument" not in page
    assert 'lang="fr"' not in page.partition("<body")[2]


def test_statuses_and_moves_are_read_in_the_tongue_of_the_reader_and_kept_in_their_own(
    stage: Stage, sign_in: Any
) -> None:
    from core.actor import HOUSE
    from core.database import session
    from core.models import Change
    from schemas import operations

    words = {"status.examen.label": "Under review", "transition.revoir.label": "Ask for changes"}
    told = {**WORKFLOW, "translations": {"en": words}}
    operations.save_draft(HOUSE, "workflow", WORKFLOW["key"], told)
    operations.publish(HOUSE, "workflow", WORKFLOW["key"])
    stage.head.locale = stage.luthier.locale = "en"
    number = filed(sign_in(stage.head))
    page = sign_in(stage.head).get(f"/demandes/{number}").text
    assert "Under review" in page
    assert "Under review" in sign_in(stage.head).get("/demandes").text
    desk = sign_in(stage.luthier)
    assert "Under review" in desk.get("/bureau").text
    assert "Ask for changes" in desk.get(f"/demandes/{number}").text
    desk.submit(f"/demandes/{number}/actions/revoir", {"comment": "Which one?"})
    assert "Ask for changes" not in str([change.facts for change in session.query(Change)])
