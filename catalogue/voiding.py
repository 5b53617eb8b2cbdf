"""A decision taken back: its letters are void, with the reason, and stay beside those to come."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from accounts import queries as accounts
from catalogue.standing import KIND
from core.actor import HOUSE, Actor
from core.events import during, together
from core.i18n import _
from documents import operations as documents
from workflows.events import Moved, MoveUndone
from workflows.operations.overtaking import taken_back


@together(Moved)
def void_what_is_taken_back(events: Sequence[Moved]) -> None:
    """A step back, a re-opening: what was issued since one was there does not hold any more."""
    moves = {event.step_id: event.actor_id for event in events if event.subject_kind == KIND}
    for one in taken_back(list(moves)):
        back = _("La demande est revenue en arrière.")
        reason = f"{back} {one.step.comment or ''}".strip()
        documents.void_of_steps(_who(moves[one.step.id]), one.gone, reason)


@during(MoveUndone)
def void_what_was_undone(event: MoveUndone) -> None:
    """Within its grace nothing has left; what a hurried worker made all the same is void."""
    if event.subject_kind == KIND:
        reason = _("L’action qui l’avait établi a été annulée.")
        documents.void_of_steps(_who(event.actor_id), [event.step_id], reason)


def _who(account_id: UUID | None) -> Actor:
    return accounts.actor_of(account_id) if account_id else HOUSE
