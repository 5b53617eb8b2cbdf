"""The end of a proposed change: what was accepted is written, in the transaction of the move."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import clock, history
from core.actor import HOUSE, Actor
from core.database import session
from core.events import announce, during
from registry import queries
from registry.domain.casting import answered
from registry.domain.verdicts import ACCEPTED, REFUSED, Change, changes_of, reopened, settled
from registry.events import ProposalAnswered
from registry.models import Record, RecordProposal
from registry.operations.records import SUBJECT, put
from registry.queries.circuits import KIND, bridge_of
from registry.queries.proposals import target_of
from workflows import queries as workflows
from workflows.events import Moved, MoveUndone
from workflows.operations.undoing import TooLate


@during(Moved)
def settle(event: Moved) -> None:
    """An end that accepts writes what nobody refused; any other end writes nothing."""
    if event.subject_kind != KIND:
        return
    session.flush()
    proposal = session.get(RecordProposal, event.subject_id, populate_existing=True)
    if proposal is None:
        return
    status = bridge_of(proposal).circuit.status[event.to_status]
    if not status.is_final:
        if proposal.state != "open":
            _open_again(proposal)
        return
    record = target_of(proposal)
    answers = dict[str, str]()
    if record is not None:
        entity = queries.live_entity(record.entity)
        changes = [c for c in changes_of(proposal.patch) if c.field in entity.fields]
        into = [c for c in changes if c.goes_in] if status.outcome == ACCEPTED else []
        answers = {c.field: ACCEPTED for c in into}
        actor = _who(event, proposal)
        _write(actor, proposal, record, into, event.step_id)
        refused = [c for c in changes if c not in into]
        _tell_refused(actor, proposal, record, refused, status.outcome)
    proposal.patch = settled(proposal.patch, answers)
    proposal.state, proposal.outcome = "answered", status.outcome
    proposal.answered_at = clock.now()
    session.flush()
    announce(
        ProposalAnswered(
            proposal.id, proposal.record_id, proposal.entity, proposal.made_by, event.step_id
        )
    )


@during(MoveUndone)
def take_back(event: MoveUndone) -> None:
    """The record is as it was, if nobody has written there since; else the move stays."""
    proposal = session.get(RecordProposal, event.subject_id) if event.subject_kind == KIND else None
    if proposal is None or proposal.state == "open":
        return
    fields: Mapping[str, Mapping[str, Any]] = proposal.applied.get("fields") or {}
    if proposal.applied.get("step") == event.step_id and fields:
        record = target_of(proposal)
        if record is None or record.state != "active":
            raise TooLate
        session.refresh(record, with_for_update=True)
        if any(record.data.get(key) != each["new"] for key, each in fields.items()):
            raise TooLate
        data = answered({**record.data, **{key: each["old"] for key, each in fields.items()}})
        facts = {"proposal": str(proposal.id), "number": proposal.number}
        put(_who(event, proposal), record, data, act="record.change-undone", facts=facts)
    _open_again(proposal)


def _open_again(proposal: RecordProposal) -> None:
    proposal.patch, proposal.applied = reopened(proposal.patch), {}
    proposal.state, proposal.outcome, proposal.answered_at = "open", "", None
    session.flush()


def _write(
    actor: Actor, proposal: RecordProposal, record: Record, into: list[Change], step_id: int
) -> None:
    if not into:
        return
    session.refresh(record, with_for_update=True)
    data = answered({**record.data, **{c.field: c.value for c in into}})
    fields = {c.field: {"old": record.data.get(c.field), "new": data.get(c.field)} for c in into}
    evidence = [name for c in into for name in c.evidence]
    source = {"source": proposal.source["number"]} if proposal.source.get("number") else {}
    facts = {
        "proposal": str(proposal.id), "number": proposal.number, "author": proposal.made_by_name,
        "evidence": len(evidence), "proposed_at": proposal.made_at.isoformat(), **source,
    }  # fmt: skip
    put(actor, record, data, facts=facts, reason=proposal.reason or None)
    proposal.applied = {"step": step_id, "fields": fields}


def _tell_refused(
    actor: Actor, proposal: RecordProposal, record: Record, refused: list[Change], outcome: str
) -> None:
    """The record remembers what was asked in vain; what its author took back was not refused."""
    if not refused or outcome not in {ACCEPTED, REFUSED}:
        return
    patch = [
        {"path": f"/{c.field}", "old": record.data.get(c.field), "new": c.new} for c in refused
    ]
    reasons = [c.standing.reason for c in refused if c.standing and c.standing.reason]
    history.record(
        actor, SUBJECT, record.id, "record.proposal-refused", version=record.version, patch=patch,
        facts={"proposal": str(proposal.id), "number": proposal.number},
        reason=" ".join(reasons) or None,
    )  # fmt: skip


def _who(event: Moved | MoveUndone, proposal: RecordProposal) -> Actor:
    """Whoever made the move; the house for visas that were all given and for deadlines."""
    if event.actor_id is None:
        return HOUSE
    step = next((s for s in workflows.steps_of(proposal.id) if s.id == event.step_id), None)
    return Actor(account_id=event.actor_id, name=step.actor_name if step else "")
