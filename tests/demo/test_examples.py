"""The programs of docs/examples run as they stand against the demonstration (acceptance 4)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
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
        worker.join(60)


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
