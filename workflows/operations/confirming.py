"""A move with a legal warning is made once its reader says they have read it."""

from __future__ import annotations

from core.actor import Actor
from schemas.domain.conditions import Reason
from workflows import queries
from workflows.domain.decision import Offered, Refused
from workflows.errors import MoveRefused
from workflows.standing import Standing, Subject


def refuse_unread(
    actor: Actor, subject: Subject, key: str, standing: Standing, comment: str, *, confirmed: bool
) -> None:
    """Refuse a move this person may make but whose warning they have not confirmed.

    One that is refused anyway says its own reasons, and never shows the warning.
    """
    transition = standing.bridge.circuit.transition.get(key)
    if transition is None or not transition.warning or confirmed:
        return
    situation = queries.situation_of(subject, standing, actor.account_id, comment=comment)
    if isinstance(standing.bridge.decide(key, situation), Offered):
        raise MoveRefused(Refused(key, (Reason("move.confirm", {"warning": transition.warning}),)))
