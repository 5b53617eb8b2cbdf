"""The same submission sent many times is one request (FAULTS C-01 to C-04), through the API."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from catalogue.models import Request
from core import clock
from core.database import session, unit_of_work
from core.ids import ulid
from core.models import Change, IdempotencyKey, Job
from core.running import run_all
from messaging.models import Mail
from tests.kit.works import ANSWERS, UAI, Works, filed, works
from workflows.models import Step

EIGHT = 8
BODY = {
    "service": "travaux",
    "button": "demander",
    "on_behalf_of": UAI,
    "submit": True,
    "answers": ANSWERS,
}
Post = Callable[..., Any]


@pytest.fixture
def scene(committed: Flask) -> Works:
    """The town at work, its commits real."""
    with committed.app_context(), unit_of_work():
        return works()


def program(app: Flask, account: Any) -> Post:
    """A program that holds a key of this account."""
    from accounts.operations import create_token
    from core.actor import HOUSE

    with app.app_context(), unit_of_work():
        token = create_token(HOUSE, account, "essai")

    def post(path: str, body: Any, key: str | None = None) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        return app.test_client().post(
            f"/api/v1{path}",
            json=body,
            headers={**headers, "Idempotency-Key": key} if key else headers,
        )

    return post


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """All let go together."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def many(app: Flask, *what: Any) -> tuple[int, ...]:
    """How many rows of each table."""
    with app.app_context():
        return tuple(session.scalar(select(func.count()).select_from(one)) or 0 for one in what)


@pytest.mark.commits
def test_c02_eight_posts_at_once_are_one_request_and_one_number(
    committed: Flask, scene: Works
) -> None:
    post, key = program(committed, scene.head), ulid()
    answers = at_once([lambda: post("/requests", BODY, key)] * EIGHT)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.get_json()["ref"] for answer in answers}) == 1
    assert many(committed, Request) == (1,)
    with committed.app_context():
        run_all()
        lines = session.scalars(select(Change.act).where(Change.subject_kind == "request")).all()
    assert lines.count("request.submitted") == 1
    assert many(committed, Mail) == (1,)


def test_c03_the_body_sent_again_the_next_day_gets_the_same_receipt(
    committed: Flask, scene: Works
) -> None:
    post, key = program(committed, scene.head), ulid()
    first = post("/requests", BODY, key)
    with committed.app_context(), unit_of_work():
        session.execute(update(IdempotencyKey).values(created_at=clock.now() - timedelta(days=1)))
    again = post("/requests", BODY, key)
    assert (again.status_code, again.get_json()) == (first.status_code, first.get_json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert many(committed, Request) == (1,)


def test_c04_another_body_under_the_same_key_is_refused(committed: Flask, scene: Works) -> None:
    post, key = program(committed, scene.head), ulid()
    first = post("/requests", BODY, key).get_json()
    other = {**BODY, "answers": {**ANSWERS, "description": "Autre chose"}}
    assert post("/requests", other, key).status_code == 422
    assert many(committed, Request) == (1,)
    assert post("/requests", BODY, key).get_json() == first


def test_a_refused_submission_leaves_neither_request_nor_key_nor_job(
    committed: Flask, scene: Works
) -> None:
    post, key = program(committed, scene.head), ulid()
    before = many(committed, Request, IdempotencyKey, Job, Change)
    refused = post("/requests", {**BODY, "answers": {}}, key)
    assert refused.status_code == 422
    assert refused.get_json()["errors"]
    assert many(committed, Request, IdempotencyKey, Job, Change)[:3] == before[:3]
    assert post("/requests", BODY, key).status_code == 201


@pytest.mark.commits
def test_c20_numbers_given_at_once_are_unique_and_follow_one_another(
    committed: Flask, scene: Works
) -> None:
    post = program(committed, scene.head)
    answers = at_once([lambda: post("/requests", BODY, ulid())] * EIGHT)
    numbers = sorted(int(a.get_json()["ref"].rsplit("-", 1)[1]) for a in answers)
    assert numbers == list(range(1, EIGHT + 1))


@pytest.mark.commits
def test_c15_c20_no_number_is_given_twice_whatever_breaks_and_wherever_the_clock_stands(
    committed: Flask, scene: Works
) -> None:
    """A submission that breaks behind its number leaves none in use; holes are allowed."""
    given: list[str] = []
    now = clock.now()
    with committed.app_context():
        for minutes in (0, -10, 24 * 60, 0):
            with clock.at(now + timedelta(minutes=minutes)):
                with pytest.raises(RuntimeError, match="broken"):
                    breaking(scene)
                with unit_of_work():
                    given.append(filed(scene).reference)
        kept = session.scalars(select(Request.reference).where(Request.reference.in_(given))).all()
    assert len(set(given)) == 4
    assert sorted(kept) == sorted(given)


def breaking(scene: Works) -> None:
    with unit_of_work():
        filed(scene)
        raise RuntimeError("broken")


@pytest.mark.commits
def test_c01_of_eight_programs_that_move_one_request_one_does_and_the_others_read_who(
    committed: Flask, scene: Works
) -> None:
    with committed.app_context(), unit_of_work():
        request = filed(scene)
        reference, seen, request_id = request.reference, request.version, request.id
    post = program(committed, scene.gestionnaire)
    body = {
        "transition": "demander_complement",
        "comment": "Il manque le devis.",
        "expected_version": seen,
    }
    answers = at_once([lambda: post(f"/requests/{reference}/transitions", body, ulid())] * EIGHT)
    assert sorted(a.status_code for a in answers) == [200] + [409] * (EIGHT - 1)
    for answer in answers:
        if answer.status_code == 409:
            assert "Amina Benali" in answer.get_data(as_text=True).encode().decode("unicode_escape")
    with committed.app_context():
        steps = session.scalars(select(Step.transition).where(Step.subject_id == request_id)).all()
    assert steps.count("demander_complement") == 1
