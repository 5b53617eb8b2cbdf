"""A form in two languages: the page speaks the reader’s; what is not translated says so."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

import pytest

from tests.catalogue.test_form_changes import draft, publish
from tests.kit.loan import FORM, X
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
