"""Visas side by side: a vote is a row, its outcome is the house's move."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import update

from core import clock
from core.actor import HOUSE, Actor
from core.database import session
from core.events import announce
from core.history import record
from core.i18n import _
from core.words import say
from workflows import queries
from workflows.domain.parts import Parallel
from workflows.domain.standing_in import Capacity
from workflows.domain.votes import Ballot, Choice, Outcome, Round, cast_as, tally
from workflows.errors import VoteRefused
from workflows.events import Voted
from workflows.models import Step, Vote
from workflows.operations import moving
from workflows.operations.turns import awaited, turns_in
from workflows.standing import Standing, Subject


def vote(
    actor: Actor,
    subject: Subject,
    function: str,
    choice: str,
    standing: Standing,
    *,
    comment: str = "",
    seen_entry: int | None = None,
    seen_answers: str | None = None,
) -> Step | None:
    """Cast one vote; the step it led to when it decided, else None.

    `seen_entry` and `seen_answers` tell what the voter had before the eyes.
    """
    status = standing.bridge.circuit.status[subject.status]
    now = queries.round_of(subject, standing)
    seen = Round(seen_entry or now.entry, seen_answers or now.answers)
    wish = Ballot(function, str(actor.account_id), Choice(choice), seen, comment.strip())
    votes = queries.votes_of(subject.id)
    cast = queries.ballots(votes)
    ballot, way, reasons = cast_as(
        status.parallel, cast, wish, now, standing.functions, standing.stands_in
    )
    if reasons:
        raise VoteRefused(reasons)
    row = _write(actor, subject, ballot, now, way)
    assert status.parallel is not None  # noqa: S101 – cast_as() has just said so
    outcome = tally(status.parallel, [*cast, ballot], now)
    announce(Voted(standing.kind, subject.id, row.id, function, actor.account_id or UUID(int=0)))
    record(
        actor,
        standing.kind,
        subject.id,
        f"{standing.kind}.voted",
        version=subject.version,
        facts=_told(status.parallel, ballot, standing) | moving.told_for(way),
        reason=ballot.comment or None,
    )
    if outcome.decided:
        return moving.move(
            HOUSE,
            subject,
            outcome.transition,
            standing,
            comment=_quote(outcome, standing),
            as_system=True,
        )
    turns = awaited(standing.bridge.circuit, subject.status, [*cast, ballot], now)
    turns += [to for seat, to in standing.handed.items() if seat in turns and to not in turns]
    values = {"waiting_functions": turns, "version": subject.version}
    moving.write_head(subject, standing.bridge, values)
    return None


class Pinned(Subject, Protocol):
    """A row that pins the version of its circuit (`workflows.head.Head`)."""

    @property
    def workflow_version_id(self) -> Any:
        """Version of the circuit, empty on a draft."""


def drop_votes(subject: Pinned) -> int:
    """The answers changed: votes given about the old ones count no more, their seats are awaited
    again."""
    dropped = session.execute(
        update(Vote)
        .where(Vote.subject_id == subject.id, Vote.dropped_at.is_(None))
        .values(dropped_at=clock.now())
        .returning(Vote.id)
    ).all()
    if dropped and subject.workflow_version_id is not None:
        circuit = queries.bridge_of(subject.workflow_version_id).circuit
        parallel = circuit.status[subject.status].parallel
        if parallel is not None:
            # beside the seats stand those to whom some were handed: for this stay they stay so
            others = [f for f in subject.waiting_functions if f not in parallel.seats]
            subject.waiting_functions = [*turns_in(circuit, subject.status), *others]
    return len(dropped)


def _write(actor: Actor, subject: Subject, ballot: Ballot, now: Round, way: Capacity) -> Vote:
    principal: Any = way.principal
    row = Vote(
        subject_id=subject.id,
        entry_no=now.entry,
        function=ballot.function,
        account_id=actor.account_id,
        account_name=actor.name,
        principal_id=principal.id if principal else None,
        principal_name=principal.name if principal else "",
        verdict=ballot.choice.value,
        answers_sha256=now.answers,
        comment=ballot.comment or None,
        at=clock.now(),
    )
    session.add(row)
    session.flush()  # the unique indexes speak now: one vote a seat, one a person
    return row


def _told(parallel: Parallel, ballot: Ballot, standing: Standing) -> dict[str, Any]:
    """What history keeps of a vote; its weight and its veto where the circuit knows any."""
    seat, verdict = ballot.function, ballot.choice
    facts: dict[str, Any] = {
        "function": seat,
        "label": _label(standing, seat),
        "verdict": verdict.value,
    }
    if parallel.weighted:
        facts["weight"] = parallel.weight(seat)
    if seat in parallel.veto and verdict is Choice.REJECT:
        facts["veto"] = True
    return facts


def _label(standing: Standing, function: str) -> str:
    found = standing.bridge.circuit.functions.get(function)
    return found.label if found else function


def _quote(outcome: Outcome, standing: Standing) -> str:
    """The comment of the house's move: the votes that decided."""
    lines = []
    for ballot in outcome.quoted:
        verdict = _("favorable") if ballot.choice is Choice.ACCEPT else _("défavorable")
        words = f" : {ballot.comment}" if ballot.comment else ""
        lines.append(f"{_label(standing, ballot.function)} ({verdict}){words}")
    return "\n".join(lines) or say("vote.decided")
