"""The backlog for administrators: what is shown, to whom, run again, called off (FAULTS R-17)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from accounts import queries
from app.cli import main
from app.home.telling import tell_set_aside
from core import backlog, clock, contributions, jobs
from core.backlog import JobKind
from core.database import session, unit_of_work
from core.models import Change, Job
from core.running import run_all, run_batch
from messaging import queries as messaging
from tests.kit.people import base_pack, person

URL = "/administration/taches"


@pytest.fixture
def admin(app: Flask) -> Any:
    """Who looks after the house."""
    base_pack()
    found = person("admin@example.test", "administrateur", name="Ada Roux")
    session.execute(update(Job).values(done_at=clock.now()))
    return found


@pytest.fixture
def ends() -> Iterator[list[Any]]:
    """A kind that does nothing, another that breaks, and who hears of what is called off."""
    told: list[Any] = []

    def breaks(_job: jobs.Taken) -> None:
        text = "CANARI Lilas 12 rue des Acacias"
        raise MemoryError(text)

    jobs.runner("probe.fine", lambda _job: told.append("ran"))
    jobs.runner("probe.breaks", breaks)
    contributions.fill(backlog.KINDS, JobKind("probe.fine", "Essai", told.append))
    yield told
    del contributions._FILLED[backlog.KINDS]["probe.fine"]


def write(kind: str = "probe.fine", **values: Any) -> int:
    """A job in the state `values` say."""
    job = jobs.enqueue(kind, {"name": "CANARI"})
    assert job is not None
    if values:
        session.execute(update(Job).where(Job.id == job).values(**values))
    session.flush()
    return job


def row(job: int) -> Job:
    found = session.get(Job, job, populate_existing=True)
    assert found is not None
    return found


def page(client: Any, query: str = "") -> str:
    answer = client.get(f"{URL}{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)[:1500]
    return str(answer.get_data(as_text=True))


def test_each_state_is_told_in_words_and_no_argument_is_shown(
    admin: Any, ends: Any, sign_in: Any
) -> None:
    now = clock.now()
    write()
    write("probe.breaks", parked_at=now, tries=9, error="MemoryError rendering.py:12")
    write(lease_until=now + timedelta(seconds=30), progress={"done": 40, "of": 500})
    client = sign_in(admin)
    parked = page(client)
    assert "plus de mémoire" in parked, "those set aside come first"
    assert "MemoryError rendering.py:12" in parked
    assert "40 / 500" in page(client, "?etat=running")
    assert "Essai" in page(client, "?etat=waiting")
    for state in backlog.STATES:
        assert "CANARI" not in page(client, f"?etat={state}")


def test_r17_a_job_that_breaks_ends_among_those_set_aside_and_others_go_on(
    admin: Any, ends: Any, sign_in: Any
) -> None:
    """FAULTS R-17: with its reason, without a word of what it was about."""
    broken = write("probe.breaks")
    write()
    session.commit()
    for _ in range(len(jobs.BACKOFF) + 1):
        run_batch()
        session.execute(update(Job).where(Job.done_at.is_(None)).values(available_at=clock.now()))
    assert ends == ["ran"]
    assert row(broken).parked_at is not None
    html = page(sign_in(admin))
    assert "plus de mémoire" in html
    assert "Acacias" not in html


def test_r17_what_takes_its_worker_down_again_and_again_is_set_aside(admin: Any, ends: Any) -> None:
    """FAULTS R-17: nobody was left to write the failure down."""
    late = clock.now() - timedelta(seconds=1)
    killer = write(tries=len(jobs.BACKOFF) + 1, lease_until=late)
    young = write(tries=1, lease_until=late)
    backlog.set_aside_lost()
    assert row(killer).parked_at is not None
    assert row(young).parked_at is None


def test_r17_whoever_looks_after_jobs_is_told_once_of_what_was_set_aside(
    admin: Any, ends: Any, sign_in: Any
) -> None:
    stranger = person("autre@example.test", "agent", name="Zoé Blanc")
    tell_set_aside()
    for minutes in (2, 1):
        write(parked_at=clock.now() - timedelta(minutes=minutes), error="MemoryError x.py:1")
    for _ in range(2):  # looked at twice, told once
        tell_set_aside()
    write("probe.breaks", parked_at=clock.now(), error="MemoryError x.py:1")
    tell_set_aside()
    (told,) = messaging.notices(queries.actor_of(admin.id)).items
    assert told.sentence == "3 tâches de fond sont mises de côté, dont « probe.breaks »."
    assert page(sign_in(admin), told.url.removeprefix(URL)).count("MemoryError") == 3
    assert messaging.notices(queries.actor_of(stranger.id)).items == []


def test_one_runs_again_and_it_is_written_down(admin: Any, ends: Any, sign_in: Any) -> None:
    job = write(parked_at=clock.now(), tries=9, error="OperationalError x.py:1")
    assert sign_in(admin).submit(f"{URL}/relancer", {"job": job}).status_code == 303
    assert (row(job).parked_at, row(job).tries) == (None, 0)
    run_all()
    assert ends == ["ran"]
    line = session.query(Change).filter_by(subject_kind="job").one()
    assert (line.act, line.actor_name, line.facts) == (
        "job.retried",
        "Ada Roux",
        {"kind": "probe.fine"},
    )


def test_all_of_a_kind_run_again(admin: Any, ends: Any, sign_in: Any) -> None:
    mine = [write(parked_at=clock.now()) for _ in range(3)]
    other = write("probe.breaks", parked_at=clock.now())
    client = sign_in(admin)
    answer = client.submit(f"{URL}/tout-relancer", {"type": "probe.fine", "etat": "parked"})
    assert answer.status_code == 303
    assert all(row(job).parked_at is None for job in mine)
    assert row(other).parked_at is not None


@pytest.mark.parametrize("state", ["waiting", "parked", "running"])
def test_what_is_called_off_never_runs_and_its_room_hears_of_it(
    admin: Any, ends: Any, sign_in: Any, state: str
) -> None:
    values: dict[str, dict[str, Any]] = {
        "waiting": {},
        "parked": {"parked_at": clock.now()},
        "running": {"lease_until": clock.now() + timedelta(seconds=30), "lease_no": 1},
    }
    job = write(**values[state])
    client = sign_in(admin)
    assert client.submit(f"{URL}/annuler", {"job": job}).status_code == 303
    assert ends == [{"name": "CANARI"}]
    assert row(job).cancelled_at is not None
    run_all()
    assert "ran" not in ends
    assert client.submit(f"{URL}/annuler", {"job": job}).status_code == 404


def test_who_held_a_job_that_was_called_off_writes_nothing_more(admin: Any, ends: Any) -> None:
    job = write()
    session.commit()
    with unit_of_work():
        (held,) = jobs.take()
    backlog.cancel(_house(), job)
    with pytest.raises(jobs.LeaseLost):
        jobs.hold(held)


def test_long_lists_go_on_page_by_page(admin: Any, ends: Any) -> None:
    for _ in range(120):
        write()
    seen: list[int] = []
    after = None
    while True:
        found = backlog.lines(backlog.WAITING, "probe.fine", after)
        seen += [line.id for line in found.items]
        after = found.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize("role", ["agent", "superviseur", "chef-etablissement"])
def test_a04_nobody_else_comes_in(admin: Any, ends: Any, sign_in: Any, role: str) -> None:
    job = write()
    client = sign_in(person(f"{role}@example.test", role, name="Zoé Autre"))
    assert client.get(URL).status_code == 403
    assert client.submit(f"{URL}/annuler", {"job": job}).status_code == 403
    assert client.submit(f"{URL}/relancer", {"job": job}).status_code == 403
    assert row(job).cancelled_at is None


def test_who_looks_after_one_place_only_does_not_see_the_jobs_of_all(
    admin: Any, ends: Any, sign_in: Any
) -> None:
    from accounts import operations

    operations.place("establishment", "0350001A", "Collège", "/org")
    local = person("local@example.test", "administrateur", name="Loïc", scope="/org/0350001A")
    assert sign_in(local).get(URL).status_code == 403


def test_the_terminal_lists_runs_again_and_calls_off(app: Flask, admin: Any, ends: Any) -> None:
    runner = app.test_cli_runner()
    job = write(parked_at=clock.now(), error="MemoryError x.py:1")
    listed = runner.invoke(main, ["jobs", "list", "--json"])
    assert listed.exit_code == 0, listed.output
    [line] = [json.loads(text) for text in listed.output.splitlines()]
    assert (line["id"], line["state"], line["error"]) == (job, "parked", "MemoryError x.py:1")
    assert "plus de mémoire" in runner.invoke(main, ["jobs", "list"]).output
    assert "1 tâche" in runner.invoke(main, ["jobs", "retry", "--all-parked"]).output
    assert f"Tâche {job} relancée" in runner.invoke(main, ["jobs", "retry", str(job)]).output
    assert f"Tâche {job} annulée" in runner.invoke(main, ["jobs", "cancel", str(job)]).output
    refused = runner.invoke(main, ["jobs", "cancel", str(job)])
    assert refused.exit_code == 1
    assert "déjà finie" in refused.output
    assert runner.invoke(main, ["jobs", "retry"]).exit_code == 2


def _house() -> Any:
    from core.actor import HOUSE

    return HOUSE
