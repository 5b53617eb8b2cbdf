"""Too many at once: some wait a moment, the others are told when to come back (FAULTS R-26).

Without it, whoever comes is queued for ever: pages come minutes later, to people who have left.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.test import create_environ, run_wsgi_app
from werkzeug.wsgi import ClosingIterator

from app.serving import AT_ONCE, WAITING
from core.i18n import LANGUAGES
from core.security import SAFE
from core.sessions import NO_SESSION, OVERLOADED

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Words = tuple[str, list[tuple[str, str]], bytes]
#: How long in seconds a request may wait for its turn.
PATIENCE = 2.0


class Shedding:
    """In front of the application: a place, a short queue, or 503 with `Retry-After`."""

    def __init__(
        self,
        app: WSGIApplication,
        base_url: str,
        *,
        at_once: int = AT_ONCE,
        waiting: int = WAITING,
        patience: float = PATIENCE,
    ) -> None:
        self._app = app
        self._base_url = base_url
        self._patience = patience
        self._places = threading.BoundedSemaphore(at_once)
        self._queue = threading.BoundedSemaphore(waiting)
        self._prepared: dict[tuple[bool, str], Words] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(NO_SESSION):
            return self._app(environ, start_response)
        if not self._enter():
            return self._refuse(environ, start_response)
        try:
            answer = self._app(environ, start_response)
        except BaseException:
            self._places.release()
            raise
        return ClosingIterator(answer, self._places.release)

    def _enter(self) -> bool:
        if self._places.acquire(blocking=False):
            return True
        if not self._queue.acquire(blocking=False):
            return False
        try:
            return self._places.acquire(timeout=self._patience)
        finally:
            self._queue.release()

    def _refuse(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Words prepared once: saying « no » must cost nothing.

        A form of a page goes through the application all the same, without database: the page of
        refusal holds what was typed, to be sent again.
        """
        by_program = environ["PATH_INFO"].startswith("/api/")
        if not by_program and environ["REQUEST_METHOD"] not in SAFE:
            environ[OVERLOADED] = True
            return self._app(environ, start_response)
        status, headers, content = self._words(environ, by_program=by_program)
        start_response(status, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]

    def _words(self, environ: WSGIEnvironment, *, by_program: bool) -> Words:
        accepted = parse_accept_header(environ.get("HTTP_ACCEPT_LANGUAGE", ""), LanguageAccept)
        language = accepted.best_match(list(LANGUAGES), default="fr") or "fr"
        found = self._prepared.get((by_program, language))
        if found is None:
            found = self._prepared[by_program, language] = self._prepare(
                language, by_program=by_program
            )
        return found

    def _prepare(
        self, language: str, *, by_program: bool
    ) -> tuple[str, list[tuple[str, str]], bytes]:
        """The application's own refusal, its headers included."""
        asked: dict[str, Any] = create_environ(
            "/api/v1/me" if by_program else "/connexion",
            self._base_url,
            headers={"Accept-Language": language},
        )
        content, status, headers = run_wsgi_app(
            self._app, {**asked, OVERLOADED: True}, buffered=True
        )
        return status, list(headers), b"".join(content)
