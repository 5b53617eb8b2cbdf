"""Other programs are told: signed, in order, again for a day, then the line stops (R-20, R-28)."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import datetime, time, timedelta
from socket import socket
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from catalogue.models import OutboundDelivery, OutboundLine
from catalogue.operations import connecting
from catalogue.outbound_models import JournalEvent
from catalogue.sending import WAITS
from catalogue.signing import OVERLAP, key_of
from core import clock
from core.actor import HOUSE
from core.database import session
from core.running import run_all
from messaging.models import Notice
from schemas import operations
from schemas.errors import NotPublishable
from tests.core.test_outbound import listener
from tests.kit.people import person
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


def line() -> OutboundLine:
    """How it stands with the program."""
    session.expire_all()
    return session.scalars(select(OutboundLine)).one()


def sent(heard: list[bytes]) -> list[tuple[dict[str, str], bytes]]:
    """Headers and bodies of what the program heard."""
    found = []
    for one in heard:
        head, _, body = one.partition(b"\r\n\r\n")
        lines = dict(each.split(": ", 1) for each in head.decode().split("\r\n")[1:])
        found.append((lines, body))
    return found


def is_signed(lines: dict[str, str], body: bytes, generation: int = 0) -> bool:
    """Whether a key of the connector signed it, as the other side would look."""
    said = lines["X-Preau-Timestamp"].encode() + b"." + body
    mac = hmac.new(key_of("finances", generation).encode(), said, hashlib.sha256)
    return f"sha256={mac.hexdigest()}" in lines["X-Preau-Signature"].split(", ")


def test_a_move_is_told_once_signed_with_what_the_connector_may_see(at, app):
    with listener() as (port, heard):
        at(port)
        request = told(works(**with_webhook()))
        run_all()
    ((lines, body),) = sent(heard)
    said = json.loads(body)
    assert said["request"] == request.reference
    assert said["answers"] == {"/nature": "entretien"}
    assert said["values"] == {"budget": "B12"}
    assert is_signed(lines, body)
    assert lines["Idempotency-Key"].startswith("step:")
    kept = session.scalars(select(OutboundDelivery)).one()
    assert (kept.status, kept.tries, kept.body) == (200, 1, None)


BROKEN = b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"


def test_r20_a_silent_program_is_tried_for_a_day_then_the_line_stops_and_is_told(at):
    with listener(BROKEN) as (port, heard):
        at(port)
        scene = works(**with_webhook())
        person("admin@example.test", "administrateur")
        first = told(scene)
        run_all()
        for number, _wait in enumerate(WAITS, 1):
            assert (line().tries, line().disabled_at) == (number, None)
            with time_machine.travel(line().next_at + timedelta(seconds=1), tick=False):
                run_all()
        assert line().disabled_because == "silent"
        assert len(heard) == len(WAITS) + 1
        second = told(scene)
        run_all()
        assert len(heard) == len(WAITS) + 1, "a line that stands still sends nothing"
    assert timedelta(hours=20) < sum(WAITS, timedelta()) < timedelta(hours=30)
    (notice,) = session.scalars(select(Notice).where(Notice.kind == "connector.stopped"))
    assert notice.url == "/administration/connecteurs/finances"
    with listener() as (port, heard):
        at(port)
        connecting.switch_on(HOUSE, "finances")
        session.commit()
        run_all()
    told_now = [json.loads(body)["request"] for _lines, body in sent(heard)]
    assert told_now == [first.reference, second.reference], "nothing was lost, in their order"


def test_r20_a_program_that_has_gone_is_not_told_again(at):
    with listener(b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n") as (port, heard):
        at(port)
        told(works(**with_webhook()))
        run_all()
    assert len(heard) == 1
    assert line().disabled_because == "gone"


AWAY = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"


def test_n03_a_program_that_sends_elsewhere_is_not_followed(at):
    with listener(AWAY) as (port, heard):
        at(port)
        told(works(**with_webhook()))
        run_all()
    assert len(heard) == 1
    assert line().tries == 1


def test_n01_a_connector_to_an_inner_address_is_neither_published_nor_reached(app):
    inner = {**CONNECTOR, "url": "http://127.0.0.1:9/"}
    operations.save_draft(HOUSE, "connector", "finances", inner)
    with pytest.raises(NotPublishable):
        operations.publish(HOUSE, "connector", "finances")
    session.rollback()
    publish("connector", {**CONNECTOR, "url": "https://localhost:9/"})
    told(works(**with_webhook()))
    run_all()
    assert line().disabled_because == "address"


def test_two_keys_sign_for_a_week_after_a_rotation_then_the_new_one_alone(at):
    with listener() as (port, heard):
        at(port)
        scene = works(**with_webhook())
        secret = connecting.rotate(HOUSE, "finances")
        told(scene)
        run_all()
        with time_machine.travel(clock.now() + OVERLAP + timedelta(hours=1), tick=False):
            told(scene)
            run_all()
    assert secret == key_of("finances", 1)
    assert [(is_signed(*one, 0), is_signed(*one, 1)) for one in sent(heard)] == [
        (True, True),
        (False, True),
    ]


def test_the_journal_goes_out_in_order_in_the_name_of_an_account_and_again_from_a_day(at):
    with listener() as (port, heard):
        at(port)
        scene = works()
        before = filed(scene)
        session.commit()
        run_all()
        connecting.subscribe(HOUSE, "finances", scene.gestionnaire, [])
        request = filed(scene)
        moved(scene, request, "instruire")
        session.commit()
        run_all()
        events = [json.loads(body) for _lines, body in sent(heard)]
        assert {e["request"] for e in events} == {request.reference}, "only what came after"
        assert "request.submitted" in {e["kind"] for e in events}
        assert events[-1]["data"]["transition"] == "instruire"
        numbers = [int(e["id"]) for e in events]
        assert numbers == sorted(numbers)
        keys = [lines["Idempotency-Key"] for lines, _body in sent(heard)]
        connecting.replay(HOUSE, "finances", clock.today())
        session.commit()
        run_all()
        again = sent(heard)[len(keys) :]
        assert json.loads(again[0][1])["request"] == before.reference
        assert [lines["Idempotency-Key"] for lines, _body in again][-len(keys) :] == keys
        connecting.subscribe(HOUSE, "finances", None, [])
        count = len(heard)
        filed(scene)
        session.commit()
        run_all()
        assert len(heard) == count


def test_a_day_sent_again_begins_at_midnight_in_paris(at):
    with listener() as (port, heard):
        at(port)
        scene = works()
        connecting.subscribe(HOUSE, "finances", scene.gestionnaire, [])
        filed(scene)
        night = datetime.combine(clock.today(), time(0, 10), tzinfo=clock.PARIS)
        session.execute(update(JournalEvent).values(at=night))
        session.commit()
        run_all()
        told_once = len(sent(heard))
        connecting.replay(HOUSE, "finances", clock.today())
        session.commit()
        run_all()
        assert len(sent(heard)) == 2 * told_once > 0


def test_how_a_try_failed_is_told_in_words(at, sign_in):
    with socket() as free:
        free.bind(("127.0.0.1", 0))  # nobody listens there
        at(free.getsockname()[1])
        told(works(**with_webhook()))
        run_all()
    boss = sign_in(person("admin@example.test", "administrateur"))
    page = boss.get("/administration/connecteurs/finances").get_data(as_text=True)
    assert "connexion refusée" in page


def test_administrators_see_how_it_stands_and_switch_it_on(at, sign_in):
    with listener(BROKEN) as (port, _heard):
        at(port)
        scene = works(**with_webhook())
        boss = sign_in(person("admin@example.test", "administrateur"))
        request = told(scene)
        run_all()
    path = "/administration/connecteurs"
    assert "Nouvel essai prévu" in boss.get(path).get_data(as_text=True)
    one = f"{path}/finances"
    assert boss.submit(f"{one}/arreter").status_code == 303
    page = boss.get(one).get_data(as_text=True)
    assert "Ce connecteur est arrêté" in page
    assert request.reference in page
    assert boss.submit(f"{one}/journal", {"compte": "rien@example.test"}).status_code == 422
    asked = {"compte": "gestionnaire@example.test", "evenements": ["request.moved"]}
    assert boss.submit(f"{one}/journal", asked).status_code == 303
    assert boss.submit(f"{one}/rejouer", {"depuis": "hier"}).status_code == 422
    shown = boss.submit(f"{one}/cle").get_data(as_text=True)
    assert key_of("finances", 1) in shown
    assert key_of("finances", 1) not in boss.get(one).get_data(as_text=True)
    assert boss.submit(f"{one}/ancienne-cle").status_code == 303
    assert boss.submit(f"{one}/reprendre").status_code == 303
    assert (line().disabled_at, line().kinds) == (None, ["request.moved"])
    assert sign_in(scene.gestionnaire).get(path).status_code == 403
    assert boss.get(f"{path}/absent").status_code == 404
