"""`preau bench`: how fast it is, one JSON line a figure, each beside a baseline of the same run."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from app.bench_house import folder
from app.bench_serving import SERVERS, await_page, free_port
from app.servers import EmbeddedPostgres, EmbeddedRedis
from app.serving import preau_command

Figure = dict[str, Any]
STARTS = 3
FIRST_PAGE = "/connexion"


def figures(names: Iterable[str] = ()) -> Iterator[Figure]:
    """The figures asked for, all when none is named, each as soon as it is known."""
    wanted = list(names) or list(MEASURES)
    for name in wanted:
        yield from MEASURES[name]()


def start() -> list[Figure]:
    """Seconds from `preau up` to the first page, on data that is there; baseline: its servers."""
    with folder() as var:
        _first_page(var)  # makes the data, and is not measured
        ours, servers = [], []
        for _ in range(STARTS):
            ours.append(_first_page(var))
            servers.append(_servers_alone(var))
    value, baseline = median(ours), median(servers)
    return [
        {
            "name": "start",
            "value": round(value, 2),
            "unit": "s",
            "baseline": round(baseline, 2),
            "ratio": round(value / baseline, 1),
            "n": STARTS,
        }
    ]


def form_validate() -> list[Figure]:
    """A verdict on a whole form; baseline: bare validation of the same answers."""
    from form_factory import bench

    return bench.figures()


def workflow_transition() -> list[Figure]:
    """A move in memory; baseline: a table written by hand."""
    from workflows import bench

    return [bench.measure()]


def workflow_bulk() -> Iterator[Figure]:
    """A run over many requests; baseline: one statement that writes the same rows."""
    from app.bench_house import house
    from catalogue import bench

    with house() as (_app, owner):
        yield from bench.figures(owner)


def timers() -> Iterator[Figure]:
    """Thousands of deadlines that fall due at once; baseline: the seconds they may take."""
    from app.bench_house import house
    from catalogue import bench_timers

    with house() as (_app, owner):
        yield from bench_timers.figures(owner)


def rehearsal() -> Iterator[Figure]:
    """A draft circuit played on all open requests; baseline: reading them by hand."""
    from app.bench_house import house
    from catalogue import bench_rehearsal

    with house() as (_app, owner):
        yield from bench_rehearsal.figures(owner)


def letters() -> Iterator[Figure]:
    """A thousand letters at the desk; baseline: the same papers set one after the other."""
    from app.bench_house import house
    from catalogue import bench_letters

    with house() as (_app, owner):
        yield from bench_letters.figures(owner)


def records_list() -> Iterator[Figure]:
    """Pages of a million records in the database's time; baseline: the same by hand."""
    from app.bench_house import house
    from registry import bench

    with house() as (_app, owner):
        bench.prepare(owner)
        yield from bench.figures()


def pages() -> Iterator[Figure]:
    """Fifty people at once; baseline: the least page there can be, served alike."""
    from app import bench_pages

    yield from bench_pages.figures()


def submit() -> Iterator[Figure]:
    """A whole submission through the door; baseline: the same rows in a transaction by hand."""
    from app import bench_submit
    from app.bench_house import opened

    with opened() as house:
        yield from bench_submit.figures(house)


def form_edit() -> Iterator[Figure]:
    """Filling in and designing through the door; baseline: the least page, by the same door."""
    from app import bench_forms
    from app.bench_house import opened

    with opened() as house:
        yield from bench_forms.figures(house)


def auth_timing() -> Iterator[Figure]:
    """Known and unknown addresses at the door, apart; baseline: what may not be passed (S-04)."""
    from accounts import bench
    from app.bench_house import house

    with house():
        yield from bench.figures()


def knowledge() -> Iterator[Figure]:
    """Questions to a thousand entries and to twenty thousand; baseline: what they may take."""
    from knowledge_base import bench

    yield from bench.figures()


MEASURES: dict[str, Callable[[], Iterable[Figure]]] = {
    "start": start,
    "form.validate": form_validate,
    "form.edit": form_edit,
    "workflow.transition": workflow_transition,
    "workflow.bulk": workflow_bulk,
    "timers.10000": timers,
    "rehearsal.10000": rehearsal,
    "letters.1000": letters,
    "records.list": records_list,
    "submit": submit,
    "knowledge": knowledge,
    "auth.timing": auth_timing,
    "pages": pages,
}


def _first_page(var: Path) -> float:
    """Start all, wait for the page people see first, end all; the seconds until that page."""
    port = free_port()
    environ = {k: v for k, v in os.environ.items() if k not in SERVERS}
    begun = time.perf_counter()
    house = subprocess.Popen(
        preau_command("up", "--no-demo"),
        env={**environ, "PREAU_VAR": str(var), "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        await_page(house, port, FIRST_PAGE, var)
        return time.perf_counter() - begun
    finally:
        house.send_signal(signal.SIGINT)
        house.wait(30)


def _servers_alone(var: Path) -> float:
    """Seconds until PostgreSQL and Redis answer on the same data."""
    servers = (EmbeddedPostgres(var), EmbeddedRedis(var))
    begun = time.perf_counter()
    try:
        for server in servers:
            server.start()
        return time.perf_counter() - begun
    finally:
        for server in servers:
            server.stop()
