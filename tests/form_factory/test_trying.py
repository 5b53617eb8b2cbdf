"""A form is tried by the renderer people get, nothing of it kept; a try becomes an example."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from sqlalchemy import func, select

from core.actor import HOUSE
from core.database import session
from form_factory.models import AnswerDraft
from schemas import operations, queries
from tests.form_factory.conftest import document
from tests.kit.people import base_pack, person
from tests.kit.works import UAI, works

HOME = "/administration/formulaires/demande-travaux"


@pytest.fixture
def admin(app: Any, sign_in: Any) -> Any:
    base_pack()
    operations.save_draft(HOUSE, "form", "demande-travaux", document("demande-travaux"))
    return sign_in(person("admin@example.test", "administrateur", name="Ada Martin"))


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def hidden(page: str) -> dict[str, str]:
    """What the page carries: all hidden controls, those beside the form too."""
    found = re.findall(r'<input type="hidden" name="(_[a-z]+)"[^>]*? value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found if name != "_key"}


def said(page: str) -> str:
    """Its words, without tags."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def step(admin: Any, page: str, action: str = "next", **answers: Any) -> Any:
    data = {**hidden(page), "_action": action, "_who": "", **answers}
    return admin.submit(f"{HOME}/essai", data, content_type="multipart/form-data")


def walked(admin: Any) -> str:
    """An urgent request with a danger, to the end."""
    page = text(admin.get(f"{HOME}/essai"))
    page = text(step(admin, page, etablissement="0751234J"))
    page = text(step(admin, page, "given", nature="urgence"))
    return text(
        step(admin, page, nature="urgence", danger="true", description="Le plafond va s’effondrer")
    )


def test_a_form_is_tried_step_by_step_as_people_fill_it_in(admin: Any) -> None:
    first = admin.get(f"{HOME}/essai")
    page = text(first)
    assert first.status_code == 200
    assert "Votre établissement" in page
    refused = step(admin, page)
    assert refused.status_code == 422
    assert "Erreur :" in text(refused)
    second = text(step(admin, page, etablissement="0751234J"))
    assert "Votre demande" in second
    chosen = said(text(step(admin, second, "given", nature="urgence")))
    assert "Y a-t-il un danger immédiat" in chosen
    end = walked(admin)
    assert "Ces réponses pourraient être déposées" in said(end)
    assert "Le plafond va s’effondrer" in said(end)
    back = text(step(admin, end, "previous"))
    assert "Le plafond va s’effondrer" in said(back)


def test_nothing_of_a_try_is_kept(admin: Any) -> None:
    before = queries.draft("form", "demande-travaux").version
    walked(admin)
    assert session.scalar(select(func.count()).select_from(AnswerDraft)) == 0
    assert queries.draft("form", "demande-travaux").version == before


def test_beside_the_page_each_condition_is_told_with_its_reason(admin: Any) -> None:
    page = text(step(admin, text(admin.get(f"{HOME}/essai")), etablissement="0751234J"))
    panel = said(text(step(admin, page, "given", nature="projet")))
    assert "Étape « Lots et pièces » Affichée" in panel
    assert "Ici : « Nature » n’est pas « Urgence (sécurité des personnes) »" in panel
    assert "Y a-t-il un danger immédiat ? Masquée" in panel
    assert "si « Total » atteint" in panel
    assert "Total 0,00" in panel
    assert "Répondez à « Description »" in panel


def test_each_change_brings_the_questions_and_the_panel(admin: Any) -> None:
    page = text(step(admin, text(admin.get(f"{HOME}/essai")), etablissement="0751234J"))
    data = {**hidden(page), "nature": "urgence", "_who": "", "_action": "previous"}
    answer = admin.submit(
        f"{HOME}/essai/saisie", data, headers={"HX-Request": "true"},
        content_type="multipart/form-data",
    )  # fmt: skip
    body = text(answer)
    assert "<!doctype" not in body.lower()
    assert "danger immédiat" in body
    assert 'id="essai-cote" hx-swap-oob="morph"' in body
    assert json.loads(hidden(body)["_trial"])["answers"]["nature"] == "urgence"


def test_it_is_tried_as_somebody_else_on_another_day(admin: Any) -> None:
    draft = document("demande-travaux")
    draft["ui"]["pages"][0]["items"] += [
        {"notice": "chefs", "text": "Réservé aux cheffes.",
         "when": {"in": ["chef-etablissement", {"var": "actor.roles"}]}},
        {"notice": "rentree", "text": "La rentrée est passée.",
         "when": {">": [{"today": []}, "2027-09-01"]}},
        {"notice": "lycees", "text": "Pour les lycées.",
         "when": {"==": [{"var": "establishment.type"}, "lycee"]}},
    ]  # fmt: skip
    operations.save_draft(HOUSE, "form", "demande-travaux", draft)
    page = text(admin.get(f"{HOME}/essai"))
    assert "Réservé aux cheffes." not in page.split('id="essai-cote"')[0]
    worn = text(step(admin, page, "given", _who="role:chef-etablissement", _day="2027-10-01"))
    shown = worn.split('id="essai-cote"')[0]
    assert "Réservé aux cheffes." in shown
    assert "La rentrée est passée." in shown
    assert "Pour les lycées." not in shown
    typed = {"_who": "role:chef-etablissement", "_fait.establishment.type": "lycee"}
    after = text(step(admin, worn, "given", **typed)).split('id="essai-cote"')[0]
    assert "Pour les lycées." in after


def test_a_try_becomes_an_example_in_one_click(admin: Any) -> None:
    end = walked(admin)
    kept = admin.submit(f"{HOME}/exemples", {**hidden(end), "_title": "Urgence", "_who": ""})
    assert kept.status_code == 303
    (example,) = queries.draft("form", "demande-travaux").body["tests"]
    assert example["title"] == "Urgence"
    assert example["answers"]["nature"] == "urgence"
    assert example["expect"]["errors"] == []
    assert example["expect"]["visible"]["/danger"] is True
    assert example["expect"]["visible"]["page:p3"] is False
    assert example["expect"]["computed"] == {"/total": "0.00"}
    assert set(example["given"]) == {"today"}, "nothing of anybody is kept"
    page = said(text(admin.get(kept.location)))
    assert "Tous passent" in page
    assert "conditions sur 5 vues dans les deux sens" in page or "condition sur 5" in page
    opened = text(admin.get(f"{HOME}/essai?exemple=0"))
    assert json.loads(hidden(opened)["_trial"])["answers"]["nature"] == "urgence"


def test_examples_are_named_accepted_and_removed(admin: Any) -> None:
    admin.submit(f"{HOME}/exemples", {**hidden(walked(admin)), "_who": ""})
    draft = document("demande-travaux")
    draft["tests"] = queries.draft("form", "demande-travaux").body["tests"]
    draft["ui"]["pages"][1]["items"][1]["when"] = {"==": [{"var": "nature"}, "projet"]}
    operations.save_draft(HOUSE, "form", "demande-travaux", draft)
    page = text(admin.get(f"{HOME}/exemples"))
    assert "« Y a-t-il un danger immédiat ? » devrait être affiché" in said(page)

    def act(name: str, **more: str) -> Any:
        seen = str(queries.draft("form", "demande-travaux").version)
        data = {"act": name, "vu": seen, **more}
        return admin.submit(f"{HOME}/exemples/0", data)

    assert act("rename", title="Danger").status_code == 303
    assert act("accept").status_code == 303
    page = said(text(admin.get(f"{HOME}/exemples")))
    assert "Danger" in page
    assert "Tous passent" in page
    stale = admin.submit(f"{HOME}/exemples/0", {"act": "remove", "vu": "1"})
    assert stale.status_code == 409
    assert act("remove").status_code == 303
    assert "Aucun exemple" in said(text(admin.get(f"{HOME}/exemples")))
    assert admin.submit(f"{HOME}/exemples/7", {"act": "remove"}).status_code == 400


def test_a_failing_example_refuses_publication_unless_a_reason_is_given(admin: Any) -> None:
    draft = document("demande-travaux")
    draft["tests"] = [{"title": "Faux", "answers": {}, "expect": {"errors": []}}]
    operations.save_draft(HOUSE, "form", "demande-travaux", draft)
    door = "/administration/definitions/form/demande-travaux/publier"
    refused = admin.submit(door, {})
    assert refused.status_code == 422
    assert queries.live("form", "demande-travaux") is None
    forced = admin.submit(door, {"motif": "L’exemple sera repris lundi."})
    assert forced.status_code == 303
    live = queries.live("form", "demande-travaux")
    assert live.forced_because == "L’exemple sera repris lundi."


def test_a_draft_that_does_not_hold_says_what_to_mend_and_older_versions_are_tried(
    admin: Any,
) -> None:
    operations.publish(HOUSE, "form", "demande-travaux")
    broken = document("demande-travaux")
    broken["ui"]["pages"][1]["items"][1]["when"] = {"==": [{"var": "inconnu"}, True]}
    operations.save_draft(HOUSE, "form", "demande-travaux", broken)
    page = said(text(admin.get(f"{HOME}/essai")))
    assert "Ce brouillon ne peut pas encore être essayé" in page
    assert "inconnu" in page
    assert "Votre établissement" in text(admin.get(f"{HOME}/essai?version=1"))
    assert "Votre demande" in text(step_on(admin, "?version=1"))
    refused = admin.submit(f"{HOME}/exemples", {"_trial": "{}"})
    assert refused.status_code == 422
    assert admin.get(f"{HOME}/essai?version=77").status_code == 404


def test_a_draft_is_tried_as_soon_as_the_list_it_names_is_there(admin: Any) -> None:
    """What a draft lacks may come from elsewhere: nothing of the draft changes then."""
    listed = document("demande-travaux")
    listed["schema"]["properties"]["ville"] = {
        "type": "string", "x-list": "villes", "title": "Ville",
        "x-id": "01J0000000000000000000F777",
    }  # fmt: skip
    listed["ui"]["pages"][0]["items"].append({"field": "/ville", "widget": "select"})
    operations.save_draft(HOUSE, "form", "demande-travaux", listed)
    assert "ne peut pas encore être essayé" in text(admin.get(f"{HOME}/essai"))
    rows = [{"key": "rennes", "label": "Rennes"}]
    body = {"kind": "reference-list", "format": 1, "key": "villes", "title": "Villes",
            "language": "fr", "translations": {}, "rows": rows}  # fmt: skip
    operations.save_draft(HOUSE, "reference-list", "villes", body)
    operations.publish(HOUSE, "reference-list", "villes")
    page = text(admin.get(f"{HOME}/essai"))
    assert "ne peut pas encore être essayé" not in page
    assert "Rennes" in page


def step_on(admin: Any, query: str) -> Any:
    page = text(admin.get(f"{HOME}/essai{query}"))
    data = {**hidden(page), "_action": "next", "etablissement": "0751234J"}
    return admin.submit(f"{HOME}/essai{query}", data)


@pytest.mark.parametrize("carried", ["", "{", "[]", '{"answers": 3, "rows": {"/lots": [1]}}',
    '{"answers": {"lots": 7}, "files": {"x": 1}, "given": {"day": "hier", "who": "role:rien"}}',
    '{"given": {"who": "account:rien", "at": "rien", "names": {"actor": 3}}}'])  # fmt: skip
def test_garbage_in_the_page_counts_as_nothing(admin: Any, carried: str) -> None:
    data = {"_trial": carried, "_page": "rien", "_who": "account:x", "_mail": "rien\x00"}
    assert admin.submit(f"{HOME}/essai", data).status_code == 200


def test_an_establishment_in_reach_is_put_on_with_all_that_is_filled_in_for_it(
    app: Any, sign_in: Any
) -> None:
    scene = works()
    both = sign_in(person("ada@example.test", "administrateur", "superviseur", name="Ada Martin"))
    page = text(both.get(f"{HOME}/essai"))
    page = text(step(both, page, "given", _place_text="jean zay"))
    assert "Collège Jean-Zay" in page
    page = text(step(both, page, "given", _place=str(scene.record.id)))
    assert json.loads(hidden(page)["_trial"])["answers"]["etablissement"] == UAI
    left = text(step(both, page, "given", _place=""))
    assert "etablissement" not in json.loads(hidden(left)["_trial"])["answers"]


def test_a_real_person_is_played_and_no_example_keeps_their_name(app: Any, sign_in: Any) -> None:
    scene = works()
    draft = document("demande-travaux")
    draft["ui"]["pages"][0]["items"].append(
        {"notice": "moi", "text": "Bonjour à vous.",
         "when": {"in": ["chef-etablissement", {"var": "actor.roles"}]}}
    )  # fmt: skip
    operations.save_draft(HOUSE, "form", "demande-travaux", draft)
    admin = sign_in(person("ada@example.test", "administrateur", name="Ada Martin"))
    page = text(step(admin, text(admin.get(f"{HOME}/essai")), "given", _mail=scene.head.email))
    assert "Claire Lefèvre" in page
    assert "Bonjour à vous." in page.split('id="essai-cote"')[0]
    admin.submit(f"{HOME}/exemples", {**hidden(page), "_who": ""})
    (example,) = queries.draft("form", "demande-travaux").body["tests"]
    assert example["given"]["actor"] == {"roles": ["chef-etablissement"]}
    assert "Claire" not in json.dumps(example)


def test_what_examples_go_through_is_told_where_one_publishes(admin: Any) -> None:
    admin.submit(f"{HOME}/exemples", {**hidden(walked(admin)), "_who": ""})
    page = said(text(admin.get("/administration/definitions/form/demande-travaux/publier")))
    assert "1 exemple rejoué à la publication" in page
    assert "sur 5 vues dans les deux sens" in page
    assert "Devis, si « Total » atteint" in page


def test_a_translated_form_is_tried_in_each_of_its_languages(admin: Any) -> None:
    changed = document("demande-travaux")
    changed["translations"] = {"en": {"page.p1.title": "Your school"}}
    operations.save_draft(HOUSE, "form", "demande-travaux", changed)
    page = text(admin.get(f"{HOME}/essai"))
    assert '<option value="en">Anglais</option>' in page
    assert "Your school" in text(admin.get(f"{HOME}/essai?langue=en"))
