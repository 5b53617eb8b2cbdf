"""History: what changed, who, when, why; append-only, chained by hash per subject."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.canonical import canonical
from core.database import session
from core.models import Change


def record(
    actor: Actor,
    subject_kind: str,
    subject_id: UUID,
    act: str,
    *,
    version: int = 1,
    patch: Sequence[Mapping[str, Any]] = (),
    facts: Mapping[str, Any] | None = None,
    reason: str | None = None,
    first: bool = False,
) -> Change:
    """Write one line about `subject` in the present transaction.

    The caller holds the row of the subject (its version column), so lines of one subject are
    written one after the other and the chain has no fork. `first` says the subject was just made,
    which spares imports a look for a line before.
    """
    last = (
        None
        if first
        else session.scalar(
            select(Change.hash)
            .where(Change.subject_kind == subject_kind, Change.subject_id == subject_id)
            .order_by(Change.id.desc())
            .limit(1)
        )
    )
    line = Change(
        subject_kind=subject_kind,
        subject_id=subject_id,
        version=version,
        at=clock.now(),
        actor_id=actor.account_id,
        actor_name=actor.name,
        via=actor.via,
        act=act,
        patch=[dict(p) for p in patch],
        facts=dict(facts or {}),
        reason=reason,
        previous_hash=last or "",
        hash="",
    )
    line.hash = digest(line)
    session.add(line)
    return line


def digest(line: Change) -> str:
    """SHA-256 over the line and the hash before it: edits, deletions and insertions show."""
    body = canonical(
        {
            "subject": f"{line.subject_kind}:{line.subject_id}",
            "version": line.version,
            "at": line.at.isoformat(),
            "actor": str(line.actor_id),
            "act": line.act,
            "patch": line.patch,
            "facts": line.facts,
            "reason": line.reason,
            "before": line.previous_hash,
        }
    )
    return hashlib.sha256(body.encode()).hexdigest()


def lines_of(subject_kind: str, subject_id: UUID, limit: int = 200) -> list[Change]:
    """The latest lines about a subject, newest first."""
    return list(
        session.scalars(
            select(Change)
            .where(Change.subject_kind == subject_kind, Change.subject_id == subject_id)
            .order_by(Change.id.desc())
            .limit(limit)
        )
    )


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Typed difference of two flat documents, one entry per top-level key that changed."""
    return [
        {"path": f"/{key}", "old": old.get(key), "new": new.get(key)}
        for key in sorted({*old, *new})
        if old.get(key) != new.get(key)
    ]
