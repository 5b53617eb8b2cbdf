"""Every (status, transition, function) of every circuit we ship, decided as its document says.

Acceptance 2 of the circuits: what pages offer and what the API offers is what the plain reading of
the document allows, for each status and each function; the audit tries every triple by both doors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, inspect

from catalogue.models import Request
from core.actor import HOUSE
from core.database import session
from core.ids import uuid7
from schemas import queries as schemas
from tests.attacks.walk import post
from tests.kit.people import signed_in
from tests.kit.works import BINDINGS, Works, actor, publish, works
from tests.workflows.naive import naive
from workflows.domain.circuit import Circuit
from workflows.models import Tick
from workflows.operations.turns import turns_in

PACKS = Path(__file__).parents[2] / "schemas/packs"
SHIPPED = sorted(PACKS.glob("*/definitions/workflow-*.json"))
#: Functions of the scene that agents may hold, in the order circuits take them.
AGENTS = tuple(BINDINGS)
ENTRY = 7
Triple = tuple[str, str, str]


@dataclass(slots=True)
class Shipped:
    """One circuit of ours in service, with who holds its functions here."""

    document: dict[str, Any]
    answers: dict[str, Any]
    model: dict[str, Any]
    #: Function of the circuit → person of the scene (`head` for those of the request).
    held: dict[str, str]
    made: int = 0

    def facts(self, status: str) -> dict[str, Any]:
        """What guards are read on."""
        return {"data": self.answers, "request": {"status": status}}

    def allowed(self, status: str, markers: list[str], function: str) -> dict[str, str]:
        """Transition → where it leads, by the plain reading of the document."""
        found = {}
        for move in self.document["transitions"]:
            led = naive(self.document, status, markers, move["key"])
            guarded = "guard" not in move or truth(move["guard"], self.facts(status)) is True
            if led is not None and function in move["by"] and guarded:
                found[move["key"]] = led[0]
        return found

    def standing_in(self, status: str) -> tuple[str, list[str]]:
        """A request that has come to `status` somehow, its check-list ticked: number, markers."""
        self.made += 1
        read = Circuit.of(self.document)
        here = read.status[status]
        before = [s.key for s in read.statuses if s.marks and s.key != status][:1]
        reference, identity = f"{self.document['key']}-{self.made:05}", uuid7()
        row = {
            **self.model, "id": identity, "reference": reference, "provisional": f"B-{reference}",
            "status": status, "status_kind": here.kind.value, "markers": before,
            "entry_no": ENTRY, "waiting_functions": turns_in(read, status),
        }  # fmt: skip
        session.execute(insert(Request), [row])
        ticks = [
            {"subject_id": identity, "entry_no": ENTRY, "key": item.key, "status": status,
             "by_name": "Essai"}
            for item in here.checklist
        ]  # fmt: skip
        if ticks:
            session.execute(insert(Tick), ticks)
        session.flush()
        return reference, before


def truth(guard: Any, facts: Mapping[str, Any]) -> Any:
    """A guard read as plainly as can be: amounts as numbers, the rest as words."""
    if not isinstance(guard, dict):
        return guard
    ((op, arguments),) = guard.items()
    if op == "var":
        value: Any = facts
        for part in arguments.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value
    given = arguments if isinstance(arguments, list) else [arguments]
    values = [truth(one, facts) for one in given]
    if op in {"and", "or"}:
        return (all if op == "and" else any)(value is True for value in values)
    if op == "not":
        return values[0] is not True
    if op == "in":
        return values[0] in values[1]
    left, right = (number(value) for value in values)
    found = {"<": -1, ">": 1, "==": 0, "<=": -1, ">=": 1, "!=": 0}[op]
    if op in {"==", "!="}:
        return (left == right) is (op == "==")
    return left == right if "=" in op and left == right else (left > right) is (found > 0)


def number(value: Any) -> Any:
    """`"2000.00"` is two thousand."""
    return float(value) if re.fullmatch(r"-?[0-9]+([.][0-9]+)?", str(value)) else value


def questions(guard: Any) -> Iterator[tuple[str, Any]]:
    """(answer a guard asks for, what it compares it with)."""
    if isinstance(guard, dict):
        for arguments in guard.values():
            given = arguments if isinstance(arguments, list) else [arguments]
            names = [a["var"] for a in given if isinstance(a, dict) and "var" in a]
            literals = [a for a in given if not isinstance(a, dict)]
            for name in names:
                if name.startswith("data.") and literals:
                    yield name.removeprefix("data."), literals[0]
            for each in given:
                yield from questions(each)


def form_for(document: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A form that asks what the guards ask, and answers small enough to be granted."""
    asked = {
        name: said for t in document["transitions"] for name, said in questions(t.get("guard"))
    }
    properties, answers = {}, {}
    for at, (name, said) in enumerate(sorted(asked.items())):
        question: dict[str, Any] = {
            "title": name.capitalize(),
            "x-id": f"01J00000000000000000000S{at:02}",
        }
        if isinstance(number(said), float):
            question |= {
                "type": "string",
                "format": "decimal",
                "pattern": "^[0-9]{1,9}([.][0-9]{2})?$",
            }
            answers[name] = "1000.00"
        else:
            choices = [{"const": said, "title": str(said)}, {"const": "autre", "title": "Autre"}]
            question |= {"oneOf": choices}
            answers[name] = "autre"
        properties[name] = question
    items = [{"field": f"/{name}"} for name in properties]
    return {
        "kind": "form", "format": 1, "key": f"f-{document['key']}", "title": "Essai",
        "language": "fr", "translations": {},
        "schema": {
            "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
            "additionalProperties": False, "properties": properties,
        },
        "ui": {"pages": [{"id": "p1", "title": "Essai", "items": items}]},
    }, answers  # fmt: skip


def in_service(scene: Works, path: Path) -> Shipped:
    """The circuit as we ship it, without its letters, under a form that suits its guards."""
    from catalogue import operations, profiles, queries
    from catalogue.standing import form_names
    from form_factory import operations as forms

    document = json.loads(path.read_text())
    for part in (*document["transitions"], *document.get("timers", ())):
        part.pop("actions", None)
    document["timers"] = [t for t in document.get("timers", ()) if "fire" in t]
    document["tabs"], document["tests"] = [], []
    groups = iter(AGENTS)
    held = {
        name: next(groups) if function["from"] == "group" else "head"
        for name, function in document["functions"].items()
    }
    form, answers = form_for(document)
    publish("form", form)
    publish("workflow", document)
    key = f"s-{document['key']}"
    publish("service", {
        "kind": "service", "format": 1, "key": key, "title": "Essai", "language": "fr",
        "translations": {}, "workflow": document["key"], "icon": "wrench",
        "bindings": {f: [{"group": BINDINGS[h]}] for f, h in held.items() if h != "head"},
        "buttons": [{"key": "demander", "label": "Demander", "form": form["key"]}],
    })  # fmt: skip
    head = actor(scene.head)
    version = schemas.live("service", key)
    assert version is not None
    profile = profiles.profiles_of(head)[0]
    request = operations.start(head, version, "demander", profile, again=True)
    forms.patch_answers(head, request.draft_id, answers, form_names(head, request))
    operations.submit(head, queries.request_for(head, request.provisional, lock=True))
    session.flush()
    model = {c.key: getattr(request, c.key) for c in inspect(Request).column_attrs}
    return Shipped(document, answers, model, held)


def statuses(shipped: Shipped) -> list[str]:
    """Where a request that was handed in may stand."""
    return [s["key"] for s in shipped.document["statuses"] if s["kind"] != "draft"]


def handing_in(shipped: Shipped) -> set[str]:
    """Moves that are made by handing corrected answers in, from the page of the form."""
    moves = shipped.document["transitions"]
    return {move["key"] for move in moves if "form.complete" in move.get("checks", ())}


@pytest.fixture
def scene(app: Flask) -> Works:
    return works()


def keys_of(scene: Works, people: set[str]) -> dict[str, dict[str, str]]:
    from accounts import operations

    def key(who: str) -> dict[str, str]:
        text = operations.create_token(HOUSE, getattr(scene, who), "essai", ())
        return {"Authorization": f"Bearer {text}"}

    return {who: key(who) for who in people}


def test_a17_each_status_offers_each_function_what_the_document_says_by_pages_and_by_the_api(
    app: Flask, scene: Works
) -> None:
    """FAULTS A-17, acceptance 2: every shipped circuit, every triple."""
    circuits = [in_service(scene, path) for path in SHIPPED]
    people = {who for one in circuits for who in one.held.values()}
    keys, visitor = keys_of(scene, people), app.test_client()
    clients = {who: signed_in(app, getattr(scene, who)) for who in people}
    wrong, seen = [], 0
    for shipped in circuits:
        for status in statuses(shipped):
            reference, markers = shipped.standing_in(status)
            for function, who in shipped.held.items():
                expected = shipped.allowed(status, markers, function)
                place = (shipped.document["key"], status, function)
                answer = visitor.get(f"/api/v1/requests/{reference}", headers=keys[who])
                offered = {move["key"]: move["to"] for move in answer.json["transitions"]}
                if offered != expected:
                    wrong.append(("api", place, offered, expected))
                page = clients[who].get(f"/demandes/{reference}").get_data(as_text=True)
                verbs = set(
                    re.findall(rf'action="/demandes/{reference}/actions/([a-z0-9_]+)', page)
                )
                on_page = set(expected) - (handing_in(shipped) if who == "head" else set())
                if verbs != on_page:
                    wrong.append(("page", place, verbs, on_page))
                seen += len(shipped.document["transitions"])
    assert wrong == []
    assert seen >= 900


@pytest.mark.audit
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a17_every_triple_of_a_shipped_circuit_is_tried_by_both_doors(
    app: Flask, scene: Works, path: Path
) -> None:
    """Who may is let through and comes where the document says; who may not changes nothing."""
    shipped = in_service(scene, path)
    keys, visitor = keys_of(scene, set(shipped.held.values())), app.test_client()
    clients = {who: signed_in(app, getattr(scene, who)) for who in set(shipped.held.values())}
    for status in statuses(shipped):
        standing: dict[str, tuple[str, list[str]]] = {}
        for function, who in shipped.held.items():
            for move in shipped.document["transitions"]:
                key = move["key"]
                for door in ("api", "page"):
                    reference, markers = standing.get(door) or shipped.standing_in(status)
                    standing[door] = reference, markers
                    expected = shipped.allowed(status, markers, function).get(key)
                    if door == "page" and who == "head" and key in handing_in(shipped):
                        continue
                    if door == "api":
                        code = visitor.post(
                            f"/api/v1/requests/{reference}/transitions",
                            json={"transition": key, "comment": "Voici."}, headers=keys[who],
                        ).status_code  # fmt: skip
                    else:
                        code = post(
                            clients[who], f"/demandes/{reference}/actions/{key}",
                            {"comment": "Voici."}, headers={"HX-Request": "true"},
                        ).status_code  # fmt: skip
                    triple = (door, status, key, function, code)
                    now = visitor.get(f"/api/v1/requests/{reference}", headers=keys[who]).json
                    if expected is None:
                        assert code in {403, 404, 409, 422}, triple
                        assert now["status"] == status, triple
                    else:
                        assert code in {200, 201, 204, 303}, triple
                        assert now["status"] == expected, (*triple, now["status"])
                        del standing[door]
