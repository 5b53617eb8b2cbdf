"""What the menu calls the records of this house."""

from __future__ import annotations

from flask import g, has_request_context

from core.actor import Actor
from core.i18n import _
from registry import queries


class MenuName:
    """The plural of the only live entity (« Établissements »), else « Fiches »."""

    def __str__(self) -> str:
        entities = queries.live_entities()
        return entities[0].plural if len(entities) == 1 else _("Fiches")


def waiting_count(actor: Actor) -> int | None:
    """How many proposals wait for this person; nothing for none. Asked once a page."""
    if has_request_context() and "proposals_waiting" in g:
        known: int | None = g.proposals_waiting
        return known
    found = queries.waiting_count(actor) or None
    if has_request_context():
        g.proposals_waiting = found
    return found
