"""The steps of a draft: what was done to it, act by act, so that it can be undone and redone.

They are rows, not the memory of a page: they live through sessions, devices and people.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import defer

from core import clock
from core.actor import Actor
from core.database import session
from schemas.models import DefinitionVersion, DraftStep

#: Steps kept for one draft, the one before everything included; the oldest go first.
MOST_KEPT: Final = 200
LONGEST_LABEL: Final = 200
#: A step weighs as much as the whole document: what only says « Annuler » leaves its text behind.
_LIGHT: Final = defer(DraftStep.body_text)


@dataclass(frozen=True, slots=True)
class DraftHistory:
    """What can be undone and redone now, in words, and by whom it was done."""

    can_undo: bool = False
    can_redo: bool = False
    undo_label: str = ""
    redo_label: str = ""
    undo_by: str = ""
    redo_by: str = ""
    #: When the draft was last changed.
    at: datetime | None = None


def remember(
    actor: Actor, draft: DefinitionVersion, before: str, label: str, *, shown_as: int = 0
) -> None:
    """Keep the text of the draft as a step; `before` is what it said, for the very first one.

    What had been undone is cut: a new act goes on from here.
    """
    session.execute(
        delete(DraftStep).where(DraftStep.version_id == draft.id, DraftStep.undone.is_(True))
    )
    last = session.scalar(select(func.max(DraftStep.place)).where(DraftStep.version_id == draft.id))
    if last is None:
        session.add(_step(actor, draft, 0, "", before, shown_as))
        last = 0
    if before != draft.body_text:
        last += 1
        session.add(_step(actor, draft, last, label, draft.body_text, draft.version))
    if last >= MOST_KEPT:
        session.execute(
            delete(DraftStep).where(
                DraftStep.version_id == draft.id, DraftStep.place <= last - MOST_KEPT
            )
        )


def _step(
    actor: Actor, draft: DefinitionVersion, place: int, label: str, text: str, shown_as: int
) -> DraftStep:
    return DraftStep(
        version_id=draft.id,
        place=place,
        label=str(label)[:LONGEST_LABEL],
        body_text=text,
        actor_id=actor.account_id,
        actor_name=actor.name,
        at=clock.now(),
        undone=False,
        shown_as=shown_as,
    )


def last_done(draft: DefinitionVersion) -> list[DraftStep]:
    """The step the draft stands on and the one before it, newest first; texts wait till asked."""
    return list(
        session.scalars(
            select(DraftStep)
            .options(_LIGHT)
            .where(DraftStep.version_id == draft.id, DraftStep.undone.is_(False))
            .order_by(DraftStep.place.desc())
            .limit(2)
        )
    )


def next_undone(draft: DefinitionVersion) -> DraftStep | None:
    """The step that redoing would bring back."""
    return session.scalar(
        select(DraftStep)
        .options(_LIGHT)
        .where(DraftStep.version_id == draft.id, DraftStep.undone.is_(True))
        .order_by(DraftStep.place)
        .limit(1)
    )


def history_of(draft: DefinitionVersion | None) -> DraftHistory:
    """What the two buttons say."""
    if draft is None:
        return DraftHistory()
    done, ahead = last_done(draft), next_undone(draft)
    back = done[0] if len(done) > 1 else None
    return DraftHistory(
        can_undo=back is not None,
        can_redo=ahead is not None,
        undo_label=back.label if back else "",
        redo_label=ahead.label if ahead else "",
        undo_by=back.actor_name if back else "",
        redo_by=ahead.actor_name if ahead else "",
        at=done[0].at if done else None,
    )


def text_shown_as(draft: DefinitionVersion, seen: int) -> Any:
    """The document somebody had before them when the draft bore this row version, if it is kept."""
    text = session.scalar(
        select(DraftStep.body_text)
        .where(DraftStep.version_id == draft.id, DraftStep.shown_as == seen)
        .order_by(DraftStep.place.desc())
        .limit(1)
    )
    return json.loads(text) if text is not None else None


def latest(draft: DefinitionVersion) -> DraftStep | None:
    """The newest act kept, undone or not."""
    return session.scalar(
        select(DraftStep)
        .options(_LIGHT)
        .where(DraftStep.version_id == draft.id)
        .order_by(DraftStep.at.desc(), DraftStep.place.desc())
        .limit(1)
    )


def wipe(draft: DefinitionVersion) -> None:
    """A version that is published has no steps any more: it never changes."""
    session.execute(delete(DraftStep).where(DraftStep.version_id == draft.id))
