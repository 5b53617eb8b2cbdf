"""The API told to programs, and what answers where there is nothing."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from flask import Flask

from tests.api.conftest import Program, problem


def test_the_document_holds_every_route_of_the_api(app: Flask) -> None:
    told = Program(app, None).get("/openapi.json")
    assert told.status_code == 200
    document = told.json
    assert document["openapi"] == "3.1.0"
    promised = {
        ("get", "/me"),
        ("get", "/events"),
        ("get", "/definitions"),
        ("get", "/definitions/{kind}/{key}"),
        ("get", "/definitions/{kind}/{key}/versions/{number}"),
        ("get", "/definitions/{kind}/{key}/diff"),
        ("put", "/definitions/{kind}/{key}/draft"),
        ("post", "/definitions/{kind}/{key}/publish"),
        ("post", "/forms/{key}/evaluate"),
        ("post", "/knowledge/ask"),
        ("get", "/services"),
        ("get", "/services/{key}"),
        ("post", "/files"),
        ("get", "/files/{file_id}"),
        ("post", "/requests"),
        ("get", "/requests"),
        ("get", "/requests/{ref}"),
        ("patch", "/requests/{ref}/answers"),
        ("post", "/requests/{ref}/transitions"),
        ("post", "/requests/{ref}/votes"),
        ("patch", "/requests/{ref}/checklist"),
        ("patch", "/requests/{ref}/annotations"),
        ("get", "/requests/{ref}/messages"),
        ("post", "/requests/{ref}/messages"),
        ("get", "/records/{entity}"),
        ("post", "/records/{entity}"),
        ("get", "/records/{entity}/{code}"),
        ("patch", "/records/{entity}/{code}"),
        ("get", "/records/{entity}/{code}/history"),
        ("get", "/records/{entity}/{code}/explain"),
    }
    held = {(m, p.removeprefix("/api/v1")) for p, ms in document["paths"].items() for m in ms}
    assert promised <= held


def test_every_operation_tells_its_refusals_as_problems(app: Flask) -> None:
    document = Program(app, None).get("/openapi.json").json
    for methods in document["paths"].values():
        for told in methods.values():
            assert told["summary"]
            for status, answer in told["responses"].items():
                if int(status) >= 400:
                    assert list(answer["content"]) == ["application/problem+json"]


def test_every_schema_of_the_document_is_one(app: Flask) -> None:
    document = Program(app, None).get("/openapi.json").json
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate(schema)


def test_operations_have_names_of_their_own(app: Flask) -> None:
    document = Program(app, None).get("/openapi.json").json
    names = [told["operationId"] for ms in document["paths"].values() for told in ms.values()]
    assert len(set(names)) == len(names)


def test_people_may_read_it(client: Any) -> None:
    page = client.get("/api/docs").get_data(as_text=True)
    assert "/api/v1/requests/{ref}/transitions" in page
    assert "Idempotency-Key" in page


@pytest.mark.parametrize("path", ["/rien", "/requests/x/y/z", "/../../etc/passwd"])
def test_an_unknown_address_answers_a_problem(app: Flask, path: str) -> None:
    problem(Program(app, None).get(path), 404)


def test_another_method_is_told_which_are_allowed(app: Flask) -> None:
    answer = Program(app, None).call("DELETE", "/requests")
    problem(answer, 405)
    assert {"GET", "POST"} <= set(answer.headers["Allow"].replace(" ", "").split(","))
