"""Saved while people submit, restored into an empty place, held against what they were told."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.servers import EmbeddedPostgres
from app.serving import preau_command
from core.actor import HOUSE
from core.database import unit_of_work
from tests.kit.archives import members
from tests.kit.ledger import Ledger
from tests.kit.stack import FOREIGN, Stack
from tests.kit.works import works

#: More than will be handed in before the archive is written.
MANY = 5000


@pytest.fixture
def folder() -> Iterator[Path]:
    """Under a short name: sockets lie beside it."""
    made = Path(tempfile.mkdtemp(prefix="preau-drill-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def stack(folder: Path) -> Iterator[Stack]:
    found = Stack(folder / "var")
    try:
        found.open()
        yield found
    finally:
        found.close()


def preau(*words: str, **environ: str) -> str:
    """A command as a host types it."""
    bare = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    done = subprocess.run(
        preau_command(*words), env={**bare, **environ}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def asked(connection: Any, query: str) -> Any:
    return connection.execute(query).fetchall()


def test_r24_a_backup_under_load_is_restored_whole(stack: Stack, folder: Path) -> None:
    from accounts.operations import create_token

    with stack.app.app_context(), unit_of_work():
        people = works()
        token = create_token(HOUSE, people.head, "drill")
    stack.start("web", "worker", "clock")
    ledger = Ledger(stack.port, token)
    clients = threading.Thread(target=ledger.submit_all, args=(range(MANY), 4))
    clients.start()
    archive = folder / "drill.tar"
    try:
        stack.wait_until(lambda: len(ledger.told) > 20, 120, "people submit")
        before = set(ledger.told.values())
        owner = stack.postgres.url("preau_migrate")
        environ = {**stack.environ("preau_worker"), "PREAU_MIGRATE_URL": owner}
        preau("backup", str(archive), **environ)
        assert clients.is_alive(), "nobody was at work: more submissions are needed"
    finally:
        ledger.stop.set()
        clients.join()
    key = environ["SECRET_KEY"]
    stack.close()
    elsewhere = folder / "elsewhere"
    told = preau("restore", str(archive), PREAU_VAR=str(elsewhere), SECRET_KEY=key)
    assert "Restauré et vérifié" in told

    server = EmbeddedPostgres(elsewhere)
    server.start()
    try:
        url = server.url("preau_migrate").replace("+psycopg", "")
        with psycopg.connect(url) as rows:
            restored = {ref for (ref,) in asked(rows, "SELECT reference FROM request")}
            files = asked(rows, "SELECT storage_name, sha256 FROM stored_file")
            histories = asked(
                rows,
                "SELECT count(*) FROM request r WHERE NOT EXISTS (SELECT FROM change c WHERE"
                " c.subject_id = r.id AND c.act = 'request.submitted')",
            )
    finally:
        server.stop()
    assert before <= restored <= set(ledger.told.values())
    assert histories == [(0,)], "a request and its history are saved together"
    for name, sha256 in files:
        kept = (elsewhere / "files" / name[:2] / name).read_bytes()
        assert hashlib.sha256(kept).hexdigest() == sha256
    assert key.encode() not in archive.read_bytes()
    assert {n for n, _ in members(archive)} >= {"preau.json", "manifest.json", "seal"}


def test_memory_stays_flat_however_much_is_saved(stack: Stack, folder: Path) -> None:
    """400 MB of rows that do not press, through a process that may not hold 400 MB."""
    with psycopg.connect(stack.postgres.url("preau_migrate").replace("+psycopg", "")) as rows:
        rows.execute("SET preau.actor = 'house'")
        rows.execute(
            "INSERT INTO idempotency_key (actor, act, key, body_sha256, outcome, created_at)"
            " SELECT gen_random_uuid(), 'essai', n::text, '', jsonb_build_object('t',"
            " (SELECT string_agg(md5(random()::text || m || n), '')"
            " FROM generate_series(1, 3000) m)), now() FROM generate_series(1, 4000) n"
        )
    environ = {
        **stack.environ("preau_worker"),
        "PREAU_MIGRATE_URL": stack.postgres.url("preau_migrate"),
    }
    measure = (
        "import resource, subprocess, sys;"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    peaks = []
    for words, given in (
        (("backup", str(folder / "big.tar")), environ),
        (
            ("restore", str(folder / "big.tar")),
            {
                **environ,
                "DATABASE_URL": "",
                "PREAU_MIGRATE_URL": "",
                "PREAU_VAR": str(folder / "b"),
            },
        ),
    ):
        done = subprocess.run(
            [sys.executable, "-c", measure, *preau_command(*words)],
            env=given, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        peaks.append(int(done.stdout))
    assert max(peaks) < 260_000, peaks  # kB, of which the house itself takes most
