"""The command line, as typed: refusals without a traceback, servers only when they are needed."""

import os
import subprocess
import sys
from pathlib import Path

import click
import psycopg
import pytest
from click.testing import CliRunner

from app.cli import main
from app.refusing import in_words
from app.servers import EmbeddedPostgres
from core.errors import NotFound

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


def commands(group, path=()):
    context = click.Context(group, info_name=" ".join(("preau", *path)))
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def test_every_command_and_every_option_says_what_it_is_for():
    found = dict(commands(main))
    assert len(found) > 30
    silent = [
        " ".join(path) + (f" --{parameter.name}" if parameter else "")
        for path, command in found.items()
        for parameter in (None, *command.params)
        if isinstance(parameter, click.Option | None)
        and not (parameter.help if parameter else command.help)
    ]
    assert silent == []


def test_help_is_told_by_chapters_and_forgets_no_command():
    told = CliRunner().invoke(main, ["--help"])
    assert told.exit_code == 0
    lines = told.output.splitlines()
    names = [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "]
    assert [name for name in names if name[0] != "-"][1:] == main.list_commands(click.Context(main))
    assert lines.index("Faire tourner:") < lines.index("Sauver, restaurer, fermer:")
    assert "Autres:" not in lines, "a new command stands in a chapter (app.cli.CHAPTERS)"


NOWHERE = "postgresql://nobody:x@127.0.0.1:1/nowhere"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["nothing"], 2, "nothing"),
        (["backup"], 2, "FICHIER"),
        (["restore", "/nowhere/at all.tar"], 1, "/nowhere/at all.tar"),
        (["restore", "--check", "/nowhere/x.tar"], 1, "/nowhere/x.tar"),
        (["jobs", "retry", "99999999999999999999999"], 2, "JOB"),
        (["jobs", "cancel", "-1; DROP TABLE job"], 2, ""),
        (["records", "undo", "../../etc/passwd"], 2, ""),
        (["migrate", "--to", "0001"], 1, "ne répond pas"),
        (["jobs", "list"], 1, "ne répond pas"),
        (["account", "create", "a\udcffb@x.fr", "--role", "agent"], 1, ""),
    ],
)
def test_what_is_typed_amiss_is_refused_in_words_with_a_code(tmp_path, words, code, told):
    environ = {
        "DATABASE_URL": NOWHERE, "PREAU_MIGRATE_URL": NOWHERE, "PREAU_VAR": str(tmp_path),
        "REDIS_URL": "redis://127.0.0.1:1/0", "SECRET_KEY": "k3y-" * 16, "PREAU_DEMO": "0",
        "BASE_URL": "http://localhost",
    }  # fmt: skip
    answer = CliRunner().invoke(main, words, env=environ)
    assert answer.exit_code == code, (answer.output, answer.exception)
    assert isinstance(answer.exception, SystemExit), answer.exception
    assert told in answer.output


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (psycopg.errors.UndefinedTable("x"), "preau migrate"),
        (psycopg.errors.InsufficientPrivilege("x"), "PREAU_MIGRATE_URL"),
        (psycopg.OperationalError('database "x" does not exist'), "créez-la"),
        (NotFound(), "n’existe pas ici"),
        (FileNotFoundError(2, "Aucun fichier", "/x"), "/x : Aucun fichier"),
    ],
)
def test_a_refusal_of_a_server_says_what_to_do(error, told):
    assert told in str(in_words(error))


def test_a_fault_of_ours_keeps_its_trace():
    assert in_words(KeyError("x")) is None
