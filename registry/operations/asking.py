"""Somebody proposes changes to the fields they may propose, and says why, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.files import store
from core.problems import Problem
from registry import queries
from registry.domain.rights import Access
from registry.errors import BeyondOnesRights, RecordInvalid, RecordOut
from registry.models import Record, RecordProposal
from registry.operations.proposing import EVIDENCE, Beside, attach, propose
from registry.operations.records import checked, locked
from registry.operations.rights import Asked, sorted_changes


def propose_changes(
    actor: Actor,
    record: Record,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    *,
    reason: str = "",
    beside: Beside | None = None,
) -> list[RecordProposal]:
    """One proposal for each circuit the fields go through; refused as a whole.

    A field this person may write is proposed like the others: who may do more may do less.
    """
    entity = queries.live_entity(record.entity)
    locked(actor, record, expected_version)
    asked = sorted_changes(actor, entity, record, changes, only_propose=True)
    if not asked.proposed:
        raise RecordInvalid([Problem("", "proposal-empty")])
    checked(entity, record, asked)
    return propose(actor, record, asked.proposed, reason, beside)


def bring_evidence(
    actor: Actor, proposals: list[RecordProposal], files: Mapping[str, list[Any]]
) -> None:
    """Keep the files that came with the page, each with its field (`Invalid` at `/<field>`)."""
    for proposal in proposals:
        kept: dict[str, list[str]] = {}
        for key in (change["field"] for change in proposal.patch):
            for file in files.get(key, ()):
                kept.setdefault(key, []).append(_kept(actor, proposal, key, file))
        attach(proposal, kept)


def _kept(actor: Actor, proposal: RecordProposal, key: str, file: Any) -> str:
    try:
        ref = store().keep(
            actor,
            (queries.CHANGE, proposal.id),
            file.stream,
            file.filename or "",
            EVIDENCE,
            place=key,
        )
    except Invalid as refusal:
        raise RecordInvalid(
            [Problem(f"/{key}", p.code, p.params) for p in refusal.problems]
        ) from refusal
    return str(ref.id)


def take_uploads(
    actor: Actor, proposals: list[RecordProposal], files: Mapping[str, list[str]], owner: str
) -> None:
    """Give the proposals the files a program brought beforehand, which must be its own."""
    asked = {change["field"] for proposal in proposals for change in proposal.patch}
    if not set(files) <= asked:
        raise BeyondOnesRights
    for proposal in proposals:
        mine = {
            c["field"]: list(files[c["field"]]) for c in proposal.patch if files.get(c["field"])
        }
        for key, ids in mine.items():
            if actor.account_id is None or len(ids) > EVIDENCE.max_count:
                raise RecordInvalid([Problem(f"/evidence/{key}", "proposal-evidence")])
            try:
                store().hand_over(ids, (owner, actor.account_id), (queries.CHANGE, proposal.id))
            except Invalid as refusal:
                problem = Problem(f"/evidence/{key}", "proposal-evidence")
                raise RecordInvalid([problem]) from refusal
        attach(proposal, mine)


def propose_for(
    author: Actor,
    record: Record,
    changes: Mapping[str, Any],
    *,
    source: Mapping[str, Any],
    base: Mapping[str, Any],
) -> list[RecordProposal]:
    """What a circuit of the house asks in the name of somebody, who need not hold the right to ask
    it: a definition does, and whoever decides sees where it comes from."""
    entity = queries.live_entity(record.entity)
    locked(author, record)
    asked = {
        key: value
        for key, value in changes.items()
        if key in entity.fields and value != record.data.get(key)
    }
    if not asked:
        return []
    if record.state != "active":
        raise RecordOut
    every = frozenset(entity.fields)
    checked(entity, record, Asked(Access(reads=every, writes=every), {}, asked))
    return propose(author, record, asked, "", Beside(source=source, base=base))


def asked_by(kind: str, subject_id: UUID, once: str) -> bool:
    """Whether an act of a circuit has proposed already: a job may come twice."""
    wanted = {"kind": kind, "id": str(subject_id), "once": once}
    query = select(RecordProposal.id).where(RecordProposal.source.contains(wanted)).limit(1)
    return session.scalar(query) is not None
