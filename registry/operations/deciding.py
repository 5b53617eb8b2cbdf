"""What deciders say of a proposed change: field by field, then a move or a visa of its circuit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from core import clock, history
from core.actor import Actor
from core.database import session
from core.problems import Problem
from registry import queries
from registry.domain.casting import answered
from registry.domain.verdicts import (
    ACCEPT,
    AMEND,
    REFUSE,
    VERDICTS,
    Review,
    changes_of,
    reviewed,
)
from registry.errors import (
    BeyondOnesRights,
    ProposalClosed,
    ProposalMoved,
    RecordInvalid,
    StaleRecord,
)
from registry.models import RecordProposal
from registry.operations import rights
from registry.operations.checking import problems_in
from registry.operations.records import locked
from registry.operations.standing import standing_of
from registry.queries.circuits import KIND
from schemas.domain.conditions import Reason
from workflows import operations as workflows
from workflows.domain.circuit import Circuit, Transition
from workflows.domain.decision import Refused
from workflows.errors import MoveRefused
from workflows.operations.stale import refuse_if_moved, refuse_if_stale
from workflows.standing import Standing

MOST_SAID: Final = 1_000


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of one field."""

    verdict: str
    #: The value put in the place of the one that was asked.
    value: Any = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What is done with the whole: a move of the circuit, a visa, or nothing yet."""

    move: str = ""
    #: Function and choice of a visa.
    function: str = ""
    choice: str = ""
    comment: str = ""
    #: The warning of the move was read.
    confirmed: bool = False


def decide(
    actor: Actor,
    seen: queries.Proposed,
    said: Mapping[str, Said],
    step: Step,
    *,
    expected_version: int | None = None,
    record_version: int | None = None,
) -> RecordProposal:
    """Keep what is said of each field, then move; all of it, or nothing.

    `seen` was read under a lock. Versions are those of the proposal and of the record that were
    before the eyes.
    """
    proposal = seen.proposal
    if proposal.state != "open":
        raise ProposalClosed
    standing = standing_of(actor, proposal, seen.record, seen.entity, judged=False)
    if step.function:
        refuse_if_moved(proposal, standing, expected_version)
    else:
        refuse_if_stale(proposal, standing, expected_version)
    said = _meant(standing.bridge.circuit, said, step)
    _hold_record(actor, seen, record_version)
    if said:
        _keep(actor, seen, said)
    if step.move:
        _move(actor, seen, said, step)
    elif step.function:
        if step.choice == "accept" and step.function in seen.functions:
            _accept_mine(actor, seen, said)
        standing = _with_all_spoken(seen, standing_of(actor, proposal, seen.record, seen.entity))
        workflows.vote(actor, proposal, step.function, step.choice, standing, comment=step.comment)
    session.flush()
    return proposal


def _meant(circuit: Circuit, said: Mapping[str, Said], step: Step) -> Mapping[str, Said]:
    """Whoever sends the whole back or refuses it accepts nothing, whatever the page had ready."""
    way = circuit.transition.get(step.move)
    end = circuit.status.get(way.to) if way else None
    turns_down = (way is not None and way.direction == "back") or (
        end is not None and end.is_final and end.outcome != "accepted"
    )
    if turns_down or step.choice == "reject":
        return {key: each for key, each in said.items() if each.verdict == REFUSE}
    return said


def _hold_record(actor: Actor, seen: queries.Proposed, version: int | None) -> None:
    """The record as it stands is the one that was looked at: a decision on another value than the
    one on the page would be nobody’s."""
    before = {one.field.key: one.now for one in seen.fields}
    if seen.record.state in {"active", "restricted"}:
        locked(actor, seen.record, version)
    if any(seen.record.data.get(key) != value for key, value in before.items()):
        raise StaleRecord


def _keep(actor: Actor, seen: queries.Proposed, said: Mapping[str, Said]) -> None:
    open_to = {one.field.key for one in seen.fields if one.mine_to_answer}
    if not set(said) <= open_to:
        raise BeyondOnesRights
    if unknown := [key for key, each in said.items() if each.verdict not in VERDICTS]:
        raise RecordInvalid([Problem(f"/{unknown[0]}", "proposal-no-answer")])
    _refuse_values(seen, {k: s.value for k, s in said.items() if s.verdict == AMEND})
    proposal, values = seen.proposal, _values(seen)
    reviews = {
        key: Review(
            proposal.entry_no, each.verdict, str(actor.account_id or ""), actor.name,
            clock.now().isoformat(), _function(seen), each.reason.strip()[:MOST_SAID],
            each.value, seen.record.data.get(key),
        )
        for key, each in said.items()
    }  # fmt: skip
    proposal.patch = reviewed(proposal.patch, reviews)
    proposal.version += 1
    session.flush()
    if _values(seen) != values:
        workflows.drop_votes(proposal)  # visas were given about other values
    history.record(
        actor, KIND, proposal.id, "change.reviewed", version=proposal.version,
        facts={"fields": {key: r.verdict for key, r in sorted(reviews.items())}},
        patch=[{"path": f"/{key}", "old": values[key], "new": r.value}
               for key, r in sorted(reviews.items()) if r.verdict == AMEND],
    )  # fmt: skip


def _values(seen: queries.Proposed) -> dict[str, Any]:
    return {c.field: c.value for c in changes_of(seen.proposal.patch)}


def _function(seen: queries.Proposed) -> str:
    """The function that was awaited, else any that speaks here."""
    awaited = [f for f in seen.proposal.waiting_functions if f in seen.functions]
    return str((awaited or sorted(seen.functions) or [""])[0])


def _refuse_values(seen: queries.Proposed, values: Mapping[str, Any]) -> None:
    """Another value must hold as what was asked had to; only what was typed is told of."""
    if not values:
        return
    data = answered({**seen.record.data, **values})
    found = [p for p in problems_in(seen.entity, data) if p.path.split("/")[1:2] != [""]]
    at_stake = [p for p in found if p.path.strip("/").split("/")[0] in {*values, ""}]
    rights.refuse(at_stake, seen.access, values)


def _move(actor: Actor, seen: queries.Proposed, said: Mapping[str, Said], step: Step) -> None:
    proposal, entity = seen.proposal, seen.entity
    standing = standing_of(actor, proposal, seen.record, entity, judged=False)
    circuit = standing.bridge.circuit
    way = circuit.transition.get(step.move)
    if way is not None and writes(circuit, way) and set(way.by) & standing.functions:
        _accept_the_rest(actor, seen, said, step.move)
    standing = standing_of(actor, proposal, seen.record, entity)
    workflows.refuse_unread(
        actor, proposal, step.move, standing, step.comment, confirmed=step.confirmed
    )
    try:
        workflows.move(actor, proposal, step.move, standing, comment=step.comment)
    except MoveRefused as refusal:
        if "change.moved" in refusal.refused.codes:
            raise ProposalMoved from refusal
        raise


def _accept_the_rest(
    actor: Actor, seen: queries.Proposed, said: Mapping[str, Said], move: str
) -> None:
    """Whoever lets the whole through accepts what nobody spoke of, if it is theirs to decide."""
    mine = {one.field.key for one in seen.fields if one.mine_to_answer}
    if not _silent(seen) <= mine:
        raise MoveRefused(Refused(move, (Reason("change.others"),)))
    _accept_mine(actor, seen, said)


def _accept_mine(actor: Actor, seen: queries.Proposed, said: Mapping[str, Said]) -> None:
    """What nobody spoke of and this person may decide; what moved is chosen in so many words."""
    mine = {one.field.key for one in seen.fields if one.mine_to_answer and not one.has_moved}
    rest = {key: Said(ACCEPT) for key in _silent(seen) & mine if key not in said}
    if rest:
        _keep(actor, seen, rest)


def _silent(seen: queries.Proposed) -> set[str]:
    """The fields nobody has spoken of."""
    return {
        c["field"]
        for c in seen.proposal.patch
        if c["field"] in seen.entity.fields and not c.get("reviews")
    }


def _with_all_spoken(seen: queries.Proposed, standing: Standing) -> Standing:
    """Visas let nothing through that none of those who gave one has read."""
    if not _silent(seen):
        return standing
    others = (Reason("change.others"),)
    ends = [s.key for s in standing.bridge.circuit.statuses if s.outcome == "accepted"]
    more = {key: (*standing.arrivals.get(key, ()), *others) for key in ends}
    return replace(standing, arrivals={**standing.arrivals, **more})


def writes(circuit: Circuit, transition: Transition) -> bool:
    """Whether a move ends in the record being changed."""
    status = circuit.status.get(transition.to)
    return status is not None and status.outcome == "accepted"
