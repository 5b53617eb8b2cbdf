"""`preau form`: answers tried and foreign forms brought in, from a terminal."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from app.cli import main
from core.actor import HOUSE
from core.database import session
from schemas import operations as definitions
from schemas import queries
from tests.kit import loan
from tests.kit.stage import set_stage

FOREIGN: dict[str, Any] = {
    "type": "object",
    "title": "Inscription",
    "required": ["firstName", "choice"],
    "definitions": {"place": {"type": "object", "properties": {"city": {"type": "string"}}}},
    "properties": {
        "firstName": {"type": "string", "maxLength": 40, "title": "Prénom"},
        "choice": {"type": "string", "enum": ["a", "b"], "enumNames": ["Choix A", "Choix B"]},
        "hobbies": {"type": "array", "items": {"type": "string", "enum": ["lire", "jouer"]}},
        "place": {"$ref": "#/definitions/place", "title": "Lieu"},
        "people": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "age": {"type": "integer", "minimum": 0},
                },
            },
        },
        "sheet": {"type": "string", "format": "data-url"},
        "odd": {"type": "string", "pattern": r"\bx\b", "format": "hostname"},
        "nothing": {"type": "null"},
    },
    "dependencies": {
        "choice": {
            "oneOf": [
                {"properties": {"choice": {"enum": ["a"]}}},
                {
                    "properties": {"choice": {"enum": ["b"]}, "why": {"type": "string"}},
                    "required": ["why"],
                },
            ]
        }
    },
    "if": {"properties": {"choice": {"const": "a"}}},
    "then": {"required": ["hobbies"]},
}


@pytest.fixture
def run(app: Flask) -> Any:
    def made(*words: str) -> Result:
        return CliRunner().invoke(main, ["form", *words])

    return made


def written(path: Path, document: Any) -> str:
    path.write_text(json.dumps(document), "utf-8")
    return str(path)


def test_answers_are_tried(run: Any, app: Flask, tmp_path: Path) -> None:
    set_stage(tmp_path)
    good = written(
        tmp_path / "a.json",
        {"instrument": "violon", "duree": 6, "eleves": [{"prenom": "Zoé", "prix": "20.00"}]},
    )
    told = json.loads(run("try", "pret-instrument", "--answers", good).output)
    assert told == {
        "valid": True, "errors": [], "computed": {"/caution": "20.00"},
        "visible": ["/caution", "/duree", "/eleves", "/eleves/0/prenom", "/eleves/0/prix",
                    "/instrument"],
    }  # fmt: skip
    bad = written(tmp_path / "b.json", {"instrument": "piano", "duree": 99})
    told = json.loads(run("try", "pret-instrument", "--version", "1", "--answers", bad).output)
    assert not told["valid"]
    assert {(e["path"], e["keyword"]) for e in told["errors"]} == {
        ("/etage", "required"),
        ("/duree", "maximum"),
        ("/eleves", "required"),
    }


def test_what_cannot_be_tried_is_told(run: Any, app: Flask, tmp_path: Path) -> None:
    answers = written(tmp_path / "a.json", {})
    assert "Aucun formulaire" in run("try", "licorne", "--answers", answers).output
    assert "objet JSON" in run("try", "x", "--answers", written(tmp_path / "l.json", [])).output
    (tmp_path / "c.json").write_text("{", "utf-8")
    found = run("try", "x", "--answers", str(tmp_path / "c.json"))
    assert (found.exit_code, "JSON" in found.output) == (1, True)


def test_a_draft_is_tried_too_and_one_that_does_not_hold_says_why(
    run: Any, app: Flask, tmp_path: Path
) -> None:
    answers = written(tmp_path / "a.json", {"instrument": "violon"})
    definitions.save_draft(HOUSE, "form", "pret-instrument", copy.deepcopy(loan.FORM))
    session.commit()
    told = json.loads(run("try", "pret-instrument", "--answers", answers).output)
    assert "/instrument" in told["visible"]
    assert "/duree" in {each["path"] for each in told["errors"]}
    broken = copy.deepcopy(loan.FORM)
    broken["ui"]["pages"][0]["items"][0]["when"] = {"==": [{"var": "rien"}, 1]}
    definitions.save_draft(HOUSE, "form", "pret-instrument", broken)
    session.commit()
    found = run("try", "pret-instrument", "--version", "1", "--answers", answers)
    assert found.exit_code == 1
    assert "/ui/pages/0/items/0/when" in found.output
    assert "rien" in found.output


def test_a_foreign_form_comes_in_as_a_draft(run: Any, app: Flask, tmp_path: Path) -> None:
    file = written(tmp_path / "Inscription 2026.json", FOREIGN)
    found = run("import", "--from", "jsonschema", file)
    assert found.exit_code == 0, found.output
    told = json.loads(found.output)
    assert (told["key"], told["pages"], told["conditions"]) == ("inscription-2026", 3, 2)
    assert told["fields"] == 10
    assert "/properties/odd" in {w["path"] for w in told["warnings"]}
    assert all(w["message"] for w in told["warnings"])
    draft = queries.draft("form", "inscription-2026")
    assert draft is not None
    properties = draft.body["schema"]["properties"]
    assert properties["choice"]["oneOf"][1] == {"const": "b", "title": "Choix B"}
    assert "pattern" not in properties["odd"]
    first = {key: part["x-id"] for key, part in properties.items()}
    run("import", "--from", "jsonschema", file)
    again = queries.draft("form", "inscription-2026")
    assert again is not None
    assert {k: p["x-id"] for k, p in again.body["schema"]["properties"].items()} == first


def test_a_form_brought_in_and_published_works(run: Any, app: Flask, tmp_path: Path) -> None:
    whole = {
        "schema": FOREIGN,
        "uiSchema": {"why": {"ui:widget": "textarea"}, "ui:order": ["choice", "*"]},
    }
    found = run(
        "import",
        "--from",
        "rjsf",
        written(tmp_path / "f.json", whole),
        "--key",
        "inscription",
        "--publish",
    )
    assert found.exit_code == 0, found.output
    live = queries.live("form", "inscription")
    assert live is not None
    assert live.body["ui"]["pages"][0]["items"][0]["field"] == "/choice"
    answers = written(tmp_path / "a.json", {"first_name": "Zoé", "choice": "b"})
    told = json.loads(run("try", "inscription", "--answers", answers).output)
    assert [e["path"] for e in told["errors"]] == ["/why"]
    answers = written(tmp_path / "a.json", {"first_name": "Zoé", "choice": "a"})
    told = json.loads(run("try", "inscription", "--answers", answers).output)
    assert [e["path"] for e in told["errors"]] == ["/hobbies"]
    assert "/why" not in told["visible"]


def test_formats_that_are_not_there_yet_say_so(run: Any, app: Flask, tmp_path: Path) -> None:
    file = written(tmp_path / "f.json", {})
    for source in ("formio", "xlsform", "openforms", "jsonforms", "tableschema"):
        found = run("import", "--from", source, file)
        assert found.exit_code == 2
        assert "pas encore là" in found.stderr
    assert run("import", "--from", "auto", "--report", str(tmp_path)).exit_code == 2


def test_what_is_no_form_is_refused_and_nothing_is_kept(
    run: Any, app: Flask, tmp_path: Path
) -> None:
    loop = {"type": "object", "properties": {"a": {"$ref": "#/properties/a"}}}
    deep: dict[str, Any] = {"type": "object", "properties": {"a": {"$ref": "#"}}}
    for number, schema in enumerate(({}, {"type": "string"}, {"type": "object"}, loop, deep)):
        found = run("import", "--from", "jsonschema", written(tmp_path / f"f{number}.json", schema))
        assert found.exit_code == 1, (schema, found.output)
        assert "Traceback" not in found.output
        assert queries.draft("form", f"f{number}") is None
    assert loan.FORM["key"] not in {d.definition.key for d in queries.definitions_for(_house())}


def _house() -> Any:
    from core.actor import HOUSE

    return HOUSE
