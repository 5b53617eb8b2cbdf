"""The row of a draft: opened for writing, written back, its changes noted."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from core import clock
from core.actor import Actor
from core.database import session
from form_factory.domain.drafts import Draft, Patch
from form_factory.domain.pointers import MISSING
from form_factory.errors import DraftClosed
from form_factory.models import AnswerDraft, AnswerPatch
from form_factory.queries import draft_row


def open_row(draft_id: UUID) -> AnswerDraft:
    """The row, locked until the end of the act; refused once its answers were handed in."""
    row = draft_row(draft_id, lock=True)
    if row.closed_at is not None:
        raise DraftClosed
    return row


def write(row: AnswerDraft, actor: Actor, draft: Draft, page_id: str | None) -> None:
    """Put the value back into the row."""
    row.answers, row.rows = dict(draft.answers), {p: list(ids) for p, ids in draft.rows.items()}
    row.field_versions = dict(draft.versions)
    row.page = page_id
    row.updated_at, row.updated_by = clock.now(), actor.account_id
    session.flush()  # a stale row must be told before anything is drawn


def note(row: AnswerDraft, actor: Actor, patches: Sequence[Patch], changed: Sequence[str]) -> None:
    """Write down who changed what, and what they had before the eyes."""
    for patch in patches:
        if patch.address in changed:
            value = None if patch.value is MISSING else patch.value
            session.add(
                AnswerPatch(
                    draft_id=row.id,
                    path=patch.address,
                    base=patch.base,
                    value={"value": value},
                    by=actor.account_id,
                    at=clock.now(),
                )
            )
