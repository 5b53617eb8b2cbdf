"""Letters of a request that somebody declares void: they stay, marked, and nothing replaces them
in silence.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from catalogue.permissions import Permission
from catalogue.queries import Seen
from catalogue.standing import KIND
from core.actor import Actor
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.history import record
from core.i18n import _, _l
from core.unseen import is_unseen
from documents import operations as documents
from documents import queries


class LetterVoid(Conflict):
    """Voided already: the first reason stands."""

    code = "letter-void"
    message = _l("Ce courrier est déjà annulé.")


def may_void(actor: Actor, seen: Seen) -> bool:
    """Whoever supervises requests there."""
    supervises = actor.holds(Permission.REQUESTS_SUPERVISE, seen.request.scope_path)
    return seen.side == "agency" and supervises


def letter_of(seen: Seen, letter_id: UUID) -> Any:
    """A letter about this very request, as its reader may see it."""
    found = queries.letter(letter_id)
    if found is None or (found.subject_kind, found.subject_id) != (KIND, seen.request.id):
        raise NotFound
    if found.audience != "applicant" and seen.side != "agency":
        raise NotFound
    return found


def void_letter(actor: Actor, seen: Seen, letter_id: UUID, reason: str) -> Any:
    """Say that it counts no more; its page of verification says so from now on."""
    letter = letter_of(seen, letter_id)
    if not may_void(actor, seen):
        raise Forbidden
    if is_unseen(reason):
        raise Invalid(message=_("Dites pourquoi ce courrier est annulé."))
    if letter.voided_at is not None:
        raise LetterVoid
    documents.void(actor, letter, reason.strip())
    record(
        actor, KIND, seen.request.id, "request.letter-voided", version=seen.request.version,
        reason=reason.strip(), facts={"title": letter.title, "number": letter.number or ""},
    )  # fmt: skip
    return letter
