"""An answer that lost its question names nobody its reader may not see (A-09): the house moves
drafts with its own rights, and keeps no name that they read."""

from __future__ import annotations

from copy import deepcopy
from html import unescape
from typing import Any

import pytest
from flask import Flask

from core.actor import HOUSE
from core.database import session
from core.running import run_all
from form_factory.models import AnswerDraft
from schemas import operations as definitions
from tests.kit.loan import FORM, X
from tests.kit.stage import Stage, set_stage
from tests.kit.works import publish
from tests.registry.test_record_field import PUPIL

NAME = "Zoé Le Goff"


@pytest.fixture
def stage(app: Flask, tmp_path: Any) -> Stage:
    return set_stage(tmp_path)


@pytest.fixture
def pupil(stage: Stage) -> Any:
    from registry import operations, queries

    publish("entity", {k: v for k, v in PUPIL.items() if k != "place"} | {"scope": "none"})
    return operations.create_record(HOUSE, queries.live_version("eleve"), {"nom": NAME})


def asking(*, pupil: bool) -> dict[str, Any]:
    """The loan form, with or without a question that names a pupil, and rows."""
    form = deepcopy(FORM)
    if pupil:
        form["schema"]["properties"]["qui_la"] = {
            "type": "string", "format": "uuid", "title": "Pour quel élève ?", "x-id": X.format(71),
        }  # fmt: skip
        form["ui"]["pages"][0]["items"].append(
            {"field": "/qui_la", "widget": "record", "entity": "eleve"}
        )
    return form


def go_live(form: dict[str, Any]) -> None:
    definitions.save_draft(HOUSE, "form", form["key"], form)
    definitions.publish(HOUSE, "form", form["key"], policy="all")
    session.flush()
    run_all()


def test_a09_a_draft_moved_by_the_house_keeps_no_name_its_reader_may_not_read(
    stage: Stage, pupil: Any, sign_in: Any
) -> None:
    go_live(asking(pupil=True))
    head = sign_in(stage.head)
    path = head.submit("/teleservices/pret-instrument/commencer/emprunter", {"autre": "1"}).location
    row = session.query(AnswerDraft).order_by(AnswerDraft.updated_at.desc()).first()
    assert row is not None
    row.answers = {**row.answers, "qui_la": str(pupil.id)}
    session.flush()
    go_live(asking(pupil=False))
    session.refresh(row)
    assert [one["label"] for one in row.old_answers] == ["Pour quel élève ?"]
    assert NAME not in str(row.old_answers)
    page = unescape(head.get(path).text)
    assert "Anciennes réponses" in page or "Ancienne réponse" in page
    assert NAME not in page
    assert "Fiche que vos droits ne montrent pas" in page
