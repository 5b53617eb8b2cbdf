"""Definitions and forms for programs: drafts, publications, verdicts, annotations."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from core.actor import HOUSE
from core.database import session
from tests.api.conftest import ANSWERS, Program, filed, problem
from tests.kit import loan

FORM = "/definitions/form/pret-instrument"


def test_a_definition_is_drafted_published_and_compared(admin: Program) -> None:
    listed = admin.get("/definitions?kind=form").json
    assert [d["key"] for d in listed["items"]] == ["pret-instrument"]
    whole, found, cursor = admin.get("/definitions").json, [], ""
    while cursor is not None:
        page = admin.get(f"/definitions?limit=7&cursor={cursor}").json
        found, cursor = found + page["items"], page["next"]
    assert (found, page["count"]) == (whole["items"], whole["count"])
    live = admin.get(FORM).json
    document = deepcopy(live["document"])
    document["title"] = "Prêt d’un bel instrument"
    assert admin.put(f"{FORM}/draft", document).status_code == 200
    assert admin.get(FORM).json["title"] == live["title"]
    published = admin.post(f"{FORM}/publish", {})
    assert (published.status_code, published.json["number"]) == (200, 2)
    changes = admin.get(f"{FORM}/diff?from=1&to=2").json["items"]
    assert [(c["path"], c["new"]) for c in changes] == [("/title", "Prêt d’un bel instrument")]
    assert admin.get(f"{FORM}/versions/1").json["document"] == live["document"]


def test_a_definition_that_does_not_hold_is_refused_with_all_its_problems(admin: Program) -> None:
    document = deepcopy(loan.FORM)
    document["ui"]["pages"][0]["items"][1]["when"] = {"==": [{"var": "inconnu"}, 1]}
    document["schema"]["properties"]["duree"]["maximum"] = "beaucoup"
    told = problem(admin.put(f"{FORM}/draft", document), 422)
    assert all(e["path"] and e["message"] for e in told["errors"])
    problem(admin.put(f"{FORM}/draft", {**loan.FORM, "key": "autre"}), 422)
    problem(admin.put(f"{FORM}/draft", []), 422)
    problem(admin.post(f"{FORM}/publish", {}), 409)  # there is no draft
    assert admin.get(FORM).json["numbers"] == [1]


def test_definitions_are_for_administrators(head: Program, luthier: Program) -> None:
    for caller in (head, luthier):
        problem(caller.get("/definitions"), 403)
        problem(caller.put(f"{FORM}/draft", loan.FORM), 403)


def test_a_form_says_what_it_thinks_of_answers(head: Program) -> None:
    good = head.post("/forms/pret-instrument/evaluate", {"answers": ANSWERS}).json
    assert good["valid"]
    assert good["computed"] == {"/caution": "120.50"}
    assert [page["id"] for page in good["pages"]] == ["quoi", "qui"]
    assert "/etage" not in good["visible"]
    piano = head.post("/forms/pret-instrument/evaluate", {"answers": {"instrument": "piano"}}).json
    assert "/etage" in piano["visible"]
    assert "/etage" in piano["required"]
    missing = {e["path"]: e["keyword"] for e in piano["errors"]}
    assert missing["/etage"] == missing["/duree"] == "required"
    problem(head.post("/forms/licorne/evaluate", {"answers": {}}), 404)


def test_agents_note_beside_a_request(head: Program, luthier: Program, stage: Any) -> None:
    from schemas import operations

    ref = filed(head)["ref"]
    problem(luthier.patch(f"/requests/{ref}/annotations", {"answers": {"cote": 3}}), 404)
    note = {
        **{k: loan.FORM[k] for k in ("kind", "format", "language", "translations")},
        "key": "expertise",
        "title": "Expertise",
        "schema": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "cote": loan.field(40, type="integer", minimum=0, maximum=5, title="Cote")
            },
        },
        "ui": {"pages": [{"id": "p", "title": "Expertise", "items": [{"field": "/cote"}]}]},
    }
    workflow = deepcopy(loan.WORKFLOW)
    workflow["tabs"].append(
        {"key": "expertise", "annotations": {"form": "expertise"}, "functions": ["luthier"]}
    )
    for document in (note, workflow):
        operations.save_draft(HOUSE, document["kind"], document["key"], document)
        operations.publish(HOUSE, document["kind"], document["key"])
    session.flush()
    ref = filed(head)["ref"]
    path = f"/requests/{ref}/annotations"
    told = problem(luthier.patch(path, {"answers": {"cote": 9}}), 422)
    assert told["errors"][0]["path"] == "/cote"
    problem(luthier.patch(path, {"answers": {"autre": 1}}), 422)
    done = luthier.patch(path, {"answers": {"cote": 4}})
    assert done.json["annotations"] == {"cote": 4}, done.json
    assert head.get(f"/requests/{ref}").json["annotations"] == {}


def test_a_model_that_is_not_there_yet_is_told_and_refuses_nothing(admin: Program) -> None:
    service = "/definitions/service/pret-instrument"
    document = deepcopy(admin.get(service).json["document"])
    document["sheet"]["documents"] = [{"label": "Contrat", "model": "files/contrat.docx"}]
    told = admin.put(f"{service}/draft", document).json["problems"]
    assert [(p["path"], p["keyword"], p["severity"]) for p in told] == [
        ("/sheet/documents/0/model", "service-model-missing", "warning")
    ]
