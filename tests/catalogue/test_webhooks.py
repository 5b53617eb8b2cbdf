"""Circuits tell other programs: signed, once sure, again for a day, then set aside (R-20, R-28)."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from catalogue.webhooks import WAITS, key_of
from core import clock
from core.actor import HOUSE
from core.database import session
from core.models import Job
from core.running import run_all, run_batch
from schemas import operations
from schemas.errors import NotPublishable
from tests.core.test_outbound import listener
from tests.kit.works import Works, circuit, filed, moved, publish, works

CONNECTOR = {
    "kind": "connector", "format": 1, "key": "finances", "title": "Finances", "language": "fr",
    "translations": {}, "url": "", "sees": ["/nature"],
}  # fmt: skip


def with_webhook() -> dict[str, Any]:
    """« instruire » tells the program at once."""
    transitions = circuit()["transitions"]
    for one in transitions:
        if one["key"] == "instruire":
            one["actions"] = [
                {"do": "webhook", "connector": "finances", "values": {"budget": "B12"}}
            ]
    return {"transitions": transitions}


@pytest.fixture
def at(app: Flask):
    """Let the house reach one place of this machine, and send there."""
    kept = app.config["SETTINGS"]

    def reach(port: int) -> None:
        place = f"127.0.0.1:{port}"
        app.config["SETTINGS"] = replace(kept, outbound_allowed=frozenset({place}))
        publish("connector", {**CONNECTOR, "url": f"http://{place}/hook"})

    yield reach
    app.config["SETTINGS"] = kept


def told(scene: Works) -> Any:
    """A request whose move tells the program."""
    request = filed(scene)
    moved(scene, request, "instruire")
    session.commit()
    return request


def job() -> Job:
    """The job that tells it."""
    session.expire_all()
    return session.scalars(select(Job).where(Job.kind == "catalogue.webhook")).one()


def test_a_move_is_told_once_signed_with_what_the_connector_may_see(at, app):
    with listener() as (port, heard):
        at(port)
        request = told(works(**with_webhook()))
        run_all()
    assert len(heard) == 1
    head, _, body = heard[0].partition(b"\r\n\r\n")
    said = json.loads(body)
    assert said["request"] == request.reference
    assert said["answers"] == {"/nature": "entretien"}
    assert said["values"] == {"budget": "B12"}
    lines = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    stamp = lines["X-Preau-Timestamp"]
    mac = hmac.new(key_of("finances").encode(), f"{stamp}.".encode() + body, hashlib.sha256)
    assert lines["X-Preau-Signature"] == f"sha256={mac.hexdigest()}"
    assert lines["Idempotency-Key"].startswith("step:")


def test_r20_a_silent_program_is_told_again_for_a_day_then_set_aside(at):
    broken = b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"
    with listener(broken) as (port, heard):
        at(port)
        told(works(**with_webhook()))
        run_batch()
        for wait in (*WAITS, timedelta(days=1)):
            run_batch()
            assert job().parked_at is None
            with time_machine.travel(job().available_at + timedelta(seconds=1), tick=False):
                run_batch()
            assert wait
            if job().parked_at is not None:
                break
    assert job().parked_at is not None
    assert job().error.startswith("WebhookSilent")
    assert len(heard) == len(WAITS) + 1
    assert sum(WAITS, timedelta()) > timedelta(hours=20)


def test_r20_a_program_that_has_gone_is_not_told_again(at):
    with listener(b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n") as (port, heard):
        at(port)
        told(works(**with_webhook()))
        run_all()
    assert len(heard) == 1
    assert job().parked_at is not None
    assert job().error.startswith("WebhookRefused")


def test_n01_a_connector_to_an_inner_address_is_neither_published_nor_reached(app):
    inner = {**CONNECTOR, "url": "http://127.0.0.1:9/"}
    operations.save_draft(HOUSE, "connector", "finances", inner)
    with pytest.raises(NotPublishable):
        operations.publish(HOUSE, "connector", "finances")
    session.rollback()
    publish("connector", {**CONNECTOR, "url": "https://localhost:9/"})
    told(works(**with_webhook()))
    run_all()
    assert job().error.startswith("WebhookRefused")
    assert clock.now() >= job().parked_at
