"""The suite on servers that are there already: `DATABASE_URL=… REDIS_URL=… make test`.

The role of `DATABASE_URL` may make databases and roles (a superuser, before PostgreSQL 16). What
the run makes there bears its number, and goes when it ends.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import MutableMapping
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.engine import URL

from app.servers import roles

DATABASE, REDIS = "PREAU_TEST_DATABASE_URL", "PREAU_TEST_REDIS_URL"


def set_aside(environ: MutableMapping[str, str] | None = None) -> None:
    """Take the two variables out of the way of what is tested, and keep them for the kit."""
    environ = os.environ if environ is None else environ
    for name, kept in (("DATABASE_URL", DATABASE), ("REDIS_URL", REDIS)):
        given = environ.pop(name, "")
        if given:
            environ[kept] = given


def database() -> str | None:
    """The address of the server to test on, if one was given."""
    return os.environ.get(DATABASE)


class ExternalPostgres:
    """What `EmbeddedPostgres` offers the kit, of a server that we neither start nor stop."""

    def __init__(self, address: str) -> None:
        self._address = address.replace("+psycopg", "", 1)
        self._parts: dict[str, Any] = conninfo_to_dict(self._address)

    def start(self) -> None:
        """The three roles of the product; two runs at once give them the same passwords."""
        with self.connect() as connection:
            connection.execute("SELECT pg_advisory_lock(7305104)")
            roles.set_roles(connection, {role: self._password(role) for role in roles.ROLES})

    def stop(self) -> None:
        """It stays."""

    def connect(self, name: str | None = None) -> psycopg.Connection[Any]:
        """As whoever was named in the address."""
        more = {"dbname": name} if name else {}
        return psycopg.connect(self._address, autocommit=True, connect_timeout=5, **more)

    def url(self, role: str = "preau_web", database: str = "preau") -> str:
        """The address for SQLAlchemy; a socket's folder is a host there, too."""
        host, port = self._parts.get("host") or "localhost", self._parts.get("port")
        socket = str(host).startswith("/")
        return URL.create(
            "postgresql+psycopg",
            role,
            self._password(role),
            None if socket else str(host),
            int(port) if port and not socket else None,
            database,
            {"host": str(host), **({"port": str(port)} if port else {})} if socket else {},
        ).render_as_string(hide_password=False)

    def create_database(self, name: str, template: str | None = None) -> None:
        """As on our own server: its letters and its order do not depend on the machine."""
        with self.connect() as connection:
            if template is None:
                connection.execute(
                    sql.SQL(
                        "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
                    ).format(sql.Identifier(f"{name}_bare"))
                )
            try:
                roles.create_database(connection, name, template or f"{name}_bare")
            finally:
                if template is None:
                    roles.drop_database(connection, f"{name}_bare")
        if template is None:
            with self.connect(name) as connection:
                roles.share_tables(connection)

    def drop_database(self, name: str) -> None:
        with self.connect() as connection:
            roles.drop_database(connection, name)

    def _password(self, role: str) -> str:
        return hashlib.sha256(f"{self._address}:{role}".encode()).hexdigest()
