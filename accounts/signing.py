"""Flask-Login on our own session rows: who is signed in is what the row says, never the cookie.

Between a right password and a second factor a session is *half*: its row names nobody, so nothing
of the house is open to it (S-08); it only remembers whom the password was right for.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from flask import Flask, g
from flask import session as flask_session
from flask_login import LoginManager, UserMixin, login_user

from accounts import passwords, queries
from accounts.models import Account
from accounts.oidc import Asked
from core import clock, sealing
from core.errors import NotSignedIn
from core.sessions import RowSession, digest
from core.wall import HOUSE, acting_as
from core.web import SURE_AT, current_actor, known_as

#: How long a half session waits for the second factor.
PATIENCE = timedelta(minutes=10)
#: How long a browser has to sign what it was asked to.
ANSWER = timedelta(minutes=5)
HALF, CHALLENGE, ASKED = "half", "challenge", "asked"
#: Through which provider this browser came in; through which one it has just left.
CAME_BY, LEFT = "came-by", "left"


class SignedIn(UserMixin):  # type: ignore[misc]  # flask_login has no types
    """A person in one web session; another session of theirs is another `SignedIn`."""

    def __init__(self, account_id: UUID, session_id: UUID) -> None:
        self.account_id = account_id
        self.session_id = session_id

    def get_id(self) -> str:
        """The id of the session row: what is stored dies with the row (H10)."""
        return str(self.session_id)


@dataclass(frozen=True, slots=True)
class Half:
    """Somebody whose password, or link, was right and who has something more to prove."""

    account: Account
    #: The page that was asked for.
    wanted: str
    #: There is no second factor yet, and one must be added before coming in.
    enrols: bool


@dataclass(frozen=True, slots=True)
class Left:
    """A provider that somebody came by, after the end of their session here."""

    provider: str
    #: Its own word, or nothing.
    token: str
    #: What it must say again when it sends the person back.
    state: str


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
    row = _cleared_for(account)
    row.rotate(account.id)
    row["language"] = account.locale
    row[SURE_AT] = clock.now().timestamp()
    login_user(SignedIn(account.id, row.id))
    g.pop("actor", None)


def confirm_session(account: Account) -> None:
    """The same person has just shown again who they are: the same session in another row (S-02)."""
    renew(account)
    web_session()[SURE_AT] = clock.now().timestamp()


def renew(account: Account) -> None:
    """The same session in another row: what it opens is about to change (S-02)."""
    row = web_session()
    row.rotate(account.id)
    login_user(SignedIn(account.id, row.id))
    g.pop("actor", None)


def hold_half(account: Account, wanted: str, *, enrols: bool = False) -> None:
    """Remember whom the password was right for, in a session of nobody."""
    row = _cleared_for(account)
    row.rotate(None)
    row["language"] = account.locale
    row[HALF] = {
        "account": str(account.id),
        "until": (clock.now() + PATIENCE).timestamp(),
        "wanted": wanted,
        "enrols": enrols,
        "knew": _knew(account),
    }


def half(*, enrolling: bool = False) -> Half:
    """Whoever stands between password and factor here, or adds one before coming in; nobody when
    it took too long, or when password, account or session have changed meanwhile."""
    row = web_session()
    kept: dict[str, Any] = row.get(HALF) or {}
    if row.account_id is not None or kept.get("until", 0) < clock.now().timestamp():
        raise NotSignedIn
    with acting_as(HOUSE):
        account = queries.account(UUID(kept["account"]))
        added = enrolling and queries.has_factor(account.id)
    if account.disabled_at is not None or kept["knew"] != _knew(account):
        raise NotSignedIn
    if enrolling and (added or not kept["enrols"]):
        raise NotSignedIn
    current_actor()  # nobody, said aloud: the wall then asks whom the house knows
    known_as(account.id)
    return Half(account, kept["wanted"], kept["enrols"])


def ask_browser(asked: dict[str, str], purpose: str) -> dict[str, str]:
    """Keep the challenge a browser is asked to sign, for one purpose and a few minutes."""
    web_session()[CHALLENGE] = {
        "text": asked["challenge"],
        "for": purpose,
        "until": (clock.now() + ANSWER).timestamp(),
    }
    return asked


def challenge(purpose: str) -> str:
    """What the browser was asked to sign; once."""
    kept = web_session().pop(CHALLENGE, None) or {}
    if kept.get("for") != purpose or kept.get("until", 0) < clock.now().timestamp():
        return ""
    return str(kept["text"])


def ask_of_provider(asked: Asked) -> None:
    """Remember, in this browser alone, what a provider was asked (S-11)."""
    web_session()[ASKED] = asked.keep()


def asked_of_provider() -> Asked | None:
    """What it was asked; once."""
    return Asked.kept(web_session().pop(ASKED, None))


def came_by(account: Account, provider: str, token: str) -> None:
    """Remember which provider opens this session; its word is sealed, a copy of the database does
    not hold it."""
    sealed = sealing.seal(token, CAME_BY)
    web_session()[CAME_BY] = {"account": str(account.id), "provider": provider, "token": sealed}


def leave() -> bool:
    """End the session. Whether its person came by a provider, which may be left too."""
    row = web_session()
    by, account_id = row.get(CAME_BY) or {}, row.account_id
    if account_id is None or by.get("account") != str(account_id):
        row.end()
        return False
    row.clear()
    row.rotate(None)  # the row that was open goes, as at any end (S-03)
    until = (clock.now() + PATIENCE).timestamp()
    row[LEFT] = {**by, "until": until, "state": secrets.token_urlsafe(32)}
    return True


def left() -> Left | None:
    """Which provider this browser may still leave, for ten minutes."""
    kept: dict[str, Any] = web_session().get(LEFT) or {}
    if kept.get("until", 0) < clock.now().timestamp():
        return None
    token = sealing.unseal(kept["token"], CAME_BY) or ""
    return Left(kept["provider"], token, kept["state"])


def forget_left() -> None:
    """It has been left, or never will be."""
    web_session().pop(LEFT, None)


def _cleared_for(account: Account) -> RowSession:
    """Nothing of before, but the provider that this very account has just come by."""
    row = web_session()
    by = row.get(CAME_BY) or {}
    row.clear()
    if by.get("account") == str(account.id):
        row[CAME_BY] = by
    return row


def web_session() -> RowSession:
    """The session of the browser, as the row it is."""
    return cast("RowSession", flask_session._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001


def _knew(account: Account) -> str:
    """Changes with the password: a half session of before is worth nothing after."""
    return digest(account.password_hash or "")[:16]
