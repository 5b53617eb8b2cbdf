"""The command line, as typed: refusals without a traceback, servers only when they are needed."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from app.servers import EmbeddedPostgres

ROOT_FOLDER = Path(__file__).resolve().parents[2]
OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "BASE_URL", "PREAU_DEMO", "PREAU_MIGRATE_URL")


@pytest.fixture
def preau(var):
    def run(*words, **environ):
        kept = {name: value for name, value in os.environ.items() if name not in OURS}
        return subprocess.run(
            [sys.executable, "-m", "app.cli", *words],
            cwd=ROOT_FOLDER,
            env={**kept, "PREAU_VAR": str(var), **environ},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_a_wrong_setting_is_refused_in_one_sentence(preau):
    answer = preau("migrate", PORT="huit mille")
    assert answer.returncode == 1
    assert "PORT vaut « huit mille »" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("command", ["web", "worker", "clock"])
def test_a_process_of_the_procfile_wants_its_servers(preau, command):
    answer = preau(command)
    assert answer.returncode == 1
    assert "DATABASE_URL" in answer.stderr


def test_help_starts_nothing(preau, var):
    assert preau("migrate", "--help").returncode == 0
    assert not var.exists()


def test_migrating_brings_its_server_and_leaves_none(preau, var):
    assert preau("migrate").returncode == 0
    server = EmbeddedPostgres(var)
    assert not server.answers()
    server.start()
    try:
        url = server.url("preau_web").replace("+psycopg", "")
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT count(*) FROM account").fetchone() == (0,)
        assert preau("migrate").returncode == 0  # joins the running server, finds nothing to do
    finally:
        server.stop()
