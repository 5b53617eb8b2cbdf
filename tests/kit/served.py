"""The application on a real socket of 127.0.0.1, in a thread of the test, on its own database."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from core.database import db, session, unit_of_work
from core.running import run_all
from tests.kit.cluster import Cluster
from tests.kit.house import settings_for
from tests.kit.opening import opened


class Entrance:
    """The door of the house: notes who comes in, and is closed behind the last one who leaves."""

    def __init__(self) -> None:
        self.app: Any = None
        self.requests: list[tuple[str, str]] = []
        self._inside = 0
        self._change = threading.Condition()

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        """The port is known before the application, which wants to know it."""
        self.requests.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        self._moved(1)
        try:
            return self.app(environ, start)
        finally:  # its session is closed by now; what is written to a socket needs no house
            self._moved(-1)

    def empty(self, seconds: float) -> None:
        """Wait until nobody is inside: a page asked for behind another may still be made."""
        with self._change:
            assert self._change.wait_for(lambda: not self._inside, seconds), "a request never ends"

    def _moved(self, by: int) -> None:
        with self._change:
            self._inside += by
            self._change.notify_all()


class Quiet(WSGIRequestHandler):
    """Says nothing about each request."""

    def log(self, *_: Any) -> None:
        """The tests look at the pages."""


@dataclass
class Served:
    """A house with its doors open."""

    app: Flask
    base: str
    people: Any = None
    requests: list[tuple[str, str]] = field(default_factory=list)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """What the test looks up or prepares behind the pages; kept when it ends well."""
        with self.app.app_context():
            with unit_of_work():
                yield
            session.remove()  # type: ignore[attr-defined]

    def ask(self, question: Callable[[], Any]) -> Any:
        """One answer of the house, read now."""
        with self.inside():
            return question()

    def work(self) -> None:
        """What the worker would do: mails, letters, notices, until nothing waits."""
        with self.app.app_context():
            run_all()
            session.remove()  # type: ignore[attr-defined]

    def posts(self, path: str) -> int:
        """How often a POST to an address ending so has arrived."""
        return sum(method == "POST" and seen.endswith(path) for method, seen in self.requests)


@contextmanager
def serving(cluster: Cluster, template: str | None, var: Path, **more: str) -> Iterator[Served]:
    """A house on a clone of `template` (of the empty one when none is given), until the end."""
    name = cluster.clone(source=template)
    entrance = Entrance()
    server = make_server("127.0.0.1", 0, entrance, threaded=True, request_handler=Quiet)
    base = f"http://127.0.0.1:{server.server_port}"
    app = opened(settings_for(cluster.url(name), var, BASE_URL=base, **more))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    entrance.app = app
    served = Served(app, base, requests=entrance.requests)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
        entrance.empty(30)
        with app.app_context():
            db.engine.dispose()
        cluster.drop(name)


@dataclass
class Staged:
    """A database with a scene on it, to be cloned for each test that needs it."""

    database: str
    var: Path
    people: Any


def stage_once(cluster: Cluster, var: Path, scene: Callable[[Path], Any]) -> Staged:
    """Play `scene` once on a database of its own."""
    name = cluster.clone()
    app = opened(settings_for(cluster.url(name), var))
    with app.app_context():
        with unit_of_work():
            people = scene(var / "scene")
        run_all()
        session.remove()  # type: ignore[attr-defined]
        db.engine.dispose()
    return Staged(name, var, people)


@contextmanager
def on_stage(cluster: Cluster, staged: Staged, var: Path) -> Iterator[Served]:
    """A house on a clone of the scene, its files included."""
    shutil.copytree(staged.var, var)
    with serving(cluster, staged.database, var) as served:
        served.people = staged.people
        yield served
