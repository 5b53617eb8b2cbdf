"""Programs: clients that carry a key and nothing else, on the loan service of the stage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from core.actor import HOUSE
from core.database import session
from tests.kit.stage import Stage, set_stage

ANSWERS = {"instrument": "violon", "duree": 6, "eleves": [{"prenom": "Zoé", "prix": "120.50"}]}
PREFIX = "/api/v1"


class Program:
    """A caller with a key."""

    def __init__(self, app: Flask, token: str | None) -> None:
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """One call; `body` is sent as JSON."""
        headers = {**self.headers, **more.pop("headers", {})}
        if body is not None:
            more["json"] = body
        return self.client.open(PREFIX + path, method=method, headers=headers, **more)

    def get(self, path: str, **more: Any) -> Any:
        return self.call("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.call("POST", path, body, **more)

    def patch(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.call("PATCH", path, body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.call("PUT", path, body, **more)


@pytest.fixture
def stage(app: Flask, tmp_path: Path) -> Stage:
    """Two schools, two heads, two agents, one service."""
    return set_stage(tmp_path)


@pytest.fixture
def program(app: Flask) -> Callable[..., Program]:
    """`program(account, "requests:file")` → a caller with a key of that account, narrowed."""
    from accounts.operations import create_token

    def made(account: Any, *permissions: str, valid: timedelta = timedelta(days=1)) -> Program:
        token = create_token(HOUSE, account, "Essai", permissions, valid)
        session.flush()
        return Program(app, token)

    return made


@pytest.fixture
def head(stage: Stage, program: Any) -> Program:
    return program(stage.head)


@pytest.fixture
def luthier(stage: Stage, program: Any) -> Program:
    return program(stage.luthier)


@pytest.fixture
def curator(stage: Stage, program: Any) -> Program:
    return program(stage.curator)


@pytest.fixture
def admin(stage: Stage, program: Any) -> Program:
    return program(stage.admin)


def filed(program: Program, answers: dict[str, Any] | None = None) -> dict[str, Any]:
    """A request handed in at once."""
    answer = program.post(
        "/requests", {"service": "pret-instrument", "submit": True, "answers": answers or ANSWERS}
    )
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


def problem(answer: Any, status: int) -> dict[str, Any]:
    """A refusal as programs are promised it."""
    assert answer.status_code == status, answer.get_data(as_text=True)[:600]
    assert answer.mimetype == "application/problem+json"
    told = dict(answer.json)
    assert told["status"] == status
    assert {"type", "title", "detail", "errors"} <= set(told)
    return told
