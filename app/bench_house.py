"""A house to measure in: a throw-away PostgreSQL, migrated, and the application on it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine, create_engine

from app.servers import EmbeddedPostgres
from app.servers.roles import DATABASE
from app.settings import Settings

COPY = "before"


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    made = Path(tempfile.mkdtemp(prefix="preau-bench-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@dataclass(frozen=True)
class House:
    """The application and its server; `owner` is the database as the role that owns the tables."""

    app: Flask
    owner: Engine
    postgres: EmbeddedPostgres

    def copy(self) -> None:
        """The database as it is now, beside it; nobody may be connected meanwhile."""
        from core.database import db, let_go

        let_go()
        db.engine.dispose()
        self.owner.dispose()
        self.postgres.create_database(COPY, DATABASE)

    @contextmanager
    def copied(self) -> Iterator[Engine]:
        """The copy, as the role that owns the tables."""
        engine = _owner(self.postgres, COPY)
        try:
            yield engine
        finally:
            engine.dispose()


@contextmanager
def opened() -> Iterator[House]:
    """A house, its application's context open."""
    from app import create_app
    from app.migrate import upgrade
    from core.database import db

    with folder() as var:
        postgres = EmbeddedPostgres(var)
        postgres.start()
        try:
            upgrade(postgres.url("preau_migrate"))
            environ = {"DATABASE_URL": postgres.url(), "PREAU_VAR": str(var),
                       "SECRET_KEY": "bench-" + "x7Q" * 12}  # fmt: skip
            app = create_app(Settings.from_env(environ))
            owner = _owner(postgres, DATABASE)
            with app.app_context():
                yield House(app, owner, postgres)
                db.session.remove()
                db.engine.dispose()
            owner.dispose()
        finally:
            postgres.stop()


@contextmanager
def house() -> Iterator[tuple[Flask, Engine]]:
    """The application, its context open, and its database as the role that owns the tables."""
    with opened() as found:
        yield found.app, found.owner


def _owner(postgres: EmbeddedPostgres, database: str) -> Engine:
    return create_engine(
        postgres.url("preau_migrate", database),
        connect_args={"options": "-c preau.actor=house"},
    )
