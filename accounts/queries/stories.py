"""What happened to somebody's rights at one place, for those in charge of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from accounts.models import Scope
from accounts.words import ACTS
from core.database import session
from core.history import lines_of
from core.models import Change


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the story of somebody's rights at one place."""

    sentence: str
    icon: str
    at: datetime
    by: str
    reason: str | None


def delegation_story(account_id: UUID, scope: Scope, limit: int = 50) -> list[Told]:
    """What was handed on to somebody at a place, changed, confirmed, ended; newest first."""
    found = []
    for line in lines_of("account", account_id):
        if not line.act.startswith("account.delegation-"):
            continue
        if line.facts.get("scope") != scope.path:
            continue
        words, icon = ACTS[line.act]
        by = line.actor_name or ""
        found.append(Told(str(words) % line.facts, icon, line.at, by, line.reason))
    return found[:limit]


def support_story(account_id: UUID, limit: int = 5) -> list[Told]:
    """Who saw the house as this person, when and why; newest first."""
    act = "account.support-began"
    words, icon = ACTS[act]
    lines = session.scalars(
        select(Change)
        .where(Change.subject_kind == "account", Change.subject_id == account_id, Change.act == act)
        .order_by(Change.id.desc())
        .limit(limit)
    )
    return [
        Told(str(words) % line.facts, icon, line.at, line.actor_name, line.reason) for line in lines
    ]
