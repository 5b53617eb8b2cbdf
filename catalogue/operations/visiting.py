"""Remembering when somebody last looked: what is new since."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from catalogue.models import Visit
from catalogue.standing import KIND
from core import clock
from core.actor import Actor
from core.database import session
from messaging import operations as messaging


def saw(actor: Actor, request_id: UUID) -> None:
    """This person has looked at this request (nil: at the home) now."""
    if actor.account_id is None:
        return
    session.execute(
        insert(Visit)
        .values(account_id=actor.account_id, request_id=request_id, seen_at=clock.now())
        .on_conflict_do_update(
            index_elements=["account_id", "request_id"], set_={"seen_at": clock.now()}
        )
    )
    heard(actor, request_id)


def heard(actor: Actor, request_id: UUID) -> None:
    """The request itself is before this person's eyes: its notices are old news."""
    messaging.see_subject(actor, (KIND, request_id))
