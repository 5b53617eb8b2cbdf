"""What is known and locked stays so, whichever way one comes back to it (FAULTS A-06)."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask

from accounts.operations import create_token
from catalogue.operations.asking_again import Wish
from core.actor import HOUSE
from core.database import session
from core.errors import Invalid
from form_factory.models import AnswerDraft
from schemas import queries as schemas
from tests.api.conftest import Program
from tests.catalogue.test_corrections import again, asked, fill, html_of
from tests.catalogue.test_form_changes import hidden
from tests.kit.works import Works, filed, moved, publish, works

SCHOOL = "Collège Jean-Zay"
HOSTILE = {"ecole": "Lycée pirate", "lieu.nom": "Ailleurs", "lieu.uai": "0000000X"}


@pytest.fixture
def scene(app: Flask) -> Works:
    found = works()
    publish("form", form())
    return found


def form(lock: str = "yes") -> dict[str, Any]:
    """The works, with the name of the school and a question of two parts, both known."""
    made = deepcopy(schemas.live("form", "demande-travaux").body)
    if "ecole" in made["schema"]["properties"]:
        for rule in made["prefill"]:
            if rule["field"] in {"/ecole", "/lieu"}:
                rule["lock"] = lock
        return made
    text = {"type": "string", "maxLength": 120}
    ids = (f"01J0000000000000000000K00{number}" for number in range(9))
    parts = {key: {**text, "title": key.upper(), "x-id": next(ids)} for key in ("uai", "nom")}
    made["schema"]["properties"] |= {
        "ecole": {**text, "title": "École", "x-id": next(ids)},
        "lieu": {"type": "object", "title": "Lieu", "properties": parts, "x-id": next(ids)},
    }
    made["ui"]["pages"][1]["items"] += [{"field": "/ecole", "widget": "text"}, {"field": "/lieu"}]
    made["prefill"] += [
        {
            "field": "/ecole", "source": "session", "lock": lock,
            "path": "membership.establishment.nom",
        },
        {"field": "/lieu", "source": "session", "path": "establishment", "lock": lock},
    ]  # fmt: skip
    return made


def untouched(answers: Any) -> bool:
    return (answers["ecole"], answers["lieu"]["nom"]) == (SCHOOL, SCHOOL)


def posted(client: Any, path: str, **more: str) -> Any:
    """A page written by hand: what is locked is in it, and told to have been seen otherwise."""
    given = {"description": "Remplacer douze stores", **HOSTILE, **more, "_seen": "{}"}
    return fill(client, path, given, "save")


def test_a06_what_was_locked_is_shown_and_not_taken_when_a_request_comes_back(
    scene: Works, sign_in: Any
) -> None:
    request = filed(scene)
    assert untouched(request.answers)
    moved(scene, request, "demander_complement")
    head, path = sign_in(scene.head), f"/demandes/{request.reference}/etape/p2"
    page = html_of(head, path)
    assert 'name="description"' in page
    for name in HOSTILE:
        assert f'name="{name}"' not in page, name
    assert page.count(SCHOOL) > 1, "shown, with where it comes from"
    posted(head, path)
    assert untouched(session.get(AnswerDraft, again(request).correction_draft_id).answers)
    assert head.submit(f"/demandes/{request.reference}/deposer").status_code == 303
    row = again(request)
    assert untouched(row.answers)
    assert row.answers["description"] == "Remplacer douze stores"


def test_a06_a_program_that_types_over_what_was_locked_is_refused(
    app: Flask, scene: Works, sign_in: Any
) -> None:
    request = filed(scene)
    moved(scene, request, "demander_complement")
    html_of(sign_in(scene.head), f"/demandes/{request.reference}/etape/p2")
    rights = ("requests:file", "requests:follow", "services:read", "records:read")
    api = Program(app, create_token(HOUSE, scene.head, "Essai", rights, timedelta(days=1)))
    session.flush()
    address = f"/requests/{request.reference}"

    def sent(answers: dict[str, Any]) -> Any:
        tag = api.get(address).headers["ETag"]
        return api.patch(f"{address}/answers", {"answers": answers}, headers={"If-Match": tag})

    refused = sent({"ecole": "Lycée pirate", "description": "Autre chose"})
    assert refused.status_code == 422, refused.text
    assert "/ecole" in refused.text
    said = sent({"ecole": SCHOOL, "description": "Autre chose"})
    assert said.status_code == 200, said.text
    row = session.get(AnswerDraft, again(request).correction_draft_id)
    session.refresh(row)
    assert untouched(row.answers)
    assert row.answers["description"] == "Autre chose"


def test_an_agent_who_mended_it_is_named_and_cannot_ask_the_applicant_to(
    scene: Works, sign_in: Any
) -> None:
    with pytest.raises(Invalid):
        asked(scene, filed(scene), Wish("/ecole", "Ce n’est pas son nom"), comment="Relisez")
    request = filed(scene)
    moved(scene, request, "demander_complement")
    row = again(request)
    row.answers = {**row.answers, "ecole": "Collège mendé"}
    session.flush()
    page = html_of(sign_in(scene.head), f"/demandes/{request.reference}/etape/p2")
    assert "Collège mendé" in page
    assert "l’administration" in page


def test_a06_a_page_said_to_be_of_an_older_version_opens_no_lock(
    scene: Works, sign_in: Any
) -> None:
    """The version whose page one pretends to send asked the question openly."""
    publish("form", form("no"))
    older = schemas.live("form", "demande-travaux").id
    publish("form", form())
    head = sign_in(scene.head)
    path = head.submit("/teleservices/travaux/commencer/demander", {"autre": "1"}).location
    path = path.rpartition("/")[0] + "/p2"
    page = head.get(path).text
    assert f'name="{next(iter(HOSTILE))}"' not in unescape(page)
    for form_id in (str(older), hidden(page)["_form"]):
        posted(head, path, _form=form_id)
        page = unescape(head.get(path).text)
        assert "Remplacer douze stores" in page, form_id
        assert "pirate" not in page, form_id
        assert "Ailleurs" not in page, form_id
