"""The same call under the same key counts once (FAULTS C-02, C-04)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from catalogue.models import Request
from core.database import session
from messaging.models import Message
from tests.api.conftest import ANSWERS, Program, filed, problem

KEY = {"Idempotency-Key": "4f6c2a"}
BODY: dict[str, Any] = {"service": "pret-instrument", "submit": True, "answers": ANSWERS}


def count(model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_first_outcome_is_given_again(head: Program) -> None:
    first = head.post("/requests", BODY, headers=KEY)
    again = head.post("/requests", BODY, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert count(Request) == 1


def test_c04_another_body_under_the_same_key_is_refused(head: Program) -> None:
    first = head.post("/requests", BODY, headers=KEY)
    problem(head.post("/requests", {**BODY, "submit": False}, headers=KEY), 422)
    assert count(Request) == 1
    assert head.post("/requests", BODY, headers=KEY).json == first.json


def test_keys_of_two_callers_are_two_keys(head: Program, stage: Any, program: Any) -> None:
    head.post("/requests", BODY, headers=KEY)
    other = program(stage.other_head).post("/requests", BODY, headers=KEY)
    assert other.status_code == 201
    assert "Idempotency-Replayed" not in other.headers
    assert count(Request) == 2


def test_a_refused_call_leaves_its_key_free(head: Program) -> None:
    problem(head.post("/requests", {**BODY, "answers": {}}, headers=KEY), 422)
    assert head.post("/requests", BODY, headers=KEY).status_code == 201


def test_a_message_sent_twice_is_one_message(head: Program) -> None:
    ref = filed(head)["ref"]
    sent = [
        head.post(f"/requests/{ref}/messages", {"text": "Bonjour"}, headers=KEY) for _ in range(2)
    ]
    assert [s.status_code for s in sent] == [201, 201]
    assert sent[0].json == sent[1].json
    assert count(Message) == 1


def test_without_a_key_two_calls_are_two_acts(head: Program) -> None:
    assert head.post("/requests", BODY).json["ref"] != head.post("/requests", BODY).json["ref"]


def test_a_key_that_cannot_be_read_is_refused(head: Program) -> None:
    problem(head.post("/requests", BODY, headers={"Idempotency-Key": "x" * 201}), 400)
    assert count(Request) == 0
