"""One house in earnest for all trials, and the table they fill.

`PREAU_CHAOS_SCALE` (1 unless told) makes the long trials shorter: 0.05 is a twentieth of the kills.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.database import unit_of_work
from core.running import run_all
from tests.kit.ledger import Ledger
from tests.kit.stack import Stack
from tests.kit.works import Works, works

_rows: list[tuple[str, ...]] = []
SCALE = float(os.environ.get("PREAU_CHAOS_SCALE") or "1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every trial of this folder is for `make chaos` only."""
    for item in items:
        if "tests/chaos/" in item.nodeid:
            item.add_marker(pytest.mark.chaos)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What was done to the house, and what it was worth."""
    if _rows:
        terminalreporter.section("chaos")
        widths = [max(len(row[i]) for row in _rows) for i in range(3)]
        for row in _rows:
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
            terminalreporter.write_line("  ".join(cells).rstrip())


@pytest.fixture(scope="session")
def tell() -> Callable[..., None]:
    """Add a line to the table: id, what was done, what was found."""

    def add(fault: str, done: str, **found: Any) -> None:
        _rows.append((fault, done, " · ".join(f"{name} {value}" for name, value in found.items())))

    return add


@pytest.fixture(scope="session")
def scene() -> Iterator[tuple[Stack, Works, str]]:
    """A furnished house, its people and the key of the program that submits; no process yet."""
    from accounts.operations import create_token
    from core.actor import HOUSE
    from core.settings import change
    from schemas import operations

    var = Path(tempfile.mkdtemp(prefix="preau-chaos-"))
    stack = Stack(var)
    try:
        stack.open()
        with stack.app.app_context(), unit_of_work():
            people = works()
            # One key files for all clients: what is tried is not the quota of keys.
            change("api.calls-a-minute", 1_000_000)
            # The letter is for the trial of letters: a thousand of them would take ten minutes.
            operations.retire(HOUSE, "template", "lettre-recepisse")
            token = create_token(HOUSE, people.head, "chaos")
        yield stack, people, token
    finally:
        stack.close()
        shutil.rmtree(var, ignore_errors=True)


@pytest.fixture(scope="session")
def scaled() -> Callable[[int, int], int]:
    """`scaled(10_000, 200)`: as many as this run wants, and never fewer than the second."""
    return lambda whole, least: max(least, round(whole * SCALE))


@pytest.fixture(scope="session")
def agent_key(scene: tuple[Stack, Works, str]) -> str:
    """The key of the agent who receives requests, for runs on many of them."""
    from accounts.operations import create_token
    from core.actor import HOUSE

    house, people, _ = scene
    with house.app.app_context(), unit_of_work():
        return create_token(HOUSE, people.gestionnaire, "chaos")


@pytest.fixture
def stack(scene: tuple[Stack, Works, str]) -> Iterator[Stack]:
    """The house with nothing waiting and nothing running but its two servers."""
    house = scene[0]
    at_rest(house)
    yield house
    house.stop_parts()


def at_rest(house: Stack) -> None:
    """Both servers up, and every job done."""
    for server in (house.postgres, house.redis):
        server.start()
    with house.app.app_context():
        run_all()


@pytest.fixture
def ledger(stack: Stack, scene: tuple[Stack, Works, str]) -> Ledger:
    """A client with an empty book."""
    return Ledger(stack.port, scene[2])
