"""Drafts are changed act by act: steps, undo, redo, new definitions without JSON."""

from __future__ import annotations

import html
import re
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from core import history
from core.actor import HOUSE, Actor
from core.database import session
from core.ids import ulid
from schemas import operations, queries, steps
from schemas.errors import NothingToRedo, NothingToUndo, StaleDraft, TitleNeeded
from schemas.models import DraftStep
from tests.kit.people import base_pack, person
from tests.schemas.documents import colours

KIND, KEY = "reference-list", "couleurs"
HOME = f"/administration/definitions/{KIND}/{KEY}"


def live():
    operations.save_draft(HOUSE, KIND, KEY, colours())
    return operations.publish(HOUSE, KIND, KEY)


def entitled(title):
    def edit(document):
        document["title"] = title
        return document

    return edit


def change(title, seen=None, actor=HOUSE):
    return operations.change(actor, KIND, KEY, entitled(title), f"Titre : {title}", seen=seen)


def title():
    return queries.draft(KIND, KEY).body["title"]


def test_the_first_act_begins_the_draft_and_each_act_is_a_step(app):
    version = live()
    before = version.body["title"]
    draft = change("Un", seen=0)
    assert (draft.status, draft.based_on) == ("draft", version.id)
    change("Deux", seen=draft.version)
    told = queries.draft_history(KIND, KEY)
    assert (told.can_undo, told.can_redo, told.undo_label) == (True, False, "Titre : Deux")
    operations.undo(HOUSE, KIND, KEY, seen=None)
    operations.undo(HOUSE, KIND, KEY, seen=None)
    assert title() == before == queries.live(KIND, KEY).body["title"]
    with pytest.raises(NothingToUndo):
        operations.undo(HOUSE, KIND, KEY, seen=None)
    operations.redo(HOUSE, KIND, KEY, seen=None)
    operations.redo(HOUSE, KIND, KEY, seen=None)
    assert title() == "Deux"


def test_an_act_that_changes_nothing_begins_no_draft_and_leaves_no_step(app):
    version = live()
    same = operations.change(HOUSE, KIND, KEY, lambda document: document, "Rien", seen=0)
    assert same.id == version.id
    assert queries.draft(KIND, KEY) is None


def test_a_new_act_cuts_what_was_undone(app):
    live()
    change("Un")
    change("Deux")
    operations.undo(HOUSE, KIND, KEY, seen=None)
    change("Trois")
    with pytest.raises(NothingToRedo):
        operations.redo(HOUSE, KIND, KEY, seen=None)
    operations.undo(HOUSE, KIND, KEY, seen=None)
    assert title() == "Un"


def test_undo_reaches_the_acts_of_others_and_says_whose_they_are(app):
    live()
    alix = Actor(uuid4(), "Alix Martin")
    change("Un", actor=alix)
    assert queries.draft_history(KIND, KEY).undo_by == "Alix Martin"
    operations.undo(Actor(uuid4(), "Sam Roy"), KIND, KEY, seen=None)
    assert queries.draft_history(KIND, KEY).redo_by == "Alix Martin"


def test_the_second_of_two_designers_hears_what_the_first_did(app):
    live()
    seen = change("Un").version
    change("Deux", actor=Actor(uuid4(), "Alix Martin"))
    with pytest.raises(StaleDraft) as refused:
        change("Trois", seen=seen)
    assert [(c.path, c.old, c.new) for c in refused.value.changes] == [("/title", "Un", "Deux")]
    assert refused.value.details["by"] == "Alix Martin"
    assert title() == "Deux"
    with pytest.raises(StaleDraft):
        operations.undo(HOUSE, KIND, KEY, seen=seen)


def test_whole_documents_are_steps_too_and_publication_wipes_them(app):
    live()
    change("Un")
    operations.save_draft(HOUSE, KIND, KEY, colours(title="Collé"))
    operations.undo(HOUSE, KIND, KEY, seen=None)
    assert title() == "Un"
    operations.publish(HOUSE, KIND, KEY)
    assert session.scalar(select(func.count()).select_from(DraftStep)) == 0


def test_two_hundred_steps_are_kept_and_a_sitting_is_one_line_of_history(app, monkeypatch):
    monkeypatch.setattr(steps, "MOST_KEPT", 5)
    version = live()
    for number in range(8):
        change(str(number))
    assert session.scalar(select(func.count()).select_from(DraftStep)) == 5
    for _undone in range(4):
        operations.undo(HOUSE, KIND, KEY, seen=None)
    assert title() == "3"
    with pytest.raises(NothingToUndo):
        operations.undo(HOUSE, KIND, KEY, seen=None)
    lines = history.lines_of("definition", version.definition_id)
    assert [line.act for line in lines].count("definition.draft-saved") == 2


def test_a_new_definition_takes_its_key_from_its_title(app):
    first = operations.begin(HOUSE, KIND, "  Couleurs  d’été ")
    second = operations.begin(HOUSE, KIND, "Couleurs d’été")
    assert (first.key, second.key) == ("couleurs-ete", "couleurs-ete-2")
    assert first.body["title"] == "Couleurs d’été"
    for wrong in ("  ", "x" * 201):
        with pytest.raises(TitleNeeded):
            operations.begin(HOUSE, KIND, wrong)


def test_a_copied_question_gets_a_name_of_its_own_wherever_it_is_named(app):
    name = ulid()
    document = {
        "kind": "form", "format": 1, "key": "fiche", "title": "Fiche", "language": "fr",
        "translations": {"en": {f"{name}.title": "Name"}},
        "schema": {"type": "object", "properties": {"nom": {"type": "string", "x-id": name}}},
        "ui": {"pages": [{"id": "p1", "title": "Une", "items": [{"field": "/nom"}]}]},
    }  # fmt: skip
    operations.save_draft(HOUSE, "form", "fiche", document)
    copy = operations.duplicate(HOUSE, "form", "fiche", "Fiche bis")
    other = copy.body["schema"]["properties"]["nom"]["x-id"]
    assert other != name
    assert copy.body["translations"] == {"en": {f"{other}.title": "Name"}}
    assert (copy.key, copy.body["title"]) == ("fiche-bis", "Fiche bis")


@pytest.fixture
def admin(app, sign_in):
    base_pack()
    return sign_in(person("admin@example.test", "administrateur", name="Ada Martin"))


def hidden(page, name):
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page).group(1))


def test_a_definition_begins_without_json_and_is_undone_by_forms(admin):
    page = admin.get("/administration/definitions/nouvelle?sorte=reference-list")
    assert "Partir de" in page.get_data(as_text=True)
    made = admin.submit(
        "/administration/definitions/nouvelle", {"titre": "Couleurs", "sorte": KIND}
    )
    assert made.status_code == 303
    assert queries.draft(KIND, KEY).body["rows"] == []
    assert admin.submit(
        "/administration/definitions/nouvelle", {"titre": " ", "sorte": KIND}
    ).status_code == 422  # fmt: skip
    change("Teintes")
    page = admin.get(f"{HOME}/modifier").get_data(as_text=True)
    assert "Annuler ce geste : Titre : Teintes (Préau)" in page
    back = admin.submit(
        f"{HOME}/annuler", {"vu": hidden(page, "vu"), "retour": hidden(page, "retour")}
    )
    assert (back.status_code, back.location) == (303, f"{HOME}/modifier")
    assert title() == "Couleurs"
    late = admin.submit(f"{HOME}/annuler", {"vu": hidden(page, "vu")})
    assert late.status_code == 409
    shown = late.get_data(as_text=True)
    assert "Ada Martin" in shown
    assert "<strong>Titre</strong>" in shown
    again = admin.submit(f"{HOME}/retablir", {"retour": "https://ailleurs.example"})
    assert again.location == f"{HOME}/modifier"
    assert title() == "Teintes"


def test_a_copy_is_of_the_kind_of_its_original(admin):
    live()
    page = admin.get(f"/administration/definitions/nouvelle?de={KIND}/{KEY}")
    assert f'value="{KIND}/{KEY}" selected' in page.get_data(as_text=True)
    made = admin.submit(
        "/administration/definitions/nouvelle",
        {"titre": "Autres", "sorte": "form", "de": f"{KIND}/{KEY}"},
    )
    assert made.status_code == 303
    assert queries.draft(KIND, "autres").body["rows"] == colours()["rows"]
    assert admin.get("/administration/definitions/nouvelle?de=form/absent").status_code == 404
