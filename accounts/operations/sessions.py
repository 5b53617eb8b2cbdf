"""Ending web sessions: the row goes, so a copied cookie is dead at once (S-03, S-15)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete

from accounts.models import Account
from accounts.operations.guard import note, require_over
from accounts.permissions import Permission
from core.actor import Actor
from core.database import session
from core.errors import NotFound
from core.models import WebSession


def end_sessions(actor: Actor, account: Account) -> int:
    """End all sessions of an account; how many there were."""
    if account.id != actor.account_id:
        require_over(actor, account, Permission.SESSIONS_END)
    ended = drop_all(account.id)
    note(actor, account, "account.sessions-ended", facts={"count": ended})
    return ended


def end_session(actor: Actor, account: Account, session_id: UUID) -> None:
    """End one session of an account."""
    if account.id != actor.account_id:
        require_over(actor, account, Permission.SESSIONS_END)
    ended = _drop(WebSession.id == session_id, WebSession.account_id == account.id)
    if not ended:
        raise NotFound
    note(actor, account, "account.session-ended")


def end_other_sessions(actor: Actor, account: Account, kept: UUID) -> int:
    """End one's sessions but the present one."""
    ended = _drop(WebSession.account_id == account.id, WebSession.id != kept)
    note(actor, account, "account.sessions-ended", facts={"count": ended})
    return ended


def drop_all(account_id: UUID) -> int:
    """Remove the rows, without a line of history."""
    return _drop(WebSession.account_id == account_id)


def _drop(*conditions: object) -> int:
    found = session.execute(delete(WebSession).where(*conditions))  # type: ignore[arg-type]
    return int(getattr(found, "rowcount", 0))
