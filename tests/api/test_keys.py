"""Who may call: keys only, living ones, no more than they keep (FAULTS A-16, S-01)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.database import session
from tests.api.conftest import ANSWERS, Program, filed, problem

BODY = {"service": "pret-instrument", "answers": {}}


@pytest.mark.parametrize("token", [None, "", "x", "preau_faux", "preau_" + "é" * 20, "a b", "\x7f"])
def test_without_a_living_key_nothing_opens(app: Flask, token: str | None) -> None:
    caller = Program(app, None)
    if token is not None:
        caller.headers = {"Authorization": f"Bearer {token}"}
    for method, path in (("GET", "/me"), ("GET", "/requests"), ("POST", "/requests")):
        problem(caller.call(method, path, BODY if method == "POST" else None), 401)


@pytest.mark.parametrize("header", ["Basic YTpi", "bearer", "Token abc", "Bearer"])
def test_another_scheme_is_no_key(app: Flask, header: str) -> None:
    caller = Program(app, None)
    caller.headers = {"Authorization": header}
    problem(caller.get("/me"), 401)


def test_a_cookie_opens_no_door_of_the_api(stage: Any, sign_in: Any) -> None:
    """FAULTS A-16, S-01: what a browser sends by itself counts for nothing here."""
    client = sign_in(stage.head)
    assert client.get("/demandes").status_code == 200
    assert client.get("/api/v1/me").status_code == 401
    assert client.post("/api/v1/requests", json=BODY).status_code == 401


def test_a_key_opens_no_page(stage: Any, program: Any) -> None:
    caller = program(stage.head)
    answer = caller.client.get("/demandes", headers=caller.headers)
    assert answer.status_code == 303  # to the sign-in


def test_calls_by_key_leave_no_cookie(head: Program) -> None:
    assert "Set-Cookie" not in head.get("/me").headers


def test_a_key_that_is_over_opens_nothing(stage: Any, program: Any) -> None:
    caller = program(stage.head, valid=timedelta(seconds=-1))
    problem(caller.get("/me"), 401)


def test_a_revoked_key_opens_nothing(stage: Any, program: Any) -> None:
    from accounts.models import ApiToken
    from accounts.operations import revoke_token
    from core.actor import HOUSE

    caller = program(stage.head)
    revoke_token(HOUSE, session.scalars(select(ApiToken)).one())
    session.flush()
    problem(caller.get("/me"), 401)


def test_the_use_of_a_key_is_dated(stage: Any) -> None:
    """Outside of a request: within one, a test undoes what is written apart."""
    from accounts import operations, queries
    from accounts.models import ApiToken
    from core.actor import HOUSE

    queries.actor_of_token(operations.create_token(HOUSE, stage.head, "Essai"))
    session.expire_all()
    assert session.scalars(select(ApiToken)).one().last_used_at is not None


def test_a_disabled_account_takes_its_keys_along(stage: Any, program: Any) -> None:
    from accounts.operations import disable
    from core.actor import HOUSE

    caller = program(stage.head)
    disable(HOUSE, stage.head)
    session.flush()
    problem(caller.get("/me"), 401)


def test_a_key_never_holds_more_than_it_keeps(stage: Any, program: Any) -> None:
    narrow = program(stage.head, "requests:follow")
    assert narrow.get("/me").json["permissions"] == ["requests:follow"]
    problem(narrow.post("/requests", {**BODY, "answers": ANSWERS}), 403)
    problem(narrow.get("/services"), 403)
    assert narrow.get("/requests").status_code == 200


def test_a_key_that_only_files_may_file(stage: Any, program: Any) -> None:
    """What `docs/examples` ask for is enough, and opens nothing else."""
    key = program(stage.head, "requests:file")
    assert filed(key)["status"] == "examen"
    problem(key.get("/services"), 403)


def test_a_key_never_holds_more_than_its_account(stage: Any, program: Any) -> None:
    greedy = program(stage.head, "requests:process", "definitions:publish", "records:write")
    assert greedy.get("/me").json["permissions"] == []
    problem(greedy.get("/requests"), 403)
    problem(greedy.post("/definitions/form/x/publish", {}), 403)


def test_agents_acts_are_not_for_applicants(head: Program) -> None:
    ref = filed(head)["ref"]
    ballot = {"function": "luthier", "verdict": "accept"}
    problem(head.post(f"/requests/{ref}/votes", ballot), 403)
    problem(head.patch(f"/requests/{ref}/checklist", {"key": "etat", "done": True}), 403)
    problem(head.patch(f"/requests/{ref}/annotations", {"answers": {}}), 403)
    problem(head.post(f"/requests/{ref}/transitions", {"transition": "valider"}), 403)
