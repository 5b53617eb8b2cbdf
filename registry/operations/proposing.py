"""A change that its author may only propose: asked, handed to its circuit, changed, given up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy.dialects.postgresql import insert

from core import clock, history
from core.actor import Actor
from core.database import session
from core.events import announce
from core.files import FileRule
from core.models import Counter
from core.problems import Problem
from registry import queries
from registry.domain.change_rules import ChangeRule
from registry.errors import ProposalClosed, RecordInvalid
from registry.events import ChangeProposed
from registry.models import Record, RecordProposal
from registry.operations.standing import standing_of
from registry.queries.circuits import KIND, live_circuit, members_of, shipped_bridge
from workflows import operations as workflows
from workflows import queries as circuits
from workflows.operations.stale import refuse_if_stale

MOST_SAID: Final = 1_000
#: What may go with a value: a few papers or pictures.
EVIDENCE: Final = FileRule(max_bytes=10 * 1024 * 1024, max_count=5)


@dataclass(frozen=True, slots=True)
class Beside:
    """What goes with the values asked: why, field by field, and on whose behalf."""

    reasons: Mapping[str, str] = field(default_factory=dict)
    #: What asked for it when no person did on the record itself: {"kind", "id", "number"}.
    source: Mapping[str, Any] = field(default_factory=dict)
    #: What the record held when the values were asked, where that is known to be older than now.
    base: Mapping[str, Any] = field(default_factory=dict)


def propose(
    actor: Actor,
    record: Record,
    changes: Mapping[str, Any],
    reason: str = "",
    beside: Beside | None = None,
) -> list[RecordProposal]:
    """Keep what is asked beside what the record holds, one proposal a circuit, and hand each in;
    the caller looked at the rights and at the values."""
    entity = queries.live_entity(record.entity)
    return [
        _one(actor, record, rule, {key: changes[key] for key in keys}, reason, beside or Beside())
        for rule, keys in entity.changes.split(sorted(changes))
    ]


def _one(
    actor: Actor, record: Record, rule: ChangeRule, changes: Mapping[str, Any], reason: str,
    beside: Beside,
) -> RecordProposal:  # fmt: skip
    version = live_circuit(rule)
    bridge = circuits.bridge_of(version.id) if version is not None else shipped_bridge()
    initial = bridge.circuit.initial
    made = RecordProposal(
        entity=record.entity, record_id=record.id, reason=reason.strip()[:MOST_SAID],
        patch=[_asked(record, key, value, beside) for key, value in changes.items()],
        made_by=actor.account_id, made_by_name=actor.name, source=dict(beside.source),
        number=next_number(), status=initial, status_kind=bridge.circuit.status[initial].kind.value,
        workflow_version_id=version.id if version is not None else None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    history.record(
        actor, "record", record.id, "record.proposed", version=record.version,
        patch=[{"path": f"/{c['field']}", "old": c["old"], "new": c["new"]} for c in made.patch],
        facts={"proposal": str(made.id), "number": made.number, **_source(beside)},
        reason=made.reason or None,
    )  # fmt: skip
    history.record(actor, KIND, made.id, "change.proposed", version=made.version, first=True)
    hand_in(actor, made, record)
    announce(ChangeProposed(made.id, record.id, record.entity))
    return made


def hand_in(actor: Actor, proposal: RecordProposal, record: Record) -> None:
    """Make the one move that leaves the draft status, as its author."""
    entity = queries.live_entity(record.entity)
    standing = standing_of(actor, proposal, record, entity, judged=False)
    functions = members_of(standing.bridge.circuit)
    workflows.submit(actor, proposal, replace(standing, functions=functions))


def _asked(record: Record, key: str, value: Any, beside: Beside) -> dict[str, Any]:
    return {
        "field": key, "old": beside.base.get(key, record.data.get(key)), "new": value,
        "answer": "", "reason": beside.reasons.get(key, "").strip()[:MOST_SAID], "evidence": [],
        "reviews": [],
    }  # fmt: skip


def _source(beside: Beside) -> dict[str, Any]:
    return {"source": beside.source["number"]} if beside.source.get("number") else {}


def next_number() -> str:
    """« M-2026-0012 »: unique, holes allowed."""
    prefix = f"M-{clock.today():%Y}-"
    seq = session.execute(
        insert(Counter)
        .values(prefix=prefix, value=1)
        .on_conflict_do_update(index_elements=["prefix"], set_={"value": Counter.value + 1})
        .returning(Counter.value)
    ).scalar_one()
    return f"{prefix}{seq:04}"


def attach(proposal: RecordProposal, files: Mapping[str, Iterable[str]]) -> None:
    """Note the files that were kept for these fields (`core.files.store` holds them)."""
    wanted = {key: list(ids) for key, ids in files.items() if ids}
    if wanted:
        proposal.patch = [
            {**c, "evidence": [*c["evidence"], *wanted.get(c["field"], ())]} for c in proposal.patch
        ]
        session.flush()


def revise(
    actor: Actor,
    seen: queries.Proposed,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
) -> RecordProposal:
    """The author puts other values in the place of those he asked, while the circuit lets him."""
    proposal = seen.proposal
    entity, record = seen.entity, seen.record
    standing = standing_of(actor, proposal, record, entity, judged=False)
    refuse_if_stale(proposal, standing, expected_version)
    editable = set(standing.bridge.circuit.status[proposal.status].editable_by)
    if proposal.state != "open" or not seen.is_mine or not editable & standing.functions:
        raise ProposalClosed
    held = seen.access.proposes | seen.access.writes
    asked = {one.field.key for one in seen.fields}
    if not set(changes) <= asked & held:
        raise RecordInvalid([Problem("", "proposal-other-field")])
    before = {c["field"]: c["new"] for c in proposal.patch}
    changed = {key: value for key, value in changes.items() if before[key] != value}
    if not changed:
        return proposal
    proposal.patch = [
        {**c, "new": changed[c["field"]], "old": record.data.get(c["field"]), "reviews": []}
        if c["field"] in changed
        else c
        for c in proposal.patch
    ]
    proposal.version += 1
    session.flush()
    workflows.drop_votes(proposal)
    history.record(
        actor, KIND, proposal.id, "change.revised", version=proposal.version,
        patch=[{"path": f"/{key}", "old": before[key], "new": value}
               for key, value in sorted(changed.items())],
    )  # fmt: skip
    return proposal
