"""The application as tests see it: on one connection, undone, or on a database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, Response
from sqlalchemy import Engine, create_engine

from app.quota import quota_of
from app.settings import Settings
from core.database import assert_saved, db, session
from tests.kit.cluster import Cluster
from tests.kit.furnished import Standing, now
from tests.kit.http import Client
from tests.kit.opening import opened


def settings_for(url: str, var: Path, **more: str) -> Settings:
    """House settings of a test: no Redis, mails as files, demonstration mode."""
    return Settings.from_env(
        {
            "DATABASE_URL": url,
            "PREAU_VAR": str(var),
            "PREAU_DEMO": "1",
            "SECRET_KEY": "k3y-of-the-tests-" + "x7Q" * 12,
            "BASE_URL": "http://localhost",
            **more,
        }
    )


def build(url: str, var: Path, **more: str) -> Flask:
    """An application on `url`."""
    app = opened(settings_for(url, var, **more))
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.test_client_class = Client

    @app.after_request
    def close_reading(response: Response) -> Response:
        """On the one connection of a test, the row of the web session is written behind the
        request's savepoint, not inside it: it would go with it."""
        assert_saved()
        session.rollback()
        return response

    return app


@contextmanager
def a_house(cluster: Cluster, var: Path) -> Iterator[Flask]:
    """An application on a database of its own, which goes with it."""
    name = cluster.clone()
    app = build(cluster.url(name), var)
    yield app
    with app.app_context():
        db.engine.dispose()
    cluster.drop(name)


@contextmanager
def undone(app: Flask) -> Iterator[None]:
    """Everything inside happens on one connection, in one transaction that is undone at the end."""
    with app.app_context():
        quota_of(app).forget()
        session.session_factory.configure(join_transaction_mode="create_savepoint")  # type: ignore[attr-defined]
        standing = Standing.on(app)
        now.append(standing)
        try:
            yield
        finally:
            now.pop()
            standing.leave()
            session.session_factory.configure(join_transaction_mode="conditional_savepoint")  # type: ignore[attr-defined]


@contextmanager
def plain_engine(url: str) -> Iterator[Engine]:
    """An engine of the test's own, to look at tables from outside."""
    engine = create_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()
