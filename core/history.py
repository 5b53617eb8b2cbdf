"""History: what changed, who, when, why; append-only, chained by hash per subject."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, func, select, true

from core import clock
from core.actor import Actor
from core.canonical import canonical
from core.database import session
from core.models import Change
from core.paging import COUNT_BOUND
from core.rows import insert_rows


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


@dataclass(frozen=True, slots=True)
class Line:
    """A line to be written by `record_all`."""

    actor: Actor
    subject_id: UUID
    act: str
    version: int
    facts: Mapping[str, Any]
    reason: str | None = None
    patch: Sequence[Mapping[str, Any]] = ()


def record_all(subject_kind: str, lines: Sequence[Line]) -> None:
    """Write many lines in one statement; those of one subject chain in the order they stand in.

    The caller holds the rows of all the subjects.
    """
    last = _last_hashes(subject_kind, {line.subject_id for line in lines})
    now, rows, no_patch = clock.now(), [], list[Any]()
    for line in lines:
        row = Written(
            subject_kind,
            line.subject_id,
            line.version,
            now,
            line.actor.account_id,
            line.actor.name,
            line.actor.via,
            line.act,
            [dict(p) for p in line.patch] or no_patch,
            dict(line.facts),
            line.reason,
            last.get(line.subject_id, ""),
        )
        row.hash = last[line.subject_id] = digest(row)
        rows.append(dict(zip(Written.__slots__, _columns_of(row), strict=True)))
    insert_rows(Change, rows)


def _last_hashes(subject_kind: str, subject_ids: Collection[UUID]) -> dict[UUID, str]:
    """The end of each chain: one look at the index a subject, however long its history."""
    wanted = (
        func.unnest(list(subject_ids), type_=Uuid)
        .table_valued("id", name="wanted")
        .render_derived()
    )
    newest = (
        select(Change.hash)
        .where(Change.subject_kind == subject_kind, Change.subject_id == wanted.c.id)
        .order_by(Change.id.desc())
        .limit(1)
        .lateral("newest")
    )
    rows = session.execute(
        select(wanted.c.id, newest.c.hash).select_from(wanted).join(newest, true())
    )
    return {row.id: row.hash for row in rows}


@dataclass(slots=True)
class Written:
    """The columns of a line, before it is in the table."""

    subject_kind: str
    subject_id: UUID
    version: int
    at: datetime
    actor_id: UUID | None
    actor_name: str
    via: str
    act: str
    patch: list[Any]
    facts: dict[str, Any]
    reason: str | None
    previous_hash: str
    hash: str = ""


_columns_of = attrgetter(*Written.__slots__)


def digest(line: Change | Written) -> str:
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


def lines_of(
    subject_kind: str, subject_id: UUID, limit: int = 200, before: int | None = None
) -> list[Change]:
    """The latest lines about a subject (`before` one of them), newest first."""
    return list(
        session.scalars(
            select(Change)
            .where(
                Change.subject_kind == subject_kind,
                Change.subject_id == subject_id,
                true() if before is None else Change.id < before,
            )
            .order_by(Change.id.desc())
            .limit(limit)
        )
    )


def count_of(subject_kind: str, subject_id: UUID) -> tuple[int, bool]:
    """How many lines tell of a subject, and whether there are more than one counts."""
    lines = select(Change.id).where(
        Change.subject_kind == subject_kind, Change.subject_id == subject_id
    )
    some = lines.limit(COUNT_BOUND + 1).subquery()
    count = session.scalar(select(func.count()).select_from(some)) or 0
    return min(count, COUNT_BOUND), count > COUNT_BOUND


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Typed difference of two flat documents, one entry per top-level key that changed."""
    return [
        {"path": f"/{key}", "old": old.get(key), "new": new.get(key)}
        for key in sorted({*old, *new})
        if old.get(key) != new.get(key)
    ]
