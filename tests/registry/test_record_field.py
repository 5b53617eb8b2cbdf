"""The field type `record`: names within rights, ids in answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, g

from core.actor import HOUSE
from form_factory.compiled import compiled
from form_factory.domain.form import Field
from form_factory.fields import named, palette
from form_factory.printing import blank_pages
from tests.kit.people import base_pack, person
from tests.kit.works import actor
from tests.registry.test_establishment_field import FIELD

PUPIL = {
    "kind": "entity", "format": 1, "key": "eleve", "title": "Élève", "language": "fr",
    "translations": {}, "label": "{nom}", "sort": ["/nom"], "scope": "establishment",
    "place": {"establishment": "/ecole"},
    "schema": {
        "type": "object", "additionalProperties": False, "required": ["nom"],
        "properties": {"nom": {"type": "string", "maxLength": 80, "title": "Nom",
                               "x-id": "01J0000000000000000000P001"},
                       "ecole": {"type": "string", "format": "uai", "title": "École",
                                 "x-id": "01J0000000000000000000P002"}}},
    "fields": {
        "01J0000000000000000000P001": {"class": "internal", "listed": True, "searched": True},
        "01J0000000000000000000P002": {"class": "internal"}},
}  # fmt: skip
ASKED: Field = replace(
    FIELD, schema={"type": "string", "format": "uuid"}, widget="record", options={"entity": "eleve"}
)


@pytest.fixture
def pupil(zola: Any) -> Any:
    from registry import operations, queries
    from tests.kit.works import publish

    publish("entity", PUPIL)
    version = queries.live_version("eleve")
    return operations.create_record(HOUSE, version, {"nom": "Zoé Le Goff", "ecole": zola.code})


def test_a_name_in_reach_becomes_the_id_and_is_read_back(pupil: Any) -> None:
    kind = named("record")
    assert kind is not None
    told = f"Zoé Le Goff [{str(pupil.id)[-8:]}]"
    assert (told, "") in list(kind.options(ASKED, None))
    for typed in ("zoe le goff", told, str(pupil.id)):
        assert kind.parse(typed, ASKED) == str(pupil.id)
    assert kind.display(str(pupil.id), ASKED) == told
    assert kind.parse("Personne", ASKED) == "Personne"


def test_a_name_out_of_reach_is_neither_suggested_nor_understood_nor_shown(
    app: Flask, pupil: Any, curie: Any
) -> None:
    base_pack()
    head = person("cheffe@example.test", "chef-etablissement", scope=curie.scope_path)
    kind = named("record")
    assert kind is not None
    with app.test_request_context():
        g.actor = actor(head)
        assert kind.options(ASKED, None) == []
        assert kind.parse("zoe le goff", ASKED) == "zoe le goff"
        assert kind.display(str(pupil.id), ASKED) == "Fiche que vos droits ne montrent pas"
        assert kind.typed(str(pupil.id), ASKED) == str(pupil.id), "sent back, it changes nothing"


def test_the_palette_offers_what_rooms_above_bring(entity: Any) -> None:
    offered = {kind.name for _head, listed in palette() for kind in listed}
    assert {"establishment", "record", "text", "notice", "page"} <= offered
    kind = named("record")
    assert kind is not None
    assert ("etablissement", "Établissement") in list(kind.settings[0].offered())


def test_the_empty_form_on_paper_names_nobody(pupil: Any) -> None:
    """What is suggested to who looks for a name is no list of choices: it would be printed."""
    form = compiled({
        "kind": "form", "format": 1, "key": "essai", "title": "Essai", "language": "fr",
        "schema": {"type": "object", "additionalProperties": False, "required": [],
                   "properties": {"eleve": {**ASKED.schema, "title": "Élève", "x-id": "X"}}},
        "ui": {"pages": [{"id": "p", "title": "P", "items": [
            {"field": "/eleve", "widget": "record", "entity": "eleve"}]}]},
    })  # fmt: skip
    ((question,),) = [page["items"] for page in blank_pages(form)]
    assert (question["control"], question["options"]) == ("line", [])
