"""Fixtures of the whole house: one server a run, one database a worker, everything undone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings

from tests.kit import external
from tests.kit.browser import NoChromium, chromium
from tests.kit.cluster import Cluster

# How long an example takes says nothing on a busy machine: timings belong to the bench.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

#: Journeys, and the demonstration that is loaded whole.
LONG = ("tests/browser/", "tests/demo/", "tests/audit/")
#: The longest of them all: begun before everything else.
FIRST = ("tests/demo/", "tests/browser/test_every_page", "tests/browser/test_states")
#: Short files between two long ones: the long are all begun when two thirds are done.
BETWEEN = 5
_cluster: list[Cluster] = []
_last_words: list[Callable[[], None]] = []


def pytest_configure(config: pytest.Config) -> None:
    """The controller (or the only process) starts the server; workers join it."""
    os.environ.setdefault("PREAU_TINY_PASSWORDS", "1")
    external.set_aside()
    if hasattr(config, "workerinput"):
        folder = Path(config.workerinput["cluster"])
        _cluster.append(Cluster(folder, owner=False))
    elif not config.option.collectonly:
        config.add_cleanup(_stop)


def cluster_of_run() -> Cluster:
    """The server of this run, started on first need when there is no controller."""
    if not _cluster:
        _cluster.append(Cluster.start())
    return _cluster[0]


class Nodes:
    """Hands the server's folder and Chromium to each worker (only when pytest-xdist is at work)."""

    @staticmethod
    def pytest_configure_node(node: Any) -> None:
        node.workerinput["cluster"] = str(cluster_of_run().folder)
        try:
            node.workerinput["chromium"] = chromium()
        except NoChromium as absent:
            node.workerinput["no_chromium"] = str(absent)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One long file, then a few short ones: browsers side by side would only starve each other,
    and the last minute is made of small files.

    A file stays on one worker (`--dist loadfile`), so that the scenes it shares are made once.
    """
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.nodeid.partition("::")[0], []).append(item)
    long = [file for name, file in files.items() if name.startswith(LONG)]
    long.sort(key=lambda file: not file[0].nodeid.startswith(FIRST))
    short = [file for name, file in files.items() if not name.startswith(LONG)]
    woven: list[list[pytest.Item]] = []
    while long or short:
        woven += [*long[:1], *short[:BETWEEN]]
        del long[:1], short[:BETWEEN]
    items[:] = [item for file in woven for item in file]


def pytest_plugin_registered(plugin: object, manager: pytest.PytestPluginManager) -> None:
    """Register the hook for workers once xdist is there."""
    if type(plugin).__name__ == "DSession" and not manager.has_plugin("preau-nodes"):
        manager.register(Nodes(), "preau-nodes")


def _stop() -> None:
    for cluster in _cluster:
        cluster.stop()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Journeys are never skipped in silence: the very last line says how many ran."""
    stats = terminalreporter.stats
    done, failed = (
        sum(one.when == "call" and "tests/browser/" in one.nodeid for one in stats.get(key, []))
        for key in ("passed", "failed")
    )
    told = f"journeys in Chromium: {done + failed} ran, {done} passed"
    _last_words.append(lambda: terminalreporter.write_line(told))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """After pytest's own last line."""
    for say in _last_words:
        say()


@pytest.fixture(scope="session")
def chromium_path(request: pytest.FixtureRequest) -> str:
    """Chromium as the controller found it; its absence is a failure that says what to do."""
    handed: dict[str, str] = getattr(request.config, "workerinput", {})
    if "no_chromium" in handed:
        pytest.fail(handed["no_chromium"], pytrace=False)
    try:
        return handed.get("chromium") or chromium()
    except NoChromium as absent:
        pytest.fail(str(absent), pytrace=False)


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """The PostgreSQL server of the run."""
    return cluster_of_run()


@pytest.fixture(scope="session")
def house(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on this worker's database."""
    from tests.kit.house import a_house

    with a_house(cluster, tmp_path_factory.mktemp("var")) as app:
        yield app


@pytest.fixture
def app(house: Flask) -> Iterator[Flask]:
    """The application inside a transaction undone after the test, its context open."""
    from tests.kit.house import undone

    with undone(house):
        yield house


@pytest.fixture
def client(app: Flask) -> Any:
    """A visitor who has not signed in."""
    return app.test_client()


@pytest.fixture
def committed(cluster: Cluster, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database of its own, where commits are real (threads, kills)."""
    from core.database import db
    from tests.kit.house import build

    name = cluster.clone()
    app = build(cluster.url(name), tmp_path / "var")
    yield app
    with app.app_context():
        db.engine.dispose()
    cluster.drop(name)


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., Any]:
    """`sign_in(account)` → a client signed in as that person, through the door people use."""
    from tests.kit.people import signed_in

    return lambda account: signed_in(app, account)
