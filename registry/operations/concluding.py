"""What follows a decision, and what is not one: the step that concludes, taking back, moves of the
author, check-lists."""

from __future__ import annotations

from collections.abc import Mapping

from core.actor import Actor
from core.database import session
from registry import queries
from registry.domain.verdicts import REFUSE
from registry.errors import BeyondOnesRights
from registry.operations.deciding import Said, Step, writes
from registry.operations.standing import standing_of
from workflows import operations as workflows
from workflows.operations.stale import refuse_if_stale


def conclude(actor: Actor, seen: queries.Proposed, said: Mapping[str, Said], comment: str) -> Step:
    """The step that follows when all is said and the circuit leaves one way: the end that writes
    when something goes in, the one that refuses when nothing does, a visa in parallel."""
    keys = {c["field"] for c in seen.proposal.patch if c["field"] in seen.entity.fields}
    spoken = {c["field"] for c in seen.proposal.patch if c.get("reviews")} | set(said)
    if not keys <= spoken:
        return Step(comment=comment)
    goes_in = any(
        said[one.field.key].verdict != REFUSE if one.field.key in said else one.change.goes_in
        for one in seen.fields
    )
    standing = standing_of(actor, seen.proposal, seen.record, seen.entity, judged=False)
    circuit = standing.bridge.circuit
    status = circuit.status[seen.proposal.status]
    if status.parallel is not None:
        seats = [s for s in status.parallel.seats if s in standing.functions]
        choice = "accept" if goes_in else "reject"
        return Step(function=seats[0] if len(seats) == 1 else "", choice=choice, comment=comment)
    wanted = "accepted" if goes_in else "refused"
    ways = [
        t for t in circuit.leaving(status.key)
        if t.to in circuit.status and circuit.status[t.to].outcome == wanted
        and set(t.by) & standing.functions
    ]  # fmt: skip
    return Step(move=ways[0].key if len(ways) == 1 else "", comment=comment)


def undo(actor: Actor, seen: queries.Proposed, step_id: int) -> None:
    """Take a move back within its grace; what it had written goes back as well."""
    standing = standing_of(actor, seen.proposal, seen.record, seen.entity, judged=False)
    workflows.undo(actor, seen.proposal, step_id, standing)
    session.flush()


def act(
    actor: Actor,
    seen: queries.Proposed,
    step: Step,
    expected_version: int | None,
) -> None:
    """A move of the author: hand in again, withdraw. Never the one that writes (A-17), whatever
    the circuit says."""
    standing = standing_of(actor, seen.proposal, seen.record, seen.entity)
    way = standing.bridge.circuit.transition.get(step.move)
    if way is not None and writes(standing.bridge.circuit, way):
        raise BeyondOnesRights
    refuse_if_stale(seen.proposal, standing, expected_version)
    workflows.refuse_unread(
        actor, seen.proposal, step.move, standing, step.comment, confirmed=step.confirmed
    )
    workflows.move(actor, seen.proposal, step.move, standing, comment=step.comment)
    session.flush()


def tick(actor: Actor, seen: queries.Proposed, key: str, *, done: bool) -> None:
    """Tick or untick a line of the check-list of the present status."""
    standing = standing_of(actor, seen.proposal, seen.record, seen.entity, judged=False)
    workflows.tick(actor, seen.proposal, key, standing, done=done)
