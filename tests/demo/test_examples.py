"""The programs of docs/examples run as they stand against the demonstration (acceptance 4)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from socket import socket
from typing import Any

import pytest

from tests.kit.cluster import Cluster
from tests.kit.served import Served, serving

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
HEAD, AGENT = "claire.lefevre@etab.example", "numerique"
ANSWERS = {
    "etablissement": "0351638R", "classe": "5e A", "eleves": 24, "usage": ["sciences"],
    "reseau": True,
}  # fmt: skip
pytestmark = pytest.mark.audit


@pytest.fixture(scope="module")
def region(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demonstration with its doors open and somebody at work."""
    from app.demo import loading

    with serving(cluster, None, tmp_path_factory.mktemp("region") / "var") as house:
        with house.app.app_context():
            loading.load(Path(house.app.config["SETTINGS"].var) / "demo-accounts.txt",
                         say=lambda _text: None)  # fmt: skip
        done = threading.Event()
        worker = threading.Thread(target=_at_work, args=(house, done), daemon=True)
        worker.start()
        yield house
        done.set()
        worker.join()  # until its jobs are done: a house that closes under them fails another test


def _at_work(house: Served, done: threading.Event) -> None:
    while not done.wait(0.2):
        house.work()


def keys(house: Served) -> dict[str, str]:
    """A key of a head and one of an agent, as their owners would make them."""
    from accounts import operations, queries
    from core.actor import HOUSE

    with house.inside():
        head = queries.account_by_email(HEAD)
        agent = _agent()
        assert head is not None
        files = operations.create_token(HOUSE, head, "essai", ["requests:file", "requests:follow"])
        works = operations.create_token(HOUSE, agent, "essai", ["requests:process"])
    return {"PREAU_FILES": files, "PREAU_PROCESSES": works}


def _agent() -> Any:
    from sqlalchemy import select

    from accounts.models import Account, Group, GroupMember
    from core.database import session

    return session.scalars(
        select(Account)
        .join(GroupMember, GroupMember.account_id == Account.id)
        .join(Group, Group.id == GroupMember.group_id)
        .where(Group.key == AGENT)
    ).first()


def run(house: Served, environ: dict[str, str], *command: str) -> str:
    told = subprocess.run(
        command, env={**os.environ, **environ}, capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


def test_a_program_files_a_hundred_requests_and_processes_them_in_bulk(
    region: Served, tmp_path: Path
) -> None:
    rows = tmp_path / "answers.jsonl"
    rows.write_text(
        "".join(json.dumps({**ANSWERS, "classe": f"5e {n}"}) + "\n" for n in range(100))
    )
    command = (sys.executable, str(EXAMPLES / "file_and_process.py"), region.base,
               "tablettes-classe", str(rows), "accepter")  # fmt: skip
    environ = keys(region)
    told = run(region, environ, *command)
    assert told.startswith("100 requests filed")
    assert "forecast: 100 × go" in told
    assert told.endswith("accepter: 100 done\n")
    posts = region.posts("/api/v1/requests")
    assert run(region, environ, *command).splitlines()[0] == told.splitlines()[0], "nothing twice"
    assert region.posts("/api/v1/requests") == posts + 100


def test_one_request_with_curl(region: Served, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(ANSWERS))
    script = str(EXAMPLES / "one_request.sh")
    told = run(region, keys(region), "sh", script, region.base, "tablettes-classe", str(answers))
    assert "read again: 304" in told
    assert "message: 201" in told


CONNECTOR = {
    "kind": "connector", "format": 1, "key": "finances", "title": "Finances", "language": "fr",
    "translations": {}, "sees": [],
}  # fmt: skip


@contextmanager
def receiving(key: str) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """`receive.py` at work on a free port."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = subprocess.Popen(
        (sys.executable, str(EXAMPLES / "receive.py"), str(port)),
        env={**os.environ, "PREAU_KEY": key}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    late = threading.Timer(120, program.kill)
    late.start()
    try:
        while program.poll() is None and not _open(port):
            threading.Event().wait(0.05)
        yield port, program
    finally:
        late.cancel()
        program.kill()
        program.communicate()


def _open(port: int) -> bool:
    with socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def test_the_program_that_is_told_hears_each_event_once_in_order_and_only_genuine_ones(
    region: Served, tmp_path: Path
) -> None:
    """What it prints is the journal: its own signature check let it in."""
    from catalogue.operations import connecting
    from catalogue.signing import key_of
    from core.actor import HOUSE
    from tests.kit.works import publish

    settings = region.app.config["SETTINGS"]
    with region.inside():
        key = key_of("finances", 0)
    with receiving(key) as (port, program):
        place = f"127.0.0.1:{port}"
        region.app.config["SETTINGS"] = replace(settings, outbound_allowed=frozenset({place}))
        try:
            with region.inside():
                publish("connector", {**CONNECTOR, "url": f"http://{place}/"})
                connecting.subscribe(HOUSE, "finances", _agent(), [])
            answers = tmp_path / "answers.json"
            answers.write_text(json.dumps(ANSWERS))
            script = str(EXAMPLES / "one_request.sh")
            told = run(region, keys(region), "sh", script, region.base, "tablettes-classe",
                       str(answers))  # fmt: skip
            ref = told.split("filed: ", 1)[1].split()[0]
            heard: list[dict[str, Any]] = []
            while ("message.posted", ref) not in [(e["kind"], e["request"]) for e in heard]:
                assert program.stdout is not None
                heard.append(json.loads(program.stdout.readline()))
        finally:
            region.app.config["SETTINGS"] = settings
    numbers = [int(event["id"]) for event in heard]
    assert numbers == sorted(set(numbers))
    kinds = [event["kind"] for event in heard if event["request"] == ref]
    assert sorted(kinds) == ["message.posted", "request.moved", "request.submitted"]


def test_a_program_that_is_told_knows_a_forgery() -> None:
    sys.path.insert(0, str(EXAMPLES))
    try:
        import receive
    finally:
        sys.path.remove(str(EXAMPLES))
    import hashlib
    import hmac

    stamp, body, key = str(int(time.time())), b'{"id": "1"}', "k" * 64
    mac = hmac.new(key.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    now = time.time()
    assert receive.is_genuine(key, stamp, f"sha256={mac}, sha256=00", body, now)
    assert not receive.is_genuine(key, stamp, f"sha256={mac}", body + b" ", now)
    assert not receive.is_genuine("autre", stamp, f"sha256={mac}", body, now)
    assert not receive.is_genuine(key, stamp, f"sha256={mac}", body, now + 1000)
