"""What happened to somebody's rights at one place, for those in charge of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import Scope
from accounts.words import ACTS
from core.history import lines_of


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
