"""A house to measure in: a throw-away PostgreSQL, migrated, and the application on it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine, create_engine

from app.servers import EmbeddedPostgres
from app.settings import Settings


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    made = Path(tempfile.mkdtemp(prefix="preau-bench-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def house() -> Iterator[tuple[Flask, Engine]]:
    """The application, its context open, and its database as the role that owns the tables."""
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
            owner = create_engine(
                postgres.url("preau_migrate"),
                connect_args={"options": "-c preau.actor=house"},
            )
            with app.app_context():
                yield app, owner
                db.session.remove()
                db.engine.dispose()
            owner.dispose()
        finally:
            postgres.stop()
