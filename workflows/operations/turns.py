"""Whose turn it is in a status: what « ce qui m’attend » is made of."""

from __future__ import annotations

from collections.abc import Iterable

from workflows.domain.circuit import SYSTEM, Circuit, Kind
from workflows.domain.votes import Ballot, Round, standing


def turns_in(circuit: Circuit, status_key: str, voted: Iterable[str] = ()) -> list[str]:
    """Functions that are awaited: seats that have not voted, else those who may move it forward.

    In a status without a forward move of people, whoever may move it at all.
    """
    status = circuit.status[status_key]
    if status.kind in {Kind.FINAL, Kind.AUTOMATIC}:
        return []
    if status.parallel is not None:
        return [seat for seat in status.parallel.seats if seat not in set(voted)]
    leaving = [t for t in circuit.leaving(status_key) if t.for_people]
    forward = [t for t in leaving if t.direction == "forward"] or leaving
    if status.kind is Kind.WAITING_AGENT:
        # An applicant may withdraw at any time: that does not make it his turn.
        forward = [t for t in forward if not _only_members(circuit, t.by)] or forward
    names = [f for t in forward for f in t.by if f != SYSTEM]
    if status.kind is Kind.WAITING_AGENT:
        names = [f for f in names if circuit.functions[f].source == "group"] or names
    return list(dict.fromkeys(names))


def awaited(circuit: Circuit, status_key: str, ballots: Iterable[Ballot], now: Round) -> list[str]:
    """The same where votes were cast: who has spoken in this round, or whose earlier vote still
    counts, is awaited no more."""
    parallel = circuit.status[status_key].parallel
    counted = standing(parallel, ballots, now) if parallel is not None else ()
    return turns_in(circuit, status_key, [ballot.function for ballot in counted])


def _only_members(circuit: Circuit, functions: Iterable[str]) -> bool:
    return all(f in circuit.functions and circuit.functions[f].source != "group" for f in functions)
