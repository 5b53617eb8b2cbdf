"""The kind `entity`: what is refused at publication."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from schemas.packs import SHIPPED

DOCUMENT = json.loads(
    (SHIPPED / "etablissements" / "definitions" / "entity-etablissement.json").read_text("utf-8")
)


def codes(app: Any, change: Callable[[dict[str, Any]], Any]) -> set[str]:
    from schemas import kinds

    document = copy.deepcopy(DOCUMENT)
    change(document)
    return {problem.code for problem in kinds.problems_of(document)}


def x_id(key: str) -> str:
    return str(DOCUMENT["schema"]["properties"][key]["x-id"])


def test_the_shipped_entity_holds(app: Any) -> None:
    assert codes(app, lambda d: None) == set()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d.update(label="{nope}"), "unknown-field"),
        (lambda d: d.update(label="rien"), "entity-label-empty"),
        (lambda d: d.update(sort=["/nope"]), "unknown-field"),
        (lambda d: d["cards"][0]["items"].append("/nope"), "unknown-field"),
        (lambda d: d.update(code="/mail"), "entity-code-optional"),
        (lambda d: d.update(links=[{"kind": "annexe", "to": d["key"], "min": 3, "max": 2}]),
         "entity-link-bounds"),
        (lambda d: d.update(links=[{"kind": "annexe", "to": d["key"]}] * 2), "entity-link-twice"),
        (lambda d: d.pop("place"), "entity-place-missing"),
        (lambda d: d.update(scope="establishment", place={}), "entity-establishment-missing"),
        (lambda d: [rule.update(listed=True) for rule in d["fields"].values()],
         "entity-too-many-listed"),
        (
            lambda d: d["fields"][x_id("adresse")].update({"class": "personal"}),
            "entity-searched-personal",
        ),
        (
            lambda d: d["fields"][x_id("nom")].update({"class": "sensitive", "searched": False}),
            "entity-label-sensitive",
        ),
        (lambda d: d["fields"][x_id("mail")].update(unique=True), "entity-unique-not-code"),
        (lambda d: d["fields"].update({"01K5ETAB00000000000000ZZZZ": {}}), "unknown-field"),
        (lambda d: d["schema"]["properties"]["nom"].pop("x-id"), "entity-field-without-id"),
        (
            lambda d: d["schema"]["properties"]["nom"].update({"x-id": x_id("uai")}),
            "entity-field-id-twice",
        ),
        (lambda d: d.update(scope="galaxy"), "meta-enum"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused(
    app: Any, change: Callable[[dict[str, Any]], Any], code: str
) -> None:
    assert code in codes(app, change)


def test_every_code_has_its_sentence(app: Any) -> None:
    from core.words import knows
    from registry.words import WORDS

    assert all(knows(code) for code in WORDS)


def test_records_are_listed_by_the_new_version_of_their_entity(zola: Any) -> None:
    from core.actor import HOUSE
    from core.database import session
    from core.running import run_all
    from registry import queries
    from schemas import operations

    document = copy.deepcopy(DOCUMENT)
    document["fields"][x_id("commune")]["listed"] = False
    document["fields"][x_id("nature")]["listed"] = True
    document["label"] = "{nom} – {commune}"
    operations.save_draft(HOUSE, "entity", "etablissement", document)
    operations.publish(HOUSE, "entity", "etablissement")
    session.commit()
    run_all()
    page = queries.list_records(HOUSE, "etablissement", sort="departement")
    assert len(page.items) == 1
    assert queries.list_records(HOUSE, "etablissement", filters={"departement": "35"}).count == 1
