"""Programs move many requests at once: dry run, run, outcome of each, undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from catalogue.models import BulkRun, Request
from core.database import session
from core.running import run_all
from tests.api.conftest import Program
from tests.kit.works import Works, filed, moved, works

MOVE = "demander_complement"
BECAUSE = "Il manque le devis."


@pytest.fixture
def scene(app: Flask) -> Works:
    return works()


@pytest.fixture
def agent(scene: Works, program: Callable[..., Program]) -> Program:
    return program(scene.gestionnaire)


def picks(*requests: Any) -> dict[str, Any]:
    return {"requests": [{"ref": r.reference, "version": r.version} for r in requests]}


def test_a_dry_run_tells_and_leaves_nothing(scene: Works, agent: Program) -> None:
    first, far = filed(scene), filed(scene)
    moved(scene, far, "instruire", "visas")
    body = {"transition": MOVE, "selection": picks(first, far), "dry_run": True}
    answer = agent.post("/requests/bulk", body)
    assert answer.status_code == 200
    assert [(f["outcome"], f["count"]) for f in answer.json["forecast"]] == [("go", 1), ("no", 1)]
    assert answer.json["forecast"][1]["reasons"][0]["code"] == "move.not-from-here"
    assert answer.json["id"] is None
    assert session.query(BulkRun).count() == 0


def test_a_run_is_followed_and_taken_back(scene: Works, agent: Program) -> None:
    first, second = filed(scene), filed(scene)
    body = {"transition": MOVE, "selection": picks(first, second), "comment": BECAUSE}
    answer = agent.post("/requests/bulk", body, headers={"Idempotency-Key": "un"})
    assert answer.status_code == 202
    again = agent.post("/requests/bulk", body, headers={"Idempotency-Key": "un"})
    assert again.json["id"] == answer.json["id"]
    path = f"/jobs/{answer.json['id']}"
    assert agent.get(path).json["state"] == "running"
    run_all()
    told = agent.get(path).json
    assert (told["state"], told["counts"]) == ("done", {"done": 2})
    assert [(i["ref"], i["outcome"]) for i in told["items"]] == [
        (first.reference, "done"),
        (second.reference, "done"),
    ]
    page = agent.get(f"{path}?limit=1").json
    assert len(page["items"]) == 1
    assert len(agent.get(f"{path}?limit=1&cursor={page['next']}").json["items"]) == 1
    assert agent.post(f"{path}/undo").status_code == 202
    run_all()
    assert agent.get(path).json["counts"]["undone"] == 2
    session.expire_all()
    assert session.get_one(Request, first.id).status == "depose"
    assert agent.post(f"{path}/undo").status_code == 409


def test_a_filter_selects_what_the_list_would_show(scene: Works, agent: Program) -> None:
    kept, far = filed(scene), filed(scene)
    moved(scene, far, "instruire")
    body = {
        "transition": MOVE,
        "selection": {
            "filter": {
                "service": "travaux",
                "status": ["depose", "a_completer"],
                "kind": "agency",
                "submitted": {"gte": "2000-01-01"},
            }
        },
        "comment": BECAUSE,
    }
    assert agent.post("/requests/bulk", body).json["of"] == 1
    run_all()
    session.expire_all()
    assert session.get_one(Request, kept.id).status == "a_completer"
    assert session.get_one(Request, far.id).status == "visas"


@pytest.mark.parametrize(
    "selection", [{}, {"requests": [], "filter": {}}, {"filter": {"inconnu": "x"}}]
)
def test_a_selection_that_says_nothing_is_refused(agent: Program, selection: Any) -> None:
    answer = agent.post("/requests/bulk", {"transition": MOVE, "selection": selection})
    assert answer.status_code == 422


def test_advisory_13_a_job_is_told_to_its_person_alone(
    scene: Works, agent: Program, program: Callable[..., Program]
) -> None:
    request = filed(scene)
    body = {"transition": MOVE, "selection": picks(request), "comment": BECAUSE}
    path = f"/jobs/{agent.post('/requests/bulk', body).json['id']}"
    for other in (scene.direction, scene.superviseur):
        assert program(other).get(path).status_code == 404
        assert program(other).post(f"{path}/undo").status_code == 404


def test_a14_a_key_that_keeps_less_than_its_account_moves_no_more(
    scene: Works, program: Callable[..., Program]
) -> None:
    request = filed(scene)
    narrow = program(scene.gestionnaire, "requests:follow")
    body = {"transition": MOVE, "selection": picks(request), "comment": BECAUSE}
    assert narrow.post("/requests/bulk", body).status_code == 403
