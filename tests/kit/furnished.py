"""What many tests begin with is made once a worker, on a database of its own, and lent to each.

A pack takes most of a second to load; hundreds of tests begin with the same two. The first test
of a worker that asks for a scene makes it for good on a clone of the template; each test that has
written nothing yet is then moved to that database, and what it does there is undone as ever.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.orm import object_session
from sqlalchemy.pool import NullPool

from core import clock, sessions
from core.database import db, session, unit_of_work

R = TypeVar("R")


@dataclass(slots=True)
class Standing:
    """Where the test under way stands: one connection, in one transaction that will be undone."""

    app: Flask
    real: Engine
    connection: Connection
    #: The scene it was moved to, if any.
    scene: str | None = None

    @classmethod
    def on(cls, app: Flask) -> Standing:
        """On the application's own database."""
        real = db._app_engines[app][None]
        assert isinstance(real, Engine)
        standing = cls(app, real, _begun(real))
        standing.take()
        return standing

    def take(self) -> None:
        """Everything of this application goes through the one connection."""
        session.remove()  # type: ignore[attr-defined]
        db._app_engines[self.app][None] = self.connection  # type: ignore[assignment]
        sessions.share(self.connection)

    def move(self, scene: str, engine: Engine) -> None:
        """To another database, nothing being left behind."""
        self.leave()
        self.scene, self.connection = scene, _begun(engine)
        self.take()

    def leave(self) -> None:
        """Undo all."""
        session.remove()  # type: ignore[attr-defined]
        sessions.share(None)
        self.connection.rollback()
        self.connection.close()
        db._app_engines[self.app][None] = self.real

    def untouched(self) -> bool:
        """Whether the test has written nothing, and lives now."""
        if self.scene or session.new or session.dirty or clock._held.get() is not None:
            return False
        written = self.connection.execute(text("SELECT pg_current_xact_id_if_assigned()"))
        return written.scalar() is None


def _begun(engine: Engine) -> Connection:
    connection = engine.connect()
    connection.begin()
    return connection


#: The test under way.
now: list[Standing] = []
#: By application and scene: its database, and who is in it.
_scenes: dict[tuple[int, str], tuple[Engine, Any]] = {}


def furnished(make: Callable[[], R]) -> Callable[[], R]:
    """A scene that is made once: tests get it as it was made, and may change it at will."""

    @functools.wraps(make)
    def lent() -> R:
        if not now or not now[-1].untouched():
            return make()
        standing = now[-1]
        key = (id(standing.app), f"{make.__module__}.{make.__qualname__}")
        if key not in _scenes:
            _scenes[key] = _made(standing, make)
        engine, things = _scenes[key]
        standing.move(key[1], engine)
        found: R = _here(things)
        return found

    return lent


def _made(standing: Standing, make: Callable[[], Any]) -> tuple[Engine, Any]:
    """The scene, committed on a database of its own."""
    from tests.conftest import cluster_of_run

    cluster = cluster_of_run()
    engine = create_engine(cluster.url(cluster.clone()), poolclass=NullPool)
    standing.leave()
    now.append(_Nobody)
    try:
        db._app_engines[standing.app][None] = engine
        with unit_of_work():
            things = _kept(make())
        session.remove()  # type: ignore[attr-defined]
    finally:
        now.pop()
        db._app_engines[standing.app][None] = standing.real
        standing.connection = _begun(standing.real)
        standing.take()
    return engine, things


class _Nowhere(Standing):
    """While a scene is made, what it is made of is made for good."""

    def untouched(self) -> bool:
        return False


_Nobody = _Nowhere(None, None, None)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class _Row:
    model: type
    key: Any


def _kept(thing: Any) -> Any:
    """A row by its key, a group of things one by one, anything else as it is."""
    if is_dataclass(thing) and not isinstance(thing, type):
        changed = {one.name: _kept(getattr(thing, one.name)) for one in fields(thing)}
        return replace(thing, **changed)
    state = inspect(thing, raiseerr=False)
    if state is not None and hasattr(state, "identity") and object_session(thing) is not None:
        session.flush()
        return _Row(type(thing), state.identity)
    return thing


def _here(thing: Any) -> Any:
    if isinstance(thing, _Row):
        return session.get(thing.model, thing.key)
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(thing, **{o.name: _here(getattr(thing, o.name)) for o in fields(thing)})
    return thing
