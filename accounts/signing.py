"""Flask-Login on our own session rows: who is signed in is what the row says, never the cookie."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from flask import Flask, g
from flask import session as flask_session
from flask_login import LoginManager, UserMixin, login_user

from accounts import passwords, queries
from accounts.models import Account
from core.sessions import RowSession


class SignedIn(UserMixin):  # type: ignore[misc]  # flask_login has no types
    """A person in one web session; another session of theirs is another `SignedIn`."""

    def __init__(self, account_id: UUID, session_id: UUID) -> None:
        self.account_id = account_id
        self.session_id = session_id

    def get_id(self) -> str:
        """The id of the session row: what is stored dies with the row (H10)."""
        return str(self.session_id)


def init_login(app: Flask) -> None:
    """Hang flask-login on the house."""
    manager = LoginManager()
    manager.session_protection = (
        None  # its hash of address and browser signs phones out; rows do not
    )
    manager.user_loader(load)
    manager.init_app(app)
    passwords.dummy()  # now: the first unknown visitor must not wait longer


def load(session_id: str) -> SignedIn | None:
    """The person of the present session; None for a foreign row or a closed account."""
    row = web_session()
    if row.account_id is None or session_id != str(row.id):
        return None
    account = queries.account_here(row.account_id)
    if account is None or account.disabled_at is not None:
        return None
    return SignedIn(account.id, row.id)


def open_session(account: Account) -> None:
    """Sign in: another row, another token, another anti-forgery token (S-02)."""
    row = web_session()
    row.clear()
    row.rotate(account.id)
    row["language"] = account.locale
    login_user(SignedIn(account.id, row.id))
    g.pop("actor", None)


def web_session() -> RowSession:
    """The session of the browser, as the row it is."""
    return cast("RowSession", flask_session._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
