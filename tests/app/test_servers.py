"""The embedded servers, really started: what STACK 3.2 and 3.4 saw go wrong goes right here."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest
from redis import Redis

from app.servers import EmbeddedPostgres, EmbeddedRedis, ServerError, root, sockets
from app.servers.process import emptied
from tests.app.conftest import alive, eventually, family

OWNER = """
import sys, threading
from pathlib import Path
from app.servers import EmbeddedPostgres, EmbeddedRedis
server = {"postgres": EmbeddedPostgres, "redis": EmbeddedRedis}[sys.argv[1]](Path(sys.argv[2]))
server.start()
print(server.process.pid, flush=True)
threading.Event().wait()
"""
ROOT_FOLDER = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def initialised(tmp_path_factory):
    """A server's folder as its first start leaves it: that takes a second, a copy does not."""
    folder = tmp_path_factory.mktemp("initialised")
    server = EmbeddedPostgres(folder)
    server.start()
    server.stop()
    return folder


@pytest.fixture
def postgres(var, initialised):
    subprocess.run(["cp", "-a", f"{initialised}/.", var], check=True)  # owners are kept
    server = EmbeddedPostgres(var)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis(var):
    server = EmbeddedRedis(var)
    server.start()
    yield server
    server.stop()


def connect(server, role="preau_web", database="preau"):
    url = server.url(role, database).replace("+psycopg", "")
    return psycopg.connect(url, autocommit=True)


def make_note(server, text):
    with connect(server, "preau_migrate") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (id serial, text text)")
    with connect(server) as connection:
        connection.execute("INSERT INTO note (text) VALUES (%s)", [text])


def notes(server, database="preau"):
    with connect(server, database=database) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM note ORDER BY id")]


def owner(kind, var, prefix=()):
    """A process of its own that starts a server and waits."""
    process = subprocess.Popen(
        [*prefix, sys.executable, "-c", OWNER, kind, str(var)],
        stdout=subprocess.PIPE,
        cwd=ROOT_FOLDER,
        text=True,
    )
    with process.stdout as said:
        assert said.readline().strip().isdigit()
    return process


# PostgreSQL


def test_the_web_role_writes_what_the_migrations_make_and_makes_nothing(postgres):
    make_note(postgres, "bonjour")
    assert notes(postgres) == ["bonjour"]
    for role in ("preau_web", "preau_worker"):
        with connect(postgres, role) as connection:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("CREATE TABLE mine (id int)")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("DROP TABLE note")
            (superuser,) = connection.execute("SHOW is_superuser").fetchone()
            assert superuser == "off"


def test_it_listens_to_no_network_and_trusts_nobody(postgres):
    with postgres.connect() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        methods = connection.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules")
        assert methods.fetchall() == [("scram-sha-256",)]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=str(postgres.sockets), user="postgres", dbname="postgres")


def test_secrets_and_sockets_are_its_owners_alone(postgres):
    for folder in (postgres.sockets, postgres.data, postgres.var / "secrets"):
        assert folder.stat().st_mode & 0o077 == 0
    for file in (postgres.var / "secrets").iterdir():
        assert file.stat().st_mode & 0o777 == 0o600


def test_words_and_times_do_not_depend_on_the_machine(postgres):
    with connect(postgres) as connection:
        assert connection.execute("SELECT lower('ÉCOLE')").fetchone() == ("école",)
        assert connection.execute("SHOW timezone").fetchone() == ("UTC",)
        assert connection.execute("SHOW fsync").fetchone() == ("on",)


def test_data_survive_a_stop_and_a_start(postgres):
    make_note(postgres, "toujours là")
    postgres.stop()
    assert not postgres.sockets.exists()
    postgres.start()
    assert notes(postgres) == ["toujours là"]


def test_a_second_start_on_the_same_folder_is_refused(postgres, var):
    """Connecting would look like a success: the first server would answer."""
    with pytest.raises(ServerError, match="PREAU_VAR"):
        EmbeddedPostgres(var).start()
    with connect(postgres) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_killed_postmaster_starts_again_with_its_data(postgres):
    """FAULTS R-09, as far as the server goes."""
    make_note(postgres, "avant")
    postgres.process.kill()
    postgres.process.wait()
    postgres.start()
    assert notes(postgres) == ["avant"]


def test_a_killed_owner_leaves_nothing_and_the_data_can_be_used_at_once(var):
    process = owner("postgres", var)
    left = family(process.pid)
    assert len(left) > 3
    process.kill()
    process.wait()
    server = EmbeddedPostgres(var)
    server.start()  # at once, while the old one is perhaps still dying
    try:
        assert alive(left) == []
        assert server.running
    finally:
        server.stop()


def test_the_pid_of_a_dead_server_may_be_anyones(postgres):
    """A container gives the same pids again: PostgreSQL alone would refuse to start."""
    postgres.stop()
    (postgres.data / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.data}\n")
    postgres.start()
    assert postgres.running


def test_ctrl_c_in_the_terminal_is_for_its_owner_to_pass_on(postgres):
    assert os.getpgid(postgres.process.pid) != os.getpgid(0)


def test_an_interrupted_first_start_is_taken_up(var):
    draft = var / "postgres.new"
    draft.mkdir(parents=True)
    (draft / "half").write_text("made", encoding="utf-8")
    server = EmbeddedPostgres(var)
    server.start()
    server.stop()
    assert not draft.exists()


def test_a_clone_has_the_tables_and_the_rights_of_its_template(postgres):
    make_note(postgres, "modèle")
    postgres.create_database("clone", template="preau")
    assert notes(postgres, "clone") == ["modèle"]
    postgres.drop_database("clone")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        connect(postgres, database="clone")


def test_a_throw_away_cluster_does_without_fsync(var):
    server = EmbeddedPostgres(var, durable=False)
    server.start()
    try:
        with connect(server) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("off",)
    finally:
        server.stop()


def test_a_plain_user_needs_no_namespace(var):
    """Root's own test machine, seen through a namespace in which it is the user 1."""
    prefix = ["unshare", "--user", "--map-user=1", "--map-group=1"] if os.getuid() == 0 else []
    process = owner("postgres", var, prefix)
    left = family(process.pid)
    owners = set()
    for each in left:
        with contextlib.suppress(psutil.NoSuchProcess):  # a server's helper may end meanwhile
            owners.add(each.uids().real)
    assert owners == {os.getuid()}
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert eventually(lambda: not alive(left))


def test_root_gets_a_refusal_that_says_what_to_set_when_no_way_works(var, monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.setattr(root, "_works", lambda *_: False)
    with pytest.raises(ServerError, match="DATABASE_URL") as refusal:
        root.identity_for(Path("postgres"), var / "postgres")
    assert "PREAU_VAR" in str(refusal.value)


# Redis


def test_redis_keeps_its_journal_over_a_kill(redis):
    client = Redis.from_url(redis.url)
    client.set("mot", "gardé")
    client.close()
    redis.process.kill()
    redis.process.wait()
    redis.start()
    with Redis.from_url(redis.url) as again:
        assert again.get("mot").decode() == "gardé"


def test_a_second_redis_on_the_same_folder_is_refused(redis, var):
    """It would take the socket over without a word."""
    with pytest.raises(ServerError, match="sert déjà"):
        EmbeddedRedis(var).start()


def test_redis_ends_with_its_killed_owner_and_starts_again_at_once(var):
    process = owner("redis", var)
    left = family(process.pid)
    process.kill()
    process.wait()
    server = EmbeddedRedis(var)
    server.start()
    try:
        assert alive(left) == []
        with Redis.from_url(server.url) as client:
            assert client.ping()
    finally:
        server.stop()


# sockets


def test_a_socket_path_always_fits(tmp_path):
    deep = tmp_path / ("très long " * 12) / "var"
    folder = sockets.socket_folder(deep, "postgres")
    assert len(os.fsencode(folder / ".s.PGSQL.5432.lock")) <= sockets.LONGEST


def test_a_socket_folder_open_to_others_is_refused(var):
    folder = sockets.socket_folder(var, "redis")
    folder.mkdir(mode=0o755)
    try:
        with pytest.raises(ServerError, match="ouvert"):
            EmbeddedRedis(var).start()
    finally:
        folder.rmdir()


def test_a_folder_is_empty_once_its_last_orphan_has_gone(tmp_path: Path) -> None:
    """Children of a killed PostgreSQL hold its memory a moment longer than their parent lives."""
    with subprocess.Popen(["sleep", "60"], cwd=tmp_path) as orphan:
        assert not emptied(tmp_path, 0.05)
        orphan.kill()
    assert emptied(tmp_path, 0.05)
