"""Who reads what hangs on a request: its files, its drafts' files, its thread, its letters."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from catalogue import queries
from catalogue.advice_models import Advice
from catalogue.models import Annotation, AnswerEdit, Request
from catalogue.operations.annotating import annotation_forms
from catalogue.queries import Seen
from catalogue.standing import KIND
from core.actor import Actor
from core.database import session
from core.errors import NotFound
from messaging import queries as messaging


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
    """Files of a draft: whoever writes it. Agents' notes are read by the functions of their tab."""

    key = "draft"

    def may_read(self, actor: Actor, owner_id: UUID, place: str) -> bool:
        """Find what the draft belongs to, then ask that."""
        del place
        filled_in = _filled_in(owner_id)
        if filled_in is not None:
            seen = _seen(actor, filled_in)
            return seen is not None and seen.side == "applicant"
        noted = session.scalar(select(Annotation).where(Annotation.draft_id == owner_id))
        beside = noted.request_id if noted is not None else _edited(owner_id)
        seen = _seen(actor, beside) if beside else None
        if seen is None or seen.side != "agency":
            return False
        return noted is None or noted.form_key in annotation_forms(seen)


class AdviceGate:
    """Files joined to a question asked outside: the agents of its request (whoever holds the link
    has a door of their own)."""

    key = "advice"

    def may_read(self, actor: Actor, owner_id: UUID, place: str) -> bool:
        """Find the request, then ask that."""
        del place
        row = session.get(Advice, owner_id)
        seen = _seen(actor, row.request_id) if row is not None else None
        return seen is not None and seen.side == "agency"


def request_holding(owner_kind: str, owner_id: UUID) -> Request | None:
    """The request a file hangs on: its own, a draft's, an annotation's, a message's."""
    found: UUID | None = None
    if owner_kind == KIND:
        found = owner_id
    elif owner_kind == DraftGate.key:
        found = _filled_in(owner_id) or _annotated(owner_id) or _edited(owner_id)
    elif owner_kind == AdviceGate.key:
        row = session.get(Advice, owner_id)
        found = row.request_id if row is not None else None
    elif owner_kind == "message":
        kind, subject_id = messaging.subject_of(owner_id) or ("", None)
        found = subject_id if kind == KIND else None
    return session.get(Request, found) if found else None


def _filled_in(draft_id: UUID) -> UUID | None:
    return session.scalar(
        select(Request.id).where(
            (Request.draft_id == draft_id) | (Request.correction_draft_id == draft_id)
        )
    )


def _annotated(draft_id: UUID) -> UUID | None:
    return session.scalar(select(Annotation.request_id).where(Annotation.draft_id == draft_id))


def _edited(draft_id: UUID) -> UUID | None:
    return session.scalar(select(AnswerEdit.request_id).where(AnswerEdit.draft_id == draft_id))


def _seen(actor: Actor, request_id: UUID) -> Seen | None:
    try:
        return queries.request_by_id(actor, request_id)
    except NotFound:
        return None
