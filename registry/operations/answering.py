"""The answer to a proposal, field by field, by whoever may write these fields."""

from __future__ import annotations

from collections.abc import Collection

from core import clock, history
from core.actor import Actor
from core.database import session
from core.events import announce
from registry import queries
from registry.errors import BeyondOnesRights, ProposalClosed
from registry.events import ProposalAnswered
from registry.models import Record, RecordProposal
from registry.operations.records import SUBJECT, locked, update_record


def answer_proposal(
    actor: Actor,
    record: Record,
    proposal: RecordProposal,
    accepted: Collection[str],
    refused: Collection[str],
    expected_version: int | None = None,
    *,
    reason: str = "",
) -> RecordProposal:
    """Write what is accepted through the same act as any change, keep both in history.

    Fields without an answer go on waiting; the record must be the one that was looked at.
    """
    locked(actor, record, expected_version)
    session.refresh(proposal, with_for_update=True)
    waiting = {c["field"]: c for c in proposal.patch if not c["answer"]}
    asked = {*accepted, *refused}
    if proposal.record_id != record.id or not asked or not asked <= set(waiting):
        raise ProposalClosed
    levels = queries.writable(actor, queries.live_entity(record.entity), record)
    if set(accepted) & set(refused) or any(levels.get(key) != "write" for key in asked):
        raise BeyondOnesRights
    if accepted:
        changes = {key: waiting[key]["new"] for key in accepted}
        said = reason or proposal.reason
        update_record(actor, record, changes, reason=said or None, proposal=proposal.id)
    if refused:
        history.record(
            actor, SUBJECT, record.id, "record.proposal-refused", version=record.version,
            patch=[_line(record, waiting[key]) for key in sorted(refused)],
            facts={"proposal": str(proposal.id)}, reason=reason or None,
        )  # fmt: skip
    _note(proposal, accepted, refused)
    session.flush()
    if proposal.state == "answered":
        announce(ProposalAnswered(proposal.id, record.id, record.entity, proposal.made_by))
    return proposal


def _line(record: Record, change: dict[str, object]) -> dict[str, object]:
    key = str(change["field"])
    return {"path": f"/{key}", "old": record.data.get(key), "new": change["new"]}


def _note(proposal: RecordProposal, accepted: Collection[str], refused: Collection[str]) -> None:
    said = {**dict.fromkeys(accepted, "accepted"), **dict.fromkeys(refused, "refused")}
    proposal.patch = [
        {**change, "answer": said.get(change["field"], change["answer"])}
        for change in proposal.patch
    ]
    if all(change["answer"] for change in proposal.patch):
        proposal.state, proposal.answered_at = "answered", clock.now()
