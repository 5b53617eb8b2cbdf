"""Answers that name a record, by every door; answers of programs kept as pages keep them."""

from __future__ import annotations

import copy
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest

from catalogue.models import Request
from core.actor import HOUSE
from core.database import session
from registry import operations as registry
from registry import queries as records
from tests.api.conftest import ANSWERS, Program, problem
from tests.catalogue.test_whole_way import fill, start
from tests.kit import loan
from tests.kit.stage import Stage
from tests.kit.works import publish
from tests.registry.test_record_field import PUPIL

REFUSED = "Choisissez une fiche proposée pour « Référent »."
NEW: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "referent": ({"type": "string", "format": "uuid", "title": "Référent"},
                 {"widget": "record", "entity": "eleve"}),
    "portable": ({"type": "string", "format": "phone", "title": "Portable"}, {"widget": "phone"}),
    "iban": ({"type": "string", "format": "iban", "title": "IBAN"}, {"widget": "iban"}),
    "lieu": ({"type": "string", "maxLength": 20, "title": "Lieu"}, {"widget": "text"}),
}  # fmt: skip


def form() -> dict[str, Any]:
    """The loan, asking for a pupil (once, and in each row), a number and an account."""
    made: dict[str, Any] = copy.deepcopy(loan.FORM)
    for number, (key, (schema, item)) in enumerate(NEW.items()):
        made["schema"]["properties"][key] = {
            **schema,
            "x-id": f"01J000000000000000000NAM{number:02}",
        }
        made["ui"]["pages"][0]["items"].append({"field": f"/{key}", **item})
    row = made["schema"]["properties"]["eleves"]["items"]["properties"]
    row["fiche"] = {**NEW["referent"][0], "x-id": "01J000000000000000000NAM09"}
    for page in made["ui"]["pages"]:
        for item in page["items"]:
            if item.get("field") == "/eleves":
                item.setdefault("items", [{"field": "prenom"}, {"field": "prix"}])
                item["items"].append({"field": "fiche", **NEW["referent"][1]})
    return made


@pytest.fixture
def pupils(stage: Stage) -> dict[str, Any]:
    """One pupil of each school, one who left, and a record of another kind."""
    entity: dict[str, Any] = copy.deepcopy(PUPIL)
    entity["schema"]["properties"]["ecole"].pop("format")
    publish("entity", entity)
    publish("form", form())
    version = records.live_version("eleve")
    here, there = stage.school.code, stage.other_school.code
    made = {
        name: registry.create_record(HOUSE, version, {"nom": name, "ecole": code})
        for name, code in (("ici", here), ("ailleurs", there), ("parti", here))
    }
    registry.archive_record(HOUSE, made["parti"])
    session.flush()
    return {**{k: str(r.id) for k, r in made.items()}, "école": str(stage.school.id)}


def asked(**more: Any) -> dict[str, Any]:
    return {"service": "pret-instrument", "answers": {**ANSWERS, **more}}


@pytest.mark.parametrize("name", ["absent", "parti", "ailleurs", "école"])
def test_absent_archived_foreign_and_forbidden_records_are_refused_alike_by_every_door(
    name: str, head: Program, stage: Stage, pupils: dict[str, Any], sign_in: Any
) -> None:
    wrong = pupils.get(name, str(uuid4()))
    told = problem(head.post("/requests", asked(referent=wrong)), 422)["errors"]
    assert [(e["path"], e["message"]) for e in told] == [("/referent", REFUSED)]
    rows = [{"prenom": "Zoé", "prix": "120.50", "fiche": wrong}]
    told = problem(head.post("/requests", asked(eleves=rows)), 422)["errors"]
    assert [e["path"] for e in told] == ["/eleves/0/fiche"]
    tried = head.post(
        "/forms/pret-instrument/evaluate", {"answers": asked(referent=wrong)["answers"]}
    )
    assert [e["path"] for e in tried.json["errors"]] == ["/referent"]
    ref = head.post("/requests", asked(referent=pupils["ici"])).json["ref"]
    problem(head.patch(f"/requests/{ref}/answers", {"answers": {"referent": wrong}}), 422)
    assert head.get(f"/requests/{ref}").json["answers"]["referent"] == pupils["ici"]
    browser = sign_in(stage.head)
    page = f"/demandes/{start(browser)}/etape/quoi"
    for where, action in ((page, "next"), (f"{page}/enregistrer", "save")):
        html = browser.get(page).get_data(as_text=True)
        assert wrong not in html
        answer = browser.submit(where, {**hidden(html), "_action": action, "referent": wrong})
        assert answer.status_code == 422
        assert REFUSED in unescape(answer.get_data(as_text=True))
    assert wrong not in browser.get(page).get_data(as_text=True), "it was not kept either"


def archive(record_id: str) -> None:
    found = records.record("eleve", UUID(record_id))
    assert found is not None
    registry.archive_record(HOUSE, found)


def hidden(html: str) -> dict[str, str]:
    from tests.catalogue.test_whole_way import hidden as value

    return {name: value(html, name) for name in ("_version", "_seen")}


def test_each_head_names_the_pupils_of_their_own_school(
    stage: Stage, program: Any, pupils: dict[str, Any]
) -> None:
    for account, own, other in (
        (stage.head, "ici", "ailleurs"), (stage.other_head, "ailleurs", "ici"),
    ):  # fmt: skip
        caller = program(account)
        good = caller.post("/requests", {**asked(referent=pupils[own]), "submit": True})
        assert good.status_code == 201, good.json
        problem(caller.post("/requests", asked(referent=pupils[other])), 422)


def test_an_answer_filed_stays_readable_and_its_correction_goes_on_when_the_record_leaves(
    head: Program, luthier: Program, pupils: dict[str, Any]
) -> None:
    filed = head.post("/requests", {**asked(referent=pupils["ici"]), "submit": True}).json
    ref = filed["ref"]
    archive(pupils["ici"])
    luthier.post(f"/requests/{ref}/transitions", {"transition": "revoir", "comment": "Lequel ?"})
    assert head.get(f"/requests/{ref}").json["answers"]["referent"] == pupils["ici"]
    again = {"answers": {"duree": 3, "referent": pupils["ici"]}}
    assert head.patch(f"/requests/{ref}/answers", again).status_code == 200, "it changes nothing"
    problem(head.patch(f"/requests/{ref}/answers", {"answers": {"referent": pupils["parti"]}}), 422)
    done = head.patch(f"/requests/{ref}/answers", {"answers": {}, "submit": True})
    assert done.json["status"] == "examen", done.json
    assert done.json["answers"]["referent"] == pupils["ici"]


def test_a_draft_whose_record_left_meanwhile_is_not_handed_in(
    head: Program, pupils: dict[str, Any]
) -> None:
    ref = head.post("/requests", asked(referent=pupils["ici"])).json["ref"]
    archive(pupils["ici"])
    done = head.post(f"/requests/{ref}/transitions", {"transition": "envoyer"})
    assert [e["path"] for e in problem(done, 422)["errors"]] == ["/referent"]


def test_answers_of_programs_are_kept_as_pages_keep_them(
    head: Program, stage: Stage, pupils: dict[str, Any], sign_in: Any
) -> None:
    typed = {"portable": "01 23 45 67 89", "iban": "fr76 3000 6000 0112 3456 7890 189",
             "lieu": "  Cafe\u0301   du bas "}  # fmt: skip
    kept = {"portable": "+33123456789", "iban": "FR7630006000011234567890189",
            "lieu": "Café du bas"}  # fmt: skip
    made = head.post("/requests", asked(**typed)).json
    assert {key: made["answers"][key] for key in kept} == kept
    changed = head.patch(
        f"/requests/{made['ref']}/answers",
        {
            "answers": {
                "portable": "06.12.34.56.78",
                "eleves": [{"prenom": " Zoe\u0301 ", "prix": "1,5"}],
            }
        },
    )
    assert changed.json["answers"]["portable"] == "+33612345678"
    assert changed.json["answers"]["eleves"] == [{"prenom": "Zoé", "prix": "1.50"}]
    browser = sign_in(stage.head)
    draft = start(browser)
    fill(browser, f"/demandes/{draft}/etape/quoi", {"instrument": "violon", "duree": "6", **typed})
    by_page = head.get(f"/requests/{draft}").json["answers"]
    assert {key: by_page[key] for key in kept} == kept
    tried = head.post("/forms/pret-instrument/evaluate", {"answers": {**ANSWERS, **typed}})
    assert tried.json["valid"], tried.json
    beyond = head.post("/requests", {**asked(portable="12", duree=99), "submit": True})
    assert {e["path"] for e in problem(beyond, 422)["errors"]} == {"/portable", "/duree"}
    assert session.query(Request).filter_by(submitted_at=None).count() == 1, "refused: no draft"
