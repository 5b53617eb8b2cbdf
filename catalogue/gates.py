"""Who reads what hangs on a request: its files, its drafts' files, its thread, its letters."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from catalogue import queries
from catalogue.models import Annotation, Request
from catalogue.queries import Seen
from core.actor import Actor
from core.database import session
from core.errors import NotFound


class RequestGate:
    """Files of a request (and letters about it): whoever sees the request, letters by audience."""

    key = "request"

    def may_read(self, actor: Actor, owner_id: UUID, place: str) -> bool:
        """`letter:internal` is for agents; the rest for both sides."""
        seen = _seen(actor, owner_id)
        return seen is not None and (place != "letter:internal" or seen.side == "agency")

    def may_read_thread(self, actor: Actor, subject_id: UUID, *, internal: bool) -> bool:
        """Internal notes are for agents."""
        seen = _seen(actor, subject_id)
        return seen is not None and (not internal or seen.side == "agency")


class DraftGate:
    """Files of a draft: whoever writes it. An agents' annotation is read by agents only."""

    key = "draft"

    def may_read(self, actor: Actor, owner_id: UUID, place: str) -> bool:
        """Find what the draft belongs to, then ask that."""
        del place
        request = session.scalar(
            select(Request).where(
                (Request.draft_id == owner_id) | (Request.correction_draft_id == owner_id)
            )
        )
        if request is not None:
            seen = _seen(actor, request.id)
            return seen is not None and seen.side == "applicant"
        annotated = session.scalar(
            select(Annotation.request_id).where(Annotation.draft_id == owner_id)
        )
        seen = _seen(actor, annotated) if annotated else None
        return seen is not None and seen.side == "agency"


def _seen(actor: Actor, request_id: UUID) -> Seen | None:
    try:
        return queries.request_by_id(actor, request_id)
    except NotFound:
        return None
