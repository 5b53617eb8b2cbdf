"""A file of records taken in while its processes are killed (FAULTS I-05)."""

from __future__ import annotations

import hashlib
import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from app.serving import preau_command
from core.actor import HOUSE
from core.database import session
from tests.kit.books import ask
from tests.kit.stack import Stack
from tests.kit.works import Works
from tests.registry.conftest import LETTERS, lines

DONE = """SELECT coalesce(max((counts->>'lines')::int), 0) FROM import_batch
WHERE filename = 'ecoles.csv' AND undone_at IS NULL"""
FINISHED = """SELECT count(*) FROM import_batch
WHERE filename = 'ecoles.csv' AND finished_at IS NOT NULL"""
COUNTS = "SELECT counts FROM import_batch WHERE filename = 'ecoles.csv' ORDER BY id DESC LIMIT 1"
#: Past every code that other trials make.
FIRST = 360_000


def file_of(count: int) -> bytes:
    """Schools, one in a hundred of them refused, one in fifty told twice."""
    rows = []
    for number in range(FIRST, FIRST + count):
        code = f"{number:07d}{LETTERS[number % 23]}"
        rows.append({"uai": code, "nom": "" if number % 100 == 7 else f"École {number}"})
    return lines(*rows, *rows[::50])


def digest() -> str:
    """What the schools of the file are, in one word."""
    from registry.models import Record

    found = session.execute(
        select(Record.code, Record.label, Record.data, Record.scope_path, Record.state)
        .where(Record.code.between("0360000", "037"))
        .order_by(Record.code)
    )
    return hashlib.sha256(json.dumps([list(row) for row in found]).encode()).hexdigest()


def test_i05_an_import_killed_twice_ends_as_an_undisturbed_one(
    stack: Stack,
    scene: tuple[Stack, Works, str],
    tmp_path: Path,
    tell: Callable[..., None],
    scaled: Callable[[int, int], int],
) -> None:
    from registry import operations

    content = file_of(scaled(20_000, 6_000))
    file = tmp_path / "ecoles.csv"
    file.write_bytes(content)
    with stack.app.app_context():
        quiet = operations.import_file(HOUSE, "etablissement", content, filename="essai.csv")
        expected, counts = digest(), dict(quiet.counts)
        session.rollback()
        assert digest() != expected
        session.rollback()
    command = [*preau_command("records"), "import", "etablissement", str(file)]
    environ: dict[str, Any] = stack.environ("preau_worker")
    terminal = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    stack.wait_until(lambda: ask(stack, DONE) > 0, 120, "the first lines are in")
    terminal.kill()
    terminal.wait(30)
    by_terminal = ask(stack, DONE)
    killed = time.monotonic()
    stack.start("clock", "worker")
    stack.wait_until(lambda: ask(stack, DONE) > by_terminal, 120, "a worker goes on")
    resumed = time.monotonic() - killed
    stack.kill("worker")
    by_worker = ask(stack, DONE)
    stack.start("worker2")
    took = stack.wait_until(lambda: bool(ask(stack, FINISHED)), 300, "all of it is in")
    with stack.app.app_context():
        ended, told = digest(), session.execute(text(COUNTS)).scalar_one()
        session.rollback()
    again = subprocess.run(command, env=environ, capture_output=True, check=True, timeout=300)
    second = json.loads(again.stdout)
    tell(
        "I-05",
        f"{counts['lines']} lines, terminal then worker killed -9",
        taken_by_then=f"{by_terminal} then {by_worker}",
        resumed_after=f"{resumed:.0f} s",
        ended_after=f"{took:.0f} s",
        same=ended == expected,
        second_time=f"{second['created']} + {second['updated']}",
    )
    assert by_worker < counts["lines"], "it had ended before it was killed"
    assert (ended, told) == (expected, counts)
    assert (second["created"], second["updated"]) == (0, 0)
