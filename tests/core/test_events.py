"""Events: `during` may refuse, `after` cannot be lost and is delivered apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from core import events
from core.database import session, unit_of_work
from core.errors import Conflict
from core.ids import ulid, uuid7
from core.models import Job
from core.running import run_all
from tests.core.conftest import broken, count, done


@dataclass(frozen=True, slots=True)
class Happened:
    """Something, with one value of each sort."""

    subject_id: UUID
    others: tuple[UUID, ...] = ()
    on: date | None = None
    at: datetime | None = None
    name: str = ""
    sizes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusable:
    """Something a room may refuse."""

    name: str


heard: list[Happened] = []
troubles: list[Exception] = []


def count_it(event: Happened) -> None:
    heard.append(event)
    count(event.name)


def trouble(event: Happened) -> None:
    if troubles:
        count(event.name + "-trouble")
        raise troubles.pop()


def refuse(event: Refusable) -> None:
    count(event.name + "-during")
    raise Conflict


@pytest.fixture
def told(probe: Flask) -> Iterator[Flask]:
    """Nothing waits, nothing was heard; the three subscribers listen for the length of a test."""
    run_all()
    heard.clear()
    troubles.clear()
    events.after(Happened)(count_it)
    events.after(Happened)(trouble)
    events.during(Refusable)(refuse)
    yield probe
    del events._AFTER[Happened], events._DURING[Refusable]
    for subscriber in (count_it, trouble):
        del events._BY_NAME[events._name(subscriber)]


def jobs_waiting() -> int:
    found = session.scalar(select(func.count()).select_from(Job).where(Job.done_at.is_(None))) or 0
    session.rollback()
    return found


def test_one_row_per_subscriber_is_written_with_the_act_and_each_is_delivered_once(
    told: Flask,
) -> None:
    name = ulid()
    with unit_of_work():
        count(name)
        events.announce(Happened(uuid7(), name=name))
        assert heard == []
    assert jobs_waiting() == 2
    assert run_all() == 2
    assert run_all() == 0
    assert (len(heard), done(name)) == (1, 2)


def test_an_act_undone_tells_nobody(told: Flask) -> None:
    with pytest.raises(ValueError, match="broken"):
        broken(ValueError("broken"), lambda: events.announce(Happened(uuid7(), name=ulid())))
    assert run_all() == 0
    assert heard == []


def test_whoever_hears_during_may_refuse_and_all_is_undone(told: Flask) -> None:
    name = ulid()
    with pytest.raises(Conflict):
        broken(ValueError(), lambda: count(name), lambda: events.announce(Refusable(name)))
    assert (done(name), done(name + "-during")) == (0, 0)


def test_an_event_comes_out_of_the_table_as_it_went_in(told: Flask) -> None:
    sent = Happened(
        uuid7(),
        (uuid7(), uuid7()),
        date(2026, 11, 28),
        datetime(2026, 11, 28, 17, 42, tzinfo=UTC),
        ulid(),
        (1, 2),
    )
    with unit_of_work():
        events.announce(sent)
    run_all()
    (got,) = heard
    assert (got.subject_id, got.on, got.at, got.name, got.sizes) == (
        sent.subject_id,
        sent.on,
        sent.at,
        sent.name,
        sent.sizes,
    )
    assert tuple(got.others) == sent.others


def test_a_delivery_that_fails_is_tried_again_alone(told: Flask) -> None:
    name = ulid()
    troubles.append(ValueError("down"))
    with unit_of_work():
        events.announce(Happened(uuid7(), name=name))
    run_all()
    assert (len(heard), done(name), done(name + "-trouble")) == (1, 1, 0)
    assert jobs_waiting() == 1
    with unit_of_work():
        session.execute(Job.__table__.update().values(available_at=func.now()))
    run_all()
    assert (len(heard), jobs_waiting()) == (1, 0)


def test_all_who_listen_can_be_listed(told: Flask) -> None:
    assert count_it in events.subscribers().values()
    assert {Happened, Refusable} <= events.event_types()
