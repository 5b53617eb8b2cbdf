"""One subject's way through a bulk act, in memory: the move, then the automatic ones behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from core.actor import HOUSE, Actor
from workflows import bridge as machines
from workflows import queries
from workflows.bridge import Bridge, Move
from workflows.domain.decision import Decision, Situation, decide
from workflows.domain.standing_in import Capacity
from workflows.domain.votes import tally
from workflows.operations.bulk.reading import Held, Known
from workflows.operations.moving import BY_ITSELF, capacity_used, head_before
from workflows.operations.turns import awaited, turns_in
from workflows.queries import Latest
from workflows.standing import Standing

_NEVER: Final = Latest()


@dataclass(frozen=True, slots=True)
class Made:
    """A move made in memory, with all its journal will say."""

    move: Move
    actor: Actor
    capacity: Capacity
    comment: str | None
    before: Mapping[str, Any]
    version: int


def foresee(
    held: Held, standing: Standing, key: str, person: UUID | None, known: Known
) -> Decision:
    """Whether the move may be made, whatever will be said with it (the dry run)."""
    return decide(standing.bridge.circuit, key, _situation(held, standing, known, person))


@dataclass(frozen=True, slots=True)
class Act:
    """What is asked of each subject of a chunk, and what was read for it."""

    actor: Actor
    key: str
    comment: str
    now: datetime
    known: Known
    #: Whether the engine itself makes the move (what was due, the end of votes).
    as_system: bool = False


def walk(act: Act, held: Held, standing: Standing) -> list[Made]:
    """Make the move on `held`, and what follows by itself; raises `MoveRefused`."""
    person, engine = act.actor.account_id, act.as_system
    asked = _situation(held, standing, act.known, person, act.comment, as_system=engine)
    return [_one(act, held, standing, act.key, asked), *go_on(act, held, standing)]


def go_on(act: Act, held: Held, standing: Standing) -> list[Made]:
    """What follows by itself where `held` stands: automatic statuses, votes already carried."""
    trail: list[Made] = []
    for _ in range(standing.bridge.circuit.most_by_itself):
        situation = _situation(held, standing, act.known, None, as_system=True)
        following = standing.bridge.next_automatic(situation) or _carried(held, standing, act.known)
        if following is None:
            break
        trail.append(_one(act, held, standing, following, situation))
    return trail


def _situation(
    held: Held,
    standing: Standing,
    known: Known,
    person: UUID | None,
    comment: str = "",
    *,
    as_system: bool = False,
) -> Situation:
    ticks = known.ticks.get((held.id, held.entry_no), frozenset())
    latest = known.latest.get(held.id, _NEVER)
    return queries.situated(held, standing, person, ticks, latest, comment, as_system=as_system)


def _one(act: Act, held: Held, standing: Standing, key: str, situation: Situation) -> Made:
    before = head_before(held)
    light = machines.Subject(held.status, tuple(held.markers))
    move = standing.bridge.fire(light, key, situation)
    circuit = standing.bridge.circuit
    held.status, held.markers = move.to, list(move.markers)
    held.status_kind = circuit.status[move.to].kind.value
    held.entered_at, held.entry_no = act.now, held.entry_no + 1
    held.waiting_functions = _awaited(held, standing, act.known)
    held.version += 1
    if situation.as_system:
        said = situation.comment.strip() or None
        return Made(move, HOUSE, BY_ITSELF, said, before, held.version)
    capacity = capacity_used(move.transition, situation)
    return Made(move, act.actor, capacity, act.comment.strip() or None, before, held.version)


def _awaited(held: Held, standing: Standing, known: Known) -> list[str]:
    """Whose turn it is where it has just arrived; votes of earlier rounds may still count there."""
    parallel = standing.bridge.circuit.status[held.status].parallel
    if parallel is None or not parallel.keep_if_unchanged:
        return list(_turns(standing.bridge, held.status))
    now = queries.round_of(held, standing)
    return awaited(standing.bridge.circuit, held.status, known.ballots.get(held.id, ()), now)


@lru_cache(maxsize=2_000)
def _turns(bridge: Bridge, status_key: str) -> tuple[str, ...]:
    """Whose turn it is in a status nobody has voted in: the circuit alone says it."""
    return tuple(turns_in(bridge.circuit, status_key))


def _carried(held: Held, standing: Standing, known: Known) -> str | None:
    """A vote already carried by earlier rounds."""
    parallel = standing.bridge.circuit.status[held.status].parallel
    if parallel is None or not parallel.keep_if_unchanged:
        return None
    cast = known.ballots.get(held.id, ())
    return tally(parallel, cast, queries.round_of(held, standing)).transition or None
