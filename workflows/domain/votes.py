"""Votes cast side by side in one status: who may still vote, and what the votes decide.

A round is one stay in the status (its entry number) over one state of the answers (their hash):
it ends when the status is left or the answers change. With `keep_if_unchanged`, accepting votes
of an earlier round still stand while the answers are the same, so a file sent back for one visa
does not ask the others again. Whoever enters the status must therefore tally once: it may be
carried already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from core.unseen import is_unseen
from schemas.domain.conditions import Reason
from workflows.domain.parts import Parallel
from workflows.domain.standing_in import Capacity, StandsIn, capacities


class Choice(StrEnum):
    """What a vote says."""

    ACCEPT = "accept"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Round:
    """The stay and the answers a vote is about."""

    entry: int
    answers: str = ""
    """Hash of the answers as the voter saw them."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote cast."""

    function: str
    person: str
    choice: Choice
    round: Round
    comment: str = ""
    at: datetime | None = None
    principal: str = ""
    """In whose place it was cast; empty when in the person’s own right."""

    @property
    def voices(self) -> frozenset[str]:
        """Who has spoken by it: a person and whoever they stand in for are one voter."""
        return frozenset(filter(None, (self.person, self.principal)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the votes decide so far; `transition` is empty while they are awaited."""

    transition: str
    quoted: tuple[Ballot, ...]
    """The votes the system's move quotes: those that made the decision."""
    waiting: tuple[str, ...]
    """The functions that have not voted."""

    @property
    def decided(self) -> bool:
        """Whether a move is to be fired."""
        return bool(self.transition)


def standing(parallel: Parallel, ballots: Iterable[Ballot], now: Round) -> tuple[Ballot, ...]:
    """The votes that count in this round, one per seat, in the order of the seats."""
    counted: dict[str, Ballot] = {}
    for ballot in sorted(ballots, key=lambda b: b.round.entry):
        kept = (
            parallel.keep_if_unchanged
            and ballot.choice is Choice.ACCEPT
            and ballot.round.answers == now.answers
        )
        if ballot.function in parallel.seats and (ballot.round == now or kept):
            counted[ballot.function] = ballot
    return tuple(counted[seat] for seat in parallel.seats if seat in counted)


def tally(parallel: Parallel, ballots: Iterable[Ballot], now: Round) -> Outcome:
    """Whether the votes of this round are enough, and for which move."""
    cast = standing(parallel, ballots, now)
    accepted = tuple(b for b in cast if b.choice is Choice.ACCEPT)
    rejected = tuple(b for b in cast if b.choice is Choice.REJECT)
    waiting = tuple(s for s in parallel.seats if s not in {b.function for b in cast})
    carried = sum(parallel.weight(b.function) for b in accepted) >= parallel.needed
    vetoed = any(b.function in parallel.veto for b in rejected)
    short = not waiting and not carried
    if rejected and (vetoed or parallel.on_reject == "first" or short):
        return Outcome(parallel.reject, rejected, waiting)
    if carried:
        return Outcome(parallel.accept, accepted, waiting)
    return Outcome("", (), waiting)


def refusals(
    parallel: Parallel | None,
    ballots: Sequence[Ballot],
    ballot: Ballot,
    now: Round,
    functions: frozenset[str],
) -> tuple[Reason, ...]:
    """Why this vote cannot be cast, the first reason only; empty when it can.

    `parallel` is the one of the status the request stands in, None when it has none: the file has
    moved on since the page was shown.
    """
    if parallel is None or ballot.round.entry != now.entry:
        return (Reason("vote.decided"),)
    seat = {"function": ballot.function}
    cast = standing(parallel, ballots, now)
    held = ballot.function in parallel.seats and ballot.function in functions
    silent = ballot.choice is Choice.REJECT and is_unseen(ballot.comment)
    obstacles = (
        (not held, Reason("vote.function", seat)),
        (tally(parallel, ballots, now).decided, Reason("vote.decided")),
        (ballot.round.answers != now.answers, Reason("vote.answers-changed")),
        (any(other.function == ballot.function for other in cast), Reason("vote.seat-taken", seat)),
        (any(other.person == ballot.person for other in cast), Reason("vote.once")),
        (any(other.voices & ballot.voices for other in cast), Reason("vote.once-pair")),
        (silent, Reason("vote.comment")),
    )
    return next(((reason,) for stands, reason in obstacles if stands), ())


def cast_as(
    parallel: Parallel | None,
    ballots: Sequence[Ballot],
    ballot: Ballot,
    now: Round,
    functions: frozenset[str],
    stands_in: StandsIn,
) -> tuple[Ballot, Capacity, tuple[Reason, ...]]:
    """The vote as this person may cast it, in their own right first; with what stands in its way
    when no way is open."""
    seat = ballot.function
    ways = list(capacities([seat], functions, stands_in)) or [Capacity(seat)]
    tried = []
    for way in ways:
        meant = replace(ballot, principal=str(way.principal.id) if way.principal else "")
        reasons = refusals(parallel, ballots, meant, now, functions)
        tried.append((meant, way, reasons))
        if not reasons:
            return tried[-1]
    return tried[0]
