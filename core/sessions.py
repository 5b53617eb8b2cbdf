"""Server-side web sessions: revocable, rotated at sign-in, on a connection of their own (H10)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask, Request, Response
from flask import session as web_session
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.datastructures import CallbackDict

from core import clock
from core.database import db
from core.errors import Unavailable
from core.ids import uuid7
from core.models import WebSession

COOKIE = "__Host-preau"
#: An anonymous row only carries an anti-forgery token.
ANONYMOUS = timedelta(hours=2)
#: `last_seen_at` is written at most once in this time.
SEEN_EVERY = timedelta(seconds=60)

#: Answered without knowing who asks, also when the database is away.
NO_SESSION = ("/static/", "/healthz", "/readyz", "/metrics")

#: Set in the environment of a request that comes one too many: refused without the database.
OVERLOADED = "preau.overloaded"

_shared: list[Connection] = []


class RowSession(CallbackDict[str, Any], SessionMixin):
    """What a browser carries from page to page; a row appears with the first value."""

    def __init__(self, row: Any | None = None, token: str | None = None) -> None:
        super().__init__(dict(row.data) if row else {}, on_update=_touched)
        self.id: UUID = row.id if row else uuid7()
        self.token = token
        self.account_id: UUID | None = row.account_id if row else None
        self.stored = row is not None
        self.last_seen_at = row.last_seen_at if row else None
        self.modified = False
        self.replaces: UUID | None = None
        self.ended = False
        #: The database did not answer, or is spared: nothing is known of this browser, nothing may
        #: be kept.
        self.unread = False
        #: Nobody asked who it is: a page of error on such a path must not sign the visitor out.
        self.unasked = False

    @property
    def permanent(self) -> bool:
        """Whether the cookie outlives the browser: never."""
        return False

    @permanent.setter
    def permanent(self, value: bool) -> None:
        """Ask for a permanent cookie: not offered."""

    def rotate(self, account_id: UUID | None) -> None:
        """A new id and token, for another degree of trust: sign-in, step-up (FAULTS S-02)."""
        self.replaces = self.replaces or (self.id if self.stored else None)
        self.id, self.token, self.stored = uuid7(), None, False
        self.account_id = account_id
        self.pop("csrf_token", None)
        self.modified = True

    def end(self) -> None:
        """Sign out: the row goes, not only the cookie (S-03)."""
        self.clear()
        self.ended = True


def _touched(session: RowSession) -> None:
    session.modified = True


class RowSessions(SessionInterface):
    """Reads and writes `web_session` by the SHA-256 of the cookie's token."""

    def __init__(self, idle: timedelta, absolute: timedelta, *, secure: bool = True) -> None:
        self.idle, self.absolute, self.secure = idle, absolute, secure

    def open_session(self, app: Flask, request: Request) -> RowSession:
        token = request.cookies.get(COOKIE)
        if request.path.startswith(NO_SESSION):
            found = RowSession()
            found.unasked = True
            return found
        if OVERLOADED in request.environ:
            found = RowSession()
            found.unread = True
            return found
        if not token or len(token) > 100:
            return RowSession()
        try:
            row = self._row(token)
        except (DBAPIError, PoolTimeout):
            found = RowSession()
            found.unread = True
            return found
        return RowSession(row, token) if row else RowSession()

    def _row(self, token: str) -> Any | None:
        now = clock.now()
        with connection() as conn:
            return conn.execute(
                select(WebSession.__table__).where(
                    WebSession.token_sha256 == digest(token),
                    WebSession.expires_at > now,
                    WebSession.last_seen_at > now - self.idle,
                )
            ).one_or_none()

    def save_session(  # type: ignore[override]
        self, app: Flask, session: RowSession, response: Response
    ) -> None:
        if session.unread or session.unasked:
            return
        if session.ended:
            _delete(session.id, session.replaces)
            response.delete_cookie(COOKIE, path="/", secure=self.secure, httponly=True)
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
            return
        response.vary.add("Cookie")
        if not session.modified:
            self._seen(session)
            return
        if not session and not session.stored:
            return
        self._write(session)
        response.set_cookie(
            COOKIE, session.token or "", path="/", secure=self.secure, httponly=True, samesite="Lax"
        )

    def _write(self, session: RowSession) -> None:
        now = clock.now()
        if session.stored:
            with connection() as conn:
                conn.execute(
                    update(WebSession)
                    .where(WebSession.id == session.id)
                    .values(data=dict(session), last_seen_at=now)
                )
            return
        session.token = secrets.token_urlsafe(32)
        life = self.absolute if session.account_id else ANONYMOUS
        with connection() as conn:
            if session.replaces:
                conn.execute(delete(WebSession).where(WebSession.id == session.replaces))
            conn.execute(
                insert(WebSession).values(
                    id=session.id,
                    token_sha256=digest(session.token),
                    data=dict(session),
                    account_id=session.account_id,
                    created_at=now,
                    last_seen_at=now,
                    expires_at=now + life,
                    label=browser_label(),
                    address=address(),
                )
            )
        session.stored = True

    def _seen(self, session: RowSession) -> None:
        now = clock.now()
        if not session.stored or not session.account_id or not session.last_seen_at:
            return
        if now - session.last_seen_at > SEEN_EVERY:
            with connection() as conn:
                conn.execute(
                    update(WebSession).where(WebSession.id == session.id).values(last_seen_at=now)
                )


def refuse_unread() -> None:
    """Before each request: whose session could not be read is asked to come back (R-10)."""
    if getattr(web_session, "unread", False):
        raise Unavailable


def digest(token: str) -> str:
    """What is stored in place of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@contextmanager
def connection() -> Iterator[Connection]:
    """A transaction of its own: a refused act does not undo the session, nor the reverse."""
    if _shared:
        yield _shared[-1]
        return
    with db.engine.begin() as conn:
        yield conn


def share(conn: Connection | None) -> None:
    """Tests work inside one outer transaction: hand its connection over, or take it back (None)."""
    _shared[:] = [conn] if conn is not None else []


def sweep() -> None:
    """Forget sessions past their end."""
    with connection() as conn:
        conn.execute(delete(WebSession).where(WebSession.expires_at < clock.now()))


def _delete(*ids: UUID | None) -> None:
    known = [i for i in ids if i is not None]
    with connection() as conn:
        conn.execute(delete(WebSession).where(WebSession.id.in_(known)))


def address() -> str:
    """Where the present request comes from, as far as our own proxies tell."""
    from flask import request

    return request.remote_addr or ""


def browser_label() -> str:
    """Browser and system of the present request, in a few words."""
    from flask import request

    agent = request.user_agent.string
    browser = next(
        (
            n
            for n, mark in (
                ("Edge", "Edg/"),
                ("Firefox", "Firefox/"),
                ("Chrome", "Chrome/"),
                ("Safari", "Safari/"),
            )
            if mark in agent
        ),
        "Navigateur",
    )
    system = next(
        (
            n
            for n, mark in (
                ("Android", "Android"),
                ("iPhone", "iPhone"),
                ("Windows", "Windows"),
                ("macOS", "Mac OS"),
                ("Linux", "Linux"),
            )
            if mark in agent
        ),
        "",
    )
    return f"{browser} · {system}" if system else browser
