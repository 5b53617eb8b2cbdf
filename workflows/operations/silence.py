"""What the house writes when a deadline passes and the request moves by itself."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from core.i18n import _
from core.saying import day
from workflows.domain.calendars import HERE, PLAIN
from workflows.domain.circuit import Timer as Meant
from workflows.standing import Standing


def said_of(meant: Meant, due_at: datetime, standing: Standing) -> str:
    """The comment of the move, with the day as it is at the place the request was made for."""
    told = day(due_at, ZoneInfo(standing.calendars.get(HERE, PLAIN).zone))
    if meant.silence == "accepted":
        return _("Sans réponse le %(day)s, la demande est acceptée (décision implicite).", day=told)
    if meant.silence == "refused":
        return _("Sans réponse le %(day)s, la demande est refusée (décision implicite).", day=told)
    return _("Le délai est passé le %(day)s.", day=told)
