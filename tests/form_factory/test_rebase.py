"""A draft carried over to a newer version of its form."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from form_factory.domain.form import Form
from form_factory.domain.news import news
from form_factory.domain.rebase import rebase

DATA = Path(__file__).parents[1] / "data/definitions"
ANSWERS = {
    "nature": "urgence", "danger": True, "description": "Une description",
    "lots": [{"libelle": "Toit", "montant": "12.00"}, {"libelle": "Mur", "amiante": True}],
}  # fmt: skip


def newer(works: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A copy of the form, and its properties."""
    copy = deepcopy(works)
    return copy, copy["schema"]["properties"]


def test_the_same_form_keeps_everything(works: dict[str, Any]) -> None:
    found = rebase(Form.of(works), Form.of(works), ANSWERS)
    assert found.answers == ANSWERS
    assert (found.lost, found.attention) == ([], [])


def test_a_moved_and_renamed_question_keeps_its_answer(works: dict[str, Any]) -> None:
    copy, properties = newer(works)
    properties["quoi"] = properties.pop("description")
    copy["ui"]["pages"][1]["items"].remove({"field": "/description", "widget": "textarea"})
    copy["ui"]["pages"][0]["items"].append({"field": "/quoi"})
    found = rebase(Form.of(works), Form.of(copy), ANSWERS)
    assert found.answers["quoi"] == "Une description"
    assert found.lost == []


def test_a_removed_question_is_kept_as_an_old_answer(works: dict[str, Any]) -> None:
    copy, properties = newer(works)
    del properties["danger"]
    del properties["lots"]["items"]["properties"]["amiante"]
    found = rebase(Form.of(works), Form.of(copy), ANSWERS)
    assert [(old.pointer, old.value, old.why) for old in found.lost] == [
        ("/danger", True, "removed"), ("/lots/1/amiante", True, "removed"),
    ]  # fmt: skip
    assert "danger" not in found.answers


def test_a_removed_option_is_flagged_and_shown(works: dict[str, Any]) -> None:
    copy, properties = newer(works)
    properties["nature"]["oneOf"].pop(0)
    found = rebase(Form.of(works), Form.of(copy), ANSWERS)
    assert "nature" not in found.answers
    assert found.attention == ["/nature"]
    assert [(old.value, old.why) for old in found.lost] == [("urgence", "option-removed")]


def test_a_new_demanded_question_asks_for_attention(works: dict[str, Any]) -> None:
    copy, properties = newer(works)
    properties["surface"] = {"type": "integer", "title": "Surface", "x-id": "N1"}
    copy["schema"]["required"].append("surface")
    copy["ui"]["pages"][1]["items"].append({"field": "/surface"})
    assert rebase(Form.of(works), Form.of(copy), ANSWERS).attention == ["/surface"]


CHOICE = {"oneOf": [{"const": "oui", "title": "Oui"}, {"const": "x", "title": "Douze"}]}


@pytest.mark.parametrize(
    ("before", "value", "after", "read"),
    [
        ({"type": "string"}, "12", {"type": "integer"}, 12),
        ({"type": "string"}, "1 234,5", {"type": "string", "format": "decimal"}, "1234.50"),
        ({"type": "string"}, "douze", {"type": "integer"}, None),
        ({"type": "integer"}, 12, {"type": "string"}, "12"),
        ({"type": "boolean"}, True, CHOICE, "oui"),
        ({"type": "string"}, "Douze", CHOICE, "x"),
        ({"type": "string"}, "autre", CHOICE, None),
        (CHOICE, "x", {"type": "array", "items": CHOICE}, ["x"]),
        ({"type": "array", "items": CHOICE}, ["x"], CHOICE, "x"),
        ({"type": "array", "items": CHOICE}, ["x", "oui"], CHOICE, None),
        (CHOICE, "oui", {"type": "boolean"}, True),
        ({"type": "number"}, 1.5, {"type": "integer"}, None),
    ],
)
def test_a_retyped_question_is_read_or_kept_as_an_old_answer(
    before: dict[str, Any], value: Any, after: dict[str, Any], read: Any
) -> None:
    def form(key: str, schema: dict[str, Any]) -> Form:
        return Form.of({
            "schema": {"type": "object", "properties": {key: {**schema, "x-id": "I"}}},
            "ui": {"pages": [{"id": "p", "title": "P", "items": [{"field": f"/{key}"}]}]},
        })  # fmt: skip

    found = rebase(form("q", before), form("q2", after), {"q": value})
    assert found.answers == ({} if read is None else {"q2": read})
    assert [old.value for old in found.lost] == ([value] if read is None else [])


def test_a_question_of_parts_is_told_once_whether_it_goes_or_is_asked_otherwise() -> None:
    old = json.loads((DATA / "fiche-sante.json").read_text("utf-8"))
    given = {"ou_il_habite": {"voie": "3, rue de la Halle", "commune": "Rennes"}}
    gone = deepcopy(old)
    del gone["schema"]["properties"]["ou_il_habite"]
    told = [(each.code, each.label) for each in news(Form.of(old), Form.of(gone))]
    assert told == [("removed", "Où il habite")]

    plain = deepcopy(old)
    asked = plain["schema"]["properties"]["ou_il_habite"]
    plain["schema"]["properties"]["ou_il_habite"] = {
        "type": "string", "title": asked["title"], "x-id": asked["x-id"],
    }  # fmt: skip
    item = next(i for i in plain["ui"]["pages"][0]["items"] if i["field"] == "/ou_il_habite")
    item.pop("items")
    item["widget"] = "text"
    told = [(each.code, each.label) for each in news(Form.of(old), Form.of(plain))]
    assert told == [("retyped", "Où il habite")]
    lost = rebase(Form.of(old), Form.of(plain), given).lost
    assert [(each.label, each.why) for each in lost] == [
        ("Où il habite › Numéro et voie", "retyped"), ("Où il habite › Commune", "retyped"),
    ]  # fmt: skip
