"""Who may do what in the embedded cluster: one role makes tables, two use them.

No role of the product is a superuser; `preau_migrate` owns the database, `preau_web` and
`preau_worker` read and write whatever it makes, today and tomorrow. The owner alone goes around
row-level security (migrations, dumps): to the others nothing shows unless they say who acts.
"""

from collections.abc import Mapping

import psycopg
from psycopg import sql

OWNER = "preau_migrate"
USERS = ("preau_web", "preau_worker")
ROLES = (OWNER, *USERS)
DATABASE = "preau"


def set_roles(connection: psycopg.Connection, passwords: Mapping[str, str]) -> None:
    """Make the roles that are absent; give each the password of its file, whatever it was."""
    known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    for role, password in passwords.items():
        verb = sql.SQL("ALTER ROLE" if role in known else "CREATE ROLE")
        connection.execute(
            sql.SQL(
                "{} {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION {} PASSWORD {}"
            ).format(verb, sql.Identifier(role), _sees(role), sql.Literal(password))
        )


def database_exists(connection: psycopg.Connection, name: str) -> bool:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return found.fetchone() is not None


def create_database(connection: psycopg.Connection, name: str, template: str | None) -> None:
    """Rights on the database itself are not copied from a template: they are given each time."""
    database = sql.Identifier(name)
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY wal_log").format(
            database, sql.Identifier(OWNER), sql.Identifier(template or "template1")
        )
    )
    users = _names(USERS)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, users)
    )


def share_tables(connection: psycopg.Connection) -> None:
    """In a new database: whatever the owner makes in `public` is for both users to use."""
    owner, users = sql.Identifier(OWNER), _names(USERS)
    for rights in (
        "SELECT, INSERT, UPDATE, DELETE ON TABLES",
        "USAGE, SELECT, UPDATE ON SEQUENCES",
        "EXECUTE ON FUNCTIONS",
    ):
        connection.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public GRANT {} TO {}").format(
                owner, sql.SQL(rights), users
            )
        )
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(users))


def drop_database(connection: psycopg.Connection, name: str) -> None:
    connection.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )


def _sees(role: str) -> sql.SQL:
    return sql.SQL("BYPASSRLS" if role == OWNER else "NOBYPASSRLS")


def _names(roles: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(role) for role in roles)
