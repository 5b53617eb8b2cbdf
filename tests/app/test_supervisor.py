"""`preau up`, really run: it opens, it keeps its parts alive, it leaves nothing behind."""

import contextlib
import functools
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest

from app.children import TOO_OFTEN, Patience
from app.servers import EmbeddedPostgres
from tests.app.conftest import alive, eventually, family

ROOT_FOLDER = Path(__file__).resolve().parents[2]
OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "BASE_URL", "PREAU_DEMO", "PREAU_MIGRATE_URL")


def as_in_a_terminal():
    """Under nohup these tests would hand an ignored SIGHUP down, which a house rightly respects."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


class House:
    """A `preau up` in a folder and on a port of its own."""

    def __init__(self, var, port):
        self.var, self.port = var, port
        self.process = None

    def open(self, **given):
        environ = {name: value for name, value in os.environ.items() if name not in OURS}
        self.said = self.var.parent / "said.txt"
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "up", "--no-demo"],
                cwd=ROOT_FOLDER,
                env={**environ, "PREAU_VAR": str(self.var), "PORT": str(self.port), **given},
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=as_in_a_terminal,  # noqa: PLW1509 – no thread of ours forks here
            )
        opened = eventually(
            lambda: "ouvert" in self.words() or self.process.poll() is not None, 120
        )
        assert opened, self.words()
        return self

    def words(self):
        return self.said.read_text(encoding="utf-8")

    def status(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return answer.status

    def child(self, word):
        """The process of the house whose command line holds `word`."""
        for process in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.Error):  # a zombie has no command line any more
                if word in " ".join(process.cmdline()):
                    return process
        return None

    def has_another(self, word, old):
        new = self.child(word)
        return new is not None and new.pid != old.pid

    def end(self, ending):
        self.process.send_signal(ending)
        return self.process.wait(timeout=30)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def house(var):
    house = House(var, free_port())
    var.parent.mkdir(exist_ok=True)
    yield house
    if house.process is not None and house.process.poll() is None:
        house.process.kill()
        house.process.wait()


@pytest.mark.parametrize(
    "ending", [signal.SIGINT, pytest.param(signal.SIGHUP, marks=pytest.mark.chaos)]
)
def test_it_opens_and_ends_leaving_no_process(house, ending):
    house.open()
    assert house.status("/readyz") == 200
    members = family(house.process.pid)
    assert len(members) > 8
    assert house.var.stat().st_mode & 0o077 == 0
    house.process.send_signal(ending)
    assert house.process.wait(timeout=30) == 0  # five seconds are the goal; `preau bench` tells
    assert alive(members) == []


@pytest.mark.chaos
def test_a_second_house_on_the_same_folder_is_refused_and_a_restart_keeps_the_secrets(house):
    house.open()
    secret = (house.var / "secrets" / "secret-key").read_text(encoding="utf-8")
    other = House(house.var, free_port())
    other.open()
    assert other.process.wait(timeout=10) == 1
    assert "sert déjà à un Préau en marche" in other.words()
    assert house.status("/healthz") == 200
    assert house.end(signal.SIGTERM) == 0
    house.open()
    assert (house.var / "secrets" / "secret-key").read_text(encoding="utf-8") == secret
    assert house.end(signal.SIGTERM) == 0


@pytest.mark.chaos
def test_a_killed_supervisor_leaves_no_process(house):
    house.open()
    members = family(house.process.pid)
    house.process.kill()
    house.process.wait()
    assert eventually(lambda: not alive(members), 5), alive(members)


@pytest.mark.chaos
def test_a_killed_part_comes_back_and_pages_with_it(house):
    """PostgreSQL on the same data; the pages heal by themselves."""
    house.open()
    for word in ("postgres", "redis-server", "app.cli clock"):
        old = house.child(word)
        old.kill()
        assert eventually(functools.partial(house.has_another, word, old), 60), word
    assert eventually(lambda: house.status("/readyz") == 200, 60)
    assert "PostgreSQL s’est arrêté : il repart." in house.words()
    assert house.end(signal.SIGTERM) == 0


def test_a_port_in_use_is_refused_with_another_to_try(house):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", house.port))
        busy.listen()
        house.open()
        assert house.process.wait(timeout=10) == 1
        assert "PORT=" in house.words()


@pytest.mark.audit
def test_a_database_of_the_towns_own_is_used_and_none_is_started(house, var):
    server = EmbeddedPostgres(var.parent / "theirs")
    server.start()
    try:
        house.open(DATABASE_URL=server.url("preau_migrate"), SECRET_KEY="0123456789abcdef" * 3)
        assert house.status("/readyz") == 200
        assert "Base embarquée" not in house.words()
        assert not (house.var / "postgres").exists()
        assert house.end(signal.SIGTERM) == 0
        assert server.running
    finally:
        server.stop()


def test_patience_ends_with_a_part_that_keeps_dying():
    patience = Patience()
    assert [patience.is_worn_out("web") for _ in range(TOO_OFTEN)] == [False] * TOO_OFTEN
    assert not patience.is_worn_out("clock")
    assert patience.is_worn_out("web")
