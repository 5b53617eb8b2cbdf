"""Definitions through the API: what pages refuse is refused here, at the same paths."""

from __future__ import annotations

import json

import pytest

from accounts import operations as accounts
from core.actor import HOUSE
from core.database import session
from schemas import operations, queries
from tests.kit.people import base_pack, person
from tests.schemas.documents import colours

URL = "/api/v1/definitions/reference-list/couleurs"


@pytest.fixture
def call(app):
    base_pack()
    return caller(app, "administrateur")


def caller(app, role):
    token = accounts.create_token(HOUSE, person(f"{role}@example.test", role), "essai")
    session.flush()

    def send(method, path, document=None, **headers):
        return app.test_client().open(
            path, method=method, json=document,
            headers={"Authorization": f"Bearer {token}", **headers},
        )  # fmt: skip

    return send


def test_a_program_writes_publishes_reads_and_compares(app, call):
    kept = call("PUT", f"{URL}/draft", colours())
    assert (kept.status_code, kept.json["status"], kept.json["problems"]) == (200, "draft", [])
    terms = {"expected_version": kept.json["version"], "policy": "compatible"}
    assert call("POST", f"{URL}/publish", {**terms, "policy": "ailleurs"}).status_code == 422
    done = call("POST", f"{URL}/publish", {**terms, "drafts_until": "2999-01-31"})
    assert (done.json["policy"], done.json["drafts_until"]) == ("compatible", "2999-01-31")
    assert (done.status_code, done.json["number"], done.json["status"]) == (200, 1, "published")
    call("PUT", f"{URL}/draft", colours("couleurs", "Rouge", "Bleu"))
    call("POST", f"{URL}/publish", {})
    shown = call("GET", URL).json
    assert (shown["number"], shown["numbers"]) == (2, [2, 1])
    assert shown["document"] == colours("couleurs", "Rouge", "Bleu")
    assert call("GET", f"{URL}/versions/1").json["sha256"] == kept.json["sha256"]
    found = call("GET", f"{URL}/diff?from=1&to=2").json
    assert [(c["path"], c["act"]) for c in found["items"]] == [
        ("/rows/1", "removed"),
        ("/rows/1", "added"),
    ]
    texts = [each["text"] for each in found["changes"]]
    assert texts == ["Valeur « Vert » effacée", "Valeur « Bleu » ajoutée"]
    assert found["compatible"] is False  # answers may hold the key that is gone
    listed = call("GET", "/api/v1/definitions?kind=reference-list").json
    assert [item["key"] for item in listed["items"]] == ["couleurs", "themes"]  # of base


def test_a_document_that_does_not_hold_is_refused_with_its_paths_and_not_kept(app, call):
    answer = call("PUT", f"{URL}/draft", colours(rows=[{"key": "a", "label": ""}]))
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert [(e["path"], e["keyword"]) for e in answer.json["errors"]] == [
        ("/rows/0/label", "meta-minLength")
    ]
    assert queries.draft("reference-list", "couleurs") is None
    assert call("PUT", f"{URL}/draft", colours("autre")).status_code == 422
    assert call("PUT", f"{URL}/draft", colours(help="x" * 300_000)).status_code == 413
    assert call("PUT", "/api/v1/definitions/inconnue/a/draft", {}).status_code == 404
    assert call("POST", f"{URL}/publish", {}).status_code == 404


def test_a_stale_draft_and_an_act_sent_twice(app, call):
    first = call("PUT", f"{URL}/draft?expected_version=0", colours()).json
    assert call("PUT", f"{URL}/draft?expected_version=0", colours(title="A")).status_code == 409
    newer = f"{URL}/draft?expected_version={first['version']}"
    assert call("PUT", newer, colours(title="B")).status_code == 200
    key = {"Idempotency-Key": "une-cle"}
    once = call("POST", f"{URL}/publish", {}, **key)
    again = call("POST", f"{URL}/publish", {}, **key)
    assert (once.status_code, again.status_code) == (200, 200)
    assert again.json == once.json
    assert queries.live("reference-list", "couleurs").number == 1


@pytest.mark.parametrize(
    "body", [b"[1", b'{"a":1,"a":2}', b"NaN", b"[" * 100 + b"]" * 100, b"[]", b"1"]
)
def test_i21_bodies_that_are_no_definition_are_refused(app, call, body):
    answer = app.test_client().put(
        f"{URL}/draft", data=body, content_type="application/json",
        headers=dict(call("GET", URL).request.headers),
    )  # fmt: skip
    assert answer.status_code in {400, 422}


def test_a04_others_neither_read_nor_write(app, call):
    operations.save_draft(HOUSE, "reference-list", "couleurs", colours())
    operations.publish(HOUSE, "reference-list", "couleurs")
    agent = caller(app, "agent")
    nobody = app.test_client()
    for method, path in (
        ("GET", "/api/v1/definitions"), ("GET", URL), ("GET", f"{URL}/versions/1"),
        ("GET", f"{URL}/diff?from=1&to=1"), ("PUT", f"{URL}/draft"), ("POST", f"{URL}/publish"),
    ):  # fmt: skip
        document = None if method == "GET" else colours(title="Piraté")
        assert agent(method, path, document).status_code == 403, path
        assert nobody.open(path, method=method, json=document).status_code == 401, path
    assert json.loads(queries.live("reference-list", "couleurs").body_text) == colours()
