"""What changed between two versions, in words, before anybody publishes."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from core.ids import ulid
from schemas.changes import all_compatible, changes_between
from schemas.difference import differences
from tests.schemas.documents import colours

PACK = Path(__file__).parents[2] / "schemas/packs/demonstration/definitions"
CASES = [
    # what is edited of the works form, the code, whether what runs may follow by itself
    (lambda d, p: p["nature"].update(title="Nature des travaux"), "form-question-renamed", True),
    (lambda d, p: d["ui"]["pages"][0]["items"].append(d["ui"]["pages"][1]["items"].pop()),
     "form-question-page", True),
    (lambda d, p: d["ui"]["pages"][1]["items"].reverse(), "form-question-moved", True),
    (lambda d, p: p["danger"].update(type="string", maxLength=20), "form-question-retyped", True),
    (lambda d, p: p["description"].update(type="integer"), "form-question-retyped", False),
    (lambda d, p: d["ui"]["pages"][1]["items"][-1].update(required=True),
     "form-question-required", False),
    (lambda d, p: item(d, "/danger").update(required=False), "form-question-optional", True),
    (lambda d, p: item(d, "/danger").update(required={"==": [{"var": "nature"}, "urgence"]}),
     "form-question-required-if", True),
    (lambda d, p: item(d, "/danger").update(when={"==": [{"var": "nature"}, "projet"]}),
     "form-question-condition", False),
    (lambda d, p: p["nature"]["oneOf"].pop(), "form-list-restricted", False),
    (lambda d, p: p["nature"]["oneOf"].append({"const": "autre", "title": "Autre"}),
     "form-list-extended", True),
    (lambda d, p: p["nature"]["oneOf"][0].update(title="Très urgent"), "form-option-renamed", True),
    (lambda d, p: p["description"].update(maxLength=100), "form-limit-tightened", False),
    (lambda d, p: p["description"].update(maxLength=3000), "form-limit-loosened", True),
    (lambda d, p: d["ui"]["pages"].insert(1, {"id": "p9", "title": "Neuve", "items": []}),
     "form-page-added", True),
    (lambda d, p: d["ui"]["pages"][2].pop("when"), "form-page-condition", False),
    (lambda d, p: d["computed"][0].update(expr={"count": ["lots"]}), "form-computed-changed",
     False),
    (lambda d, p: d.update(computed=[]), "form-computed-removed", False),
    (lambda d, p: p["lots"]["items"]["properties"].pop("amiante"), "form-question-removed", False),
]  # fmt: skip


def document(name):
    return json.loads((PACK / f"{name}.json").read_text("utf-8"))


def item(form, field):
    return next(
        found
        for page in form["ui"]["pages"]
        for found in page["items"]
        if found.get("field") == field
    )


def edited(name, edit):
    old = document(name)
    new = copy.deepcopy(old)
    edit(new)
    return changes_between(old["kind"], old, new)


@pytest.mark.parametrize(("edit", "code", "compatible"), CASES, ids=[c[1] for c in CASES])
def test_each_change_of_a_form_has_its_name_and_says_whether_what_runs_may_follow(
    app, edit, code, compatible
):
    told = edited("form-demande-travaux", lambda d: edit(d, d["schema"]["properties"]))
    found = [each for each in told if each.change.code == code]
    assert found, [each.change.code for each in told]
    assert all(each.change.compatible is compatible for each in found)
    assert all("%(" not in each.text and each.text for each in told)
    assert all(each.advice for each in told if not each.change.compatible)


def test_a_form_that_did_not_change_tells_nothing(app):
    assert edited("form-demande-travaux", lambda d: None) == []


def test_conditions_and_computations_are_told_in_words(app):
    def edit(form):
        item(form, "/danger")["when"] = None
        form["computed"][0]["expr"] = {"count": ["lots"]}

    told = {each.change.code: each for each in edited("form-demande-travaux", edit)}
    shown = told["form-question-condition"]
    before = "si « Nature » est « Urgence (sécurité des personnes) »"
    assert shown.before.replace("\xa0", " ") == before
    assert shown.after == "toujours affichée"
    computed = told["form-computed-changed"]
    assert (computed.before, computed.after) == ("somme(lots.montant)", "nombre(lots)")
    assert computed.change.field == "/total"


def test_a_question_added_says_what_it_asks_of_people(app):
    def add(form, **item):
        form["schema"]["properties"]["plus"] = {
            "type": "string", "maxLength": 9, "title": "Plus", "x-id": ulid()
        }  # fmt: skip
        form["ui"]["pages"][1]["items"].append({"field": "/plus", **item})

    free = edited("form-demande-travaux", add)
    asked = edited("form-demande-travaux", lambda d: add(d, required=True))
    assert [each.text for each in free] == ["Question « Plus » ajoutée, facultative"]
    assert all_compatible(free)
    assert not all_compatible(asked)


def test_circuits_and_services_are_told_part_by_part(app):
    def circuit(workflow):
        workflow["statuses"].pop(3)
        move = next(t for t in workflow["transitions"] if t["key"] == "saisir_commission")
        move["guard"] = {"==": [{"var": "data.nature"}, "urgence"]}

    told = {each.text: each for each in edited("workflow-travaux-3-niveaux", circuit)}
    assert told["Retiré : état « Visas en cours »"].change.attention
    assert told["Modifié : action « Saisir la commission » › condition"].after.startswith("si ")

    def service(sheet):
        sheet["eligibility"]["explain"] = "Réservé aux lycées."
        sheet["sheet"]["documents"].pop()

    told = {each.text: each for each in edited("service-travaux-batiments", service)}
    assert told["Modifié : qui peut demander › explication"].after == "Réservé aux lycées."
    assert any(text.startswith("Retiré : fiche › pièce à fournir") for text in told)


def test_fields_of_an_entity_are_told_by_what_becomes_of_records(app):
    base = Path(__file__).parents[2] / "schemas/packs/etablissements/definitions"
    old = json.loads((base / "entity-etablissement.json").read_text("utf-8"))
    new = copy.deepcopy(old)
    names = new["schema"]["properties"]
    key = next(name for name, part in names.items() if name not in new["schema"]["required"])
    gone = names.pop(key)
    new["fields"].pop(gone["x-id"], None)
    told = changes_between("entity", old, new)
    assert told[0].text == f"Champ « {gone['title']} » retiré"
    assert told[0].change.field == f"/{key}"


def test_every_difference_of_a_document_is_told_by_something(app):
    """Of any kind: a difference of bytes is never silent."""
    old, new = colours(), colours(title="Teintes", help="Choisir")
    assert differences(old, new)
    told = [each.text for each in changes_between("reference-list", old, new)]
    assert sorted(told) == ["Ajouté : aide", "Modifié : titre"]
