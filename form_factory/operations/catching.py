"""A draft of answers taken up again, brought under what was filed meanwhile."""

from __future__ import annotations

from core.actor import Actor
from form_factory.domain.catching_up import caught_up
from form_factory.domain.difference import Change
from form_factory.domain.drafts import Draft
from form_factory.models import AnswerDraft
from form_factory.operations.writing import write
from form_factory.queries import as_draft, form_of


def catch_up(actor: Actor, row: AnswerDraft, base: Draft, now: Draft) -> list[Change]:
    """What both changed, told; the rest is in the draft. The row is locked by the caller."""
    form = form_of(row.form_version_id).form
    draft, met = caught_up(form, base, now, as_draft(row))
    write(row, actor, draft, row.page)
    return met
