"""Throwing a draft away."""

from __future__ import annotations

from sqlalchemy import delete

from catalogue.errors import AlreadySubmitted
from catalogue.models import Request
from catalogue.queries import Seen
from core.actor import Actor
from core.database import session
from core.errors import NotFound
from core.files import store
from core.history import record
from form_factory import operations as forms
from form_factory import queries as drafts
from form_factory.domain.files import files_in


def discard(actor: Actor, seen: Seen) -> None:
    """Delete a draft and its files; a request handed in is never deleted this way."""
    request = seen.request
    if request.submitted_at is not None:
        raise AlreadySubmitted
    if seen.side != "applicant" or not seen.functions:
        raise NotFound
    row = drafts.draft_row(request.draft_id, lock=True)
    form = drafts.form_of(row.form_version_id)
    held = [i for _, i in files_in(form.plan, row.answers)]
    held += [file["id"] for old in row.old_answers for file in old["files"]]
    store().forget(held, ("draft", row.id))
    record(actor, "request", request.id, "request.discarded", version=request.version)
    session.execute(delete(Request).where(Request.id == request.id))
    session.flush()  # the request refers to the draft
    forms.delete_draft(row)
