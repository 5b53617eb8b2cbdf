"""A change that its author may only propose, kept until somebody who may write answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import history
from core.actor import Actor
from core.database import session
from core.events import announce
from registry.events import ChangeProposed
from registry.models import Record, RecordProposal

MOST_SAID = 1_000


def propose(
    actor: Actor, record: Record, changes: Mapping[str, Any], reason: str = ""
) -> RecordProposal:
    """Keep what is asked beside what the record holds now; the caller looked at the rights."""
    patch = [
        {"field": key, "old": record.data.get(key), "new": value, "answer": ""}
        for key, value in sorted(changes.items())
    ]
    made = RecordProposal(
        entity=record.entity, record_id=record.id, patch=patch, reason=reason.strip()[:MOST_SAID],
        made_by=actor.account_id, made_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()
    history.record(
        actor, "record", record.id, "record.proposed", version=record.version,
        patch=[{"path": f"/{c['field']}", "old": c["old"], "new": c["new"]} for c in patch],
        facts={"proposal": str(made.id)}, reason=made.reason or None,
    )  # fmt: skip
    announce(ChangeProposed(made.id, record.id, record.entity))
    return made
