"""Lists that live, answers of several parts and texts agreed to, by pages, to the filed request."""

from __future__ import annotations

import copy
from html import unescape
from typing import Any

import pytest

from catalogue.models import Request
from core.actor import HOUSE
from core.database import session
from form_factory.beside import text_sha256
from form_factory.fields import named
from form_factory.fields.composites import Names, Period
from schemas import operations, queries
from schemas.errors import NotPublishable
from tests.catalogue.test_whole_way import fill, start
from tests.kit import loan
from tests.kit.stage import Stage

TEXT = "J’autorise la photographie de l’élève.\nCet accord se retire à tout moment."
PLACES: dict[str, Any] = {
    "kind": "reference-list", "format": 1, "key": "lieux", "title": "Lieux", "language": "fr",
    "translations": {}, "rows": [
        {"key": "nord", "label": "Bâtiment nord"}, {"key": "sud", "label": "Bâtiment sud"},
        {"key": "n1", "label": "Salle N1", "parent": "nord"},
        {"key": "s1", "label": "Salle Sœurs", "parent": "sud"},
        {"key": "s2", "label": "Ancienne salle", "parent": "sud", "retired_at": "2020-01-01"},
    ],
}  # fmt: skip


def form() -> dict[str, Any]:
    """The loan, asking on one page what lists and parts are made for."""
    made = copy.deepcopy(loan.FORM)
    names, names_item = Names().blank()
    stay, stay_item = Period().blank()
    asked: dict[str, tuple[Any, Any]] = {
        "commune": ({"type": "string", "x-list": "communes"}, {"widget": "commune"}),
        "batiment": ({"type": "string", "x-list": "lieux", "x-roots": True}, {"widget": "radio"}),
        "salle": ({"type": "string", "x-list": "lieux", "x-under": "batiment"},
                  {"widget": "linked"}),
        "parent": (names, names_item),
        "sejour": (stay, stay_item),
        "accord": ({"type": "boolean", "const": True}, {"widget": "consent", "text": TEXT}),
    }  # fmt: skip
    properties, items = {}, []
    for key, (schema, item) in asked.items():
        properties[key] = {**schema, "title": key.capitalize()}
        items.append({"field": f"/{key}", **item})
    made["schema"]["properties"] |= properties
    made["schema"]["required"] += list(asked)
    hidden = [{**page, "when": False} for page in made["ui"]["pages"]]
    made["ui"] = {"pages": [{"id": "tout", "title": "Tout", "items": items}, *hidden]}
    made["tests"] = []
    number = 0
    for part in [*properties.values(), *names["properties"].values(), *stay["properties"].values()]:
        part["x-id"] = f"01J00000000000000TYPES{(number := number + 1):04}"
    return made


def publish(kind: str, document: dict[str, Any]) -> Any:
    operations.save_draft(HOUSE, kind, document["key"], document)
    return operations.publish(HOUSE, kind, document["key"])


@pytest.fixture
def head(stage: Stage, sign_in: Any) -> Any:
    operations.load_pack(HOUSE, "communes-35")
    publish("reference-list", PLACES)
    publish("form", form())
    return sign_in(stage.head)


GOOD = {
    "commune": "35238", "batiment": "sud", "salle": "s1", "parent.prenom": " Anne-Lise",
    "parent.nom": "Le Goff", "sejour.debut": "01/09/2026", "sejour.fin": "2026-09-15",
    "accord": "true",
}  # fmt: skip


def test_words_of_lists_and_prints_of_texts_are_kept_beside_the_answers(head: Any) -> None:
    draft = start(head)
    page = f"/demandes/{draft}/etape/tout"
    html = unescape(head.get(page).get_data(as_text=True))
    assert "Rennes (35000, 35200, 35700)" in html
    assert "Cet accord se retire à tout moment." in html
    assert "Ancienne salle" not in html, "a row that is out of use is offered to nobody"
    answer = fill(head, page, {**GOOD, "salle": "n1", "sejour.fin": "31/08/2026"})
    assert answer.status_code == 422
    told = unescape(answer.get_data(as_text=True))
    assert "Indiquez une fin qui ne vient pas avant le début." in told
    assert "Choisissez dans « Salle » une réponse qui va avec la précédente." in told
    assert fill(head, page, GOOD).location.endswith("/verification")
    answer = head.submit(f"/demandes/{draft}/deposer")
    assert answer.status_code == 303
    request = session.query(Request).order_by(Request.created_at.desc()).first()
    assert request is not None
    assert request.answers["commune"] == "35238"
    assert request.answers["sejour"] == {"debut": "2026-09-01", "fin": "2026-09-15"}
    assert request.labels["/commune"] == {"35238": "Rennes (35000, 35200, 35700)"}
    assert request.labels["/salle"] == {"s1": "Salle Sœurs"}
    assert request.consents["/accord"]["sha256"] == text_sha256(TEXT)
    assert "sha256" not in str(request.answers)
    renamed = copy.deepcopy(PLACES)
    renamed["rows"][3] |= {"label": "Salle Sud 1", "retired_at": "2020-01-01"}
    publish("reference-list", renamed)
    page = unescape(head.get(f"/demandes/{request.reference}").get_data(as_text=True))
    assert "Salle Sœurs" in page, "the words it was filed with"
    assert "Anne-Lise Le Goff" in page
    assert "Accord donné par Claire Lefèvre le " in page
    assert TEXT.partition("\n")[0] in page, "the very text that was agreed to"
    assert "du 1er septembre 2026 au 15 septembre 2026" in page


def test_a_list_that_is_not_there_and_a_key_it_has_not_refuse_the_publication(stage: Stage) -> None:
    with pytest.raises(NotPublishable) as refused:
        publish("form", form())
    assert {"/schema/properties/commune/x-list"} <= {p.path for p in refused.value.problems}
    operations.load_pack(HOUSE, "communes-35")
    publish("reference-list", PLACES)
    wrong = form()
    wrong["ui"]["pages"][0]["items"][2]["when"] = {"==": [{"var": "batiment"}, "ouest"]}
    wrong["schema"]["properties"]["salle"]["x-under"] = "parent"
    with pytest.raises(NotPublishable) as refused:
        publish("form", wrong)
    codes = {(p.path, p.code) for p in refused.value.problems}
    assert ("/schema/properties/salle/x-under", "form-under-unknown") in codes
    assert any(path.startswith("/ui/pages/0/items/2/when") for path, _code in codes)


def test_a_long_list_is_searched_where_a_form_offers_it_and_nowhere_else(
    head: Any, client: Any
) -> None:
    found = head.get("/formulaires/listes/communes?q=SAINT+mal")
    assert found.status_code == 200
    assert "Saint-Malo (35400)" in found.get_data(as_text=True)
    assert "Saint-Malo" in head.get("/formulaires/listes/communes?q=35400").get_data(as_text=True)
    assert head.get("/formulaires/listes/themes?q=a").status_code == 404
    assert head.get("/formulaires/listes/absente?q=a").status_code == 404
    assert client.get("/formulaires/listes/communes?q=a").status_code in {302, 303, 401}


def test_words_typed_without_scripts_lead_to_the_row(head: Any) -> None:
    from form_factory.compiled import compiled

    live = queries.live("form", "pret-instrument")
    assert live is not None
    field = compiled(live.body).fields["/commune"]
    kind = named("commune")
    assert kind is not None
    assert kind.parse("saint-malo", field) == "35288"
    assert kind.parse("35400", field) == "35288"
    assert kind.parse("Saint-Malo (35400)", field) == "35288"
    assert kind.parse("saint", field) == "saint", "several: the person says which"
