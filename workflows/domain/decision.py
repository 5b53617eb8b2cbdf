"""What a person may do on a request, and why not the rest.

Reasons come in the order a reader wants them: is it possible from here, is it mine, then what
stands in the way. Who does not hold the function hears only that: the guard may tell of answers
he may not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.unseen import is_unseen
from schemas.domain.conditions import Facts, Reason
from workflows.domain.circuit import PREVIOUS, ChecklistItem, Circuit, Transition
from workflows.domain.guards import Guards
from workflows.domain.markers import Markers, previous
from workflows.domain.standing_in import Capacity, Person, StandsIn, capacities

__all__ = ["CHECKLIST", "Decision", "Offered", "Person", "Refused", "Situation", "acting_as"]

CHECKLIST = "checklist.complete"
"""The one check decided here: its items stand in the circuit. Others are handed in, decided."""


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a decision depends on, read once."""

    status: str
    markers: Markers = ()
    entry: int = 1
    """How many times the request has arrived somewhere: the number of its present stay."""
    person: Person = ""
    """Who asks; empty for the engine."""
    functions: frozenset[str] = frozenset()
    """The functions this person holds on this request."""
    stands_in: StandsIn = field(default_factory=dict)
    """Those of them held only in the place of others."""
    as_system: bool = False
    """The engine itself moves: end of votes, timer, automatic status."""
    facts: Facts | None = None
    guards: Guards = field(default_factory=Guards)
    checks: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    """Outcome of each registered check that was run: what is wrong, nothing when all is well."""
    arrivals: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    """What the room of the subject holds against its arrival in a status."""
    ticks: frozenset[str] = frozenset()
    """Keys of the items ticked in the check-list of this stay."""
    latest: Mapping[str, Person] = field(default_factory=dict)
    """Who was the latest to fire each transition on this request."""
    latest_for: Mapping[str, Person] = field(default_factory=dict)
    """In whose place they did, where it was in another’s."""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A move this person may make now."""

    transition: Transition
    to: str
    """Key of the status it leads to, `$previous` resolved."""
    unticked: tuple[ChecklistItem, ...] = ()
    """Optional items left unticked: the move asks why."""

    @property
    def comment_required(self) -> bool:
        """Whether the move must be accompanied by words."""
        return self.transition.comment_required or bool(self.unticked)


@dataclass(frozen=True, slots=True)
class Refused:
    """A move this person may not make now."""

    key: str
    reasons: tuple[Reason, ...]
    error: Exception | None = None
    """What a guard raised, for the administrator's eyes."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the reasons, in order."""
        return tuple(reason.code for reason in self.reasons)


Decision = Offered | Refused


def decide(circuit: Circuit, key: str, situation: Situation) -> Decision:
    """Whether the move may be offered. The comment is asked later, by `decide_now`."""
    transition = circuit.transition.get(key)
    if transition is None:
        return Refused(key, (Reason("move.unknown", {"transition": key}),))
    if situation.status not in transition.sources:
        return Refused(key, (Reason("move.not-from-here", _status(circuit, situation.status)),))
    if not _entitled(transition, situation):
        return Refused(key, (_not_yours(circuit, transition),))
    reasons: list[Reason] = []
    to: str | None = transition.to
    if to == PREVIOUS:
        to = previous(situation.markers)
        if to not in circuit.previous_of(situation.status):
            reasons.append(Reason("move.no-previous"))
    reasons += _four_eyes(circuit, transition, situation)
    guarded, error = _guarded(transition, situation)
    reasons += guarded
    reasons += _checked(circuit, transition, situation)
    reasons += situation.arrivals.get(to or "", ())
    if reasons or to is None:
        return Refused(key, tuple(reasons), error)
    return Offered(transition, to, _unticked(circuit, transition, situation, required=False))


def decide_now(circuit: Circuit, key: str, situation: Situation) -> Decision:
    """Whether the move may be made with what was said: as `decide`, and the comment is there.

    The engine is not asked for one: votes are quoted by whoever fires their outcome, and a timer
    has nothing to add.
    """
    decision = decide(circuit, key, situation)
    if isinstance(decision, Refused) or situation.as_system or not is_unseen(situation.comment):
        return decision
    if decision.transition.comment_required:
        return Refused(key, (Reason("move.comment"),))
    if decision.unticked:
        labels = ", ".join(item.label for item in decision.unticked)
        return Refused(key, (Reason("move.unticked", {"items": labels}),))
    return decision


def _status(circuit: Circuit, key: str) -> dict[str, str]:
    return {"status": circuit.status[key].label if key in circuit.status else key}


def _entitled(transition: Transition, situation: Situation) -> bool:
    if situation.as_system:
        return transition.for_system
    return any(f in situation.functions for f in transition.by) and transition.for_people


def _not_yours(circuit: Circuit, transition: Transition) -> Reason:
    if not transition.for_people:
        return Reason("move.system")
    people = [circuit.functions[f].label for f in transition.by if f in circuit.functions]
    return Reason("move.function", {"functions": ", ".join(people)})


def acting_as(transition: Transition, situation: Situation) -> Capacity | None:
    """Under which function, and for whom, this person makes the move; None when four eyes, or the
    circuit, leave no way."""
    ways = capacities(transition.by, situation.functions, situation.stands_in)
    return next((way for way in ways if not _seen_by(transition, situation, way)), None)


def _seen_by(transition: Transition, situation: Situation, way: Capacity) -> list[str]:
    """The moves that forbid this one to whoever acts so: one of the pair has made them."""
    here = way.people(situation.person)
    done = situation.latest, situation.latest_for
    return [
        key
        for key in transition.not_same_actor_as
        if any(acted.get(key) in here for acted in done if key in acted)
    ]


def _four_eyes(circuit: Circuit, transition: Transition, situation: Situation) -> list[Reason]:
    if situation.as_system or acting_as(transition, situation) is not None:
        return []
    way = next(capacities(transition.by, situation.functions, situation.stands_in))
    done = _seen_by(transition, situation, way)
    own = [key for key in done if situation.latest.get(key) == situation.person]
    labels = ", ".join(circuit.transition[k].label for k in done if k in circuit.transition)
    code = "move.four-eyes" if own == done else "move.four-eyes-pair"
    return [Reason(code, {"moves": labels})]


def _guarded(transition: Transition, situation: Situation) -> tuple[list[Reason], Exception | None]:
    if transition.guard is None:
        return [], None
    condition = situation.guards.conditions.get(transition.key)
    if condition is None or situation.facts is None:
        return [Reason("move.guard-missing")], None
    try:
        verdict = condition.decide(situation.facts)
    except Exception as error:  # noqa: BLE001 – DEFINITIONS 7: refused and recorded, never a 500
        return [Reason("move.guard-error")], error
    return ([] if verdict.holds else [Reason("move.guard"), *verdict.reasons]), None


def _checked(circuit: Circuit, transition: Transition, situation: Situation) -> list[Reason]:
    reasons: list[Reason] = []
    for check in transition.checks:
        if check == CHECKLIST:
            missing = _unticked(circuit, transition, situation, required=True)
            reasons += [Reason("move.checklist", {"item": item.label}) for item in missing]
        elif check in situation.checks:
            reasons += situation.checks[check]
        else:
            reasons.append(Reason("move.check-not-run", {"check": check}))
    return reasons


def _unticked(
    circuit: Circuit, transition: Transition, situation: Situation, *, required: bool
) -> tuple[ChecklistItem, ...]:
    if CHECKLIST not in transition.checks:
        return ()
    items = circuit.status[situation.status].checklist
    return tuple(i for i in items if i.required is required and i.key not in situation.ticks)
