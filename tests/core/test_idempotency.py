"""The same act sent twice is done once (FAULTS C-02, C-03, C-04)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from core import clock, idempotency
from core.database import session, unit_of_work
from core.ids import ulid
from core.models import IdempotencyKey
from tests.core.conftest import done


def post(app: Flask, name: str, key: str | None, body: Any = None, page: str = "act") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return app.test_client().post(
        f"/api/probe/{page}?name={name}", json=body or {}, headers=headers
    )


def keys(app: Flask, key: str) -> int:
    with app.app_context():
        return session.scalar(select(func.count()).where(IdempotencyKey.key == key)) or 0


def test_c03_the_same_body_under_the_same_key_gets_the_first_outcome(probed: Flask) -> None:
    key, name = ulid(), ulid()
    first, second = post(probed, name, key), post(probed, name, key)
    assert (first.status_code, first.get_json()) == (201, {"number": 1})
    assert (second.status_code, second.get_json()) == (201, {"number": 1})
    assert second.headers["Idempotency-Replayed"] == "true"
    with probed.app_context():
        assert done(name) == 1


def test_c04_another_body_under_the_same_key_is_refused_and_the_first_is_kept(
    probed: Flask,
) -> None:
    key, name = ulid(), ulid()
    post(probed, name, key, {"a": 1})
    refused = post(probed, name, key, {"a": 2})
    assert refused.status_code == 422
    assert refused.get_json()["title"] == "idempotency-key-reused"
    with probed.app_context():
        assert done(name) == 1


def test_a_refused_act_leaves_no_key_and_may_be_tried_again(probed: Flask) -> None:
    key, name = ulid(), ulid()
    assert post(probed, name, key, page="refuse").status_code == 409
    assert keys(probed, key) == 0
    assert post(probed, name, key, {"refused": False}, page="refuse").status_code == 201
    with probed.app_context():
        assert done(name) == 1


def test_the_same_key_serves_once_for_each_act(probed: Flask) -> None:
    key, name = ulid(), ulid()
    post(probed, name, key)
    assert post(probed, name, key, {"refused": False}, page="refuse").status_code == 201
    assert keys(probed, key) == 2


def test_without_a_key_each_sending_is_an_act(probed: Flask) -> None:
    name = ulid()
    assert [post(probed, name, None).get_json()["number"] for _ in range(2)] == [1, 2]


@pytest.mark.commits
def test_c02_of_eight_at_once_one_acts_and_all_are_told_the_same(probed: Flask) -> None:
    key, name, start = ulid(), ulid(), Barrier(8)

    def send(_: int) -> Any:
        start.wait()
        return post(probed, name, key)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert {answer.get_json()["number"] for answer in answers} == {1}
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 7
    with probed.app_context():
        assert done(name) == 1


@pytest.mark.parametrize("key", ["x" * 201, "a\tb"])
def test_a_key_nobody_can_read_is_refused(probed: Flask, key: str) -> None:
    assert post(probed, ulid(), key).status_code == 400


def test_keys_are_kept_thirty_days(probe: Flask) -> None:
    with unit_of_work():
        for days, key in ((31, "old"), (29, "young")):
            session.add(
                IdempotencyKey(
                    actor=idempotency.NOBODY,
                    act="test",
                    key=key,
                    body_sha256="",
                    outcome={},
                    created_at=clock.now() - timedelta(days=days),
                )
            )
    with unit_of_work():
        assert idempotency.sweep() == 1
    left = session.scalars(select(IdempotencyKey.key).where(IdempotencyKey.act == "test")).all()
    assert left == ["young"]
