"""The last version of the tables comes while people work, under old and new code (FAULTS R-23).

The old code is taken from the history of git: nothing else has the models of the former tables. In
a full clone its absence is a failure. A shallow clone, or the sources without git, is let off: what
would be tried lies on another machine. There `test_old_archives.py` goes on proving that the former
tables, which the frozen versions make, become those of today.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.migrate import FOLDER, downgrade, latest
from app.serving import preau_command, web_command
from app.settings import Settings
from tests.kit.ledger import Ledger
from tests.kit.stack import FOREIGN, Stack, _free_port

ROOT = FOLDER.parent
MANY = 40
#: Told by the former code itself, whose models are those of the former tables.
FURNISH = """
from app import create_app
from core.actor import HOUSE
from core.database import unit_of_work
from accounts.operations import create_token
from tests.kit.works import works
with create_app().app_context(), unit_of_work():
    print("TOKEN", create_token(HOUSE, works().head, "upgrade"))
"""


def git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def has_all_history() -> bool:
    """Whether this is a clone with every commit in it."""
    try:
        return git("rev-parse", "--is-shallow-repository") == "false"
    except (subprocess.CalledProcessError, FileNotFoundError):
        return False


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="preau-upgrade-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def former(folder: Path) -> Path:
    """The code as it was before the last version of the tables."""
    if not has_all_history():
        pytest.skip("a shallow clone, or no clone: the former code is not on this machine")
    (last,) = (FOLDER / "versions").glob(f"{latest()}_*.py")
    born = git("log", "--diff-filter=A", "--format=%H", "--", str(last)).split()
    if not born:
        pytest.fail(f"{last.name} is not committed: commit it, then try the upgrade", pytrace=False)
    parent = git("rev-parse", f"{born[-1]}^")
    target = folder / "former"
    target.mkdir()
    tar = subprocess.run(["git", "archive", parent], cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "-x"], cwd=target, input=tar.stdout, check=True)
    return target


@contextlib.contextmanager
def served(code: Path, environ: dict[str, str]) -> Iterator[int]:
    """Pages served by this code, on a port of their own."""
    port = _free_port()
    given = {**environ, "PORT": str(port), "PYTHONPATH": str(code)}
    process = subprocess.Popen(
        web_command(Settings.from_env(given)), cwd=code, env=given, process_group=0
    )
    try:
        probe = Ledger(port, "")
        for _ in range(600):
            if probe.post("0", 0)[0] not in (0, 502):
                break
            threading.Event().wait(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def run(code: Path, environ: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        command, cwd=code, env={**environ, "PYTHONPATH": str(code)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_r23_old_and_new_code_answer_while_tables_change(folder: Path, former: Path) -> None:
    stack = Stack(folder / "var")
    stack.postgres.start()
    stack.redis.start()
    owner = stack.postgres.url("preau_migrate")
    try:
        bare = {k: v for k, v in os.environ.items() if k not in FOREIGN}
        environ = {
            **bare, **stack.environ("preau_worker"), "PREAU_MIGRATE_URL": owner,
            "PREAU_TINY_PASSWORDS": "1",
        }  # fmt: skip
        run(former, environ, *preau_command("migrate"))
        told = run(former, environ, sys.executable, "-c", FURNISH)
        token = told.split("TOKEN ")[1].split()[0]
        with served(former, environ) as old_port:
            old = Ledger(old_port, token)
            people = threading.Thread(target=old.submit_all, args=(range(MANY), 3))
            people.start()
            run(ROOT, environ, *preau_command("migrate"))
            with served(ROOT, environ) as new_port:
                new = Ledger(new_port, token)
                new.submit_all(range(MANY, 2 * MANY), 3)
                people.join()
                old.submit(2 * MANY)  # the former code on the new tables, alone
        assert set(old.statuses) == set(new.statuses) == {201}, (old.statuses, new.statuses)
        references = [*old.told.values(), *new.told.values()]
        assert len(set(references)) == 2 * MANY + 1, "every submission has a number of its own"
        downgrade(owner, "-1")
        with served(former, environ) as old_port:
            back = Ledger(old_port, token)
            back.submit(3 * MANY)
            assert set(back.statuses) == {201}, "the last version is undone under the former code"
    finally:
        stack.redis.stop()
        stack.postgres.stop()
