"""What publication asks of a circuit: refusals stop it, warnings are shown to its author.

Guards name answers of a form, and a circuit knows no form: without `types` only their shape is
looked at; with the types of a form (when a service binds the circuit) everything is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.problems import Problem
from schemas.domain import conditions
from schemas.domain.conditions import FieldType, Types
from schemas.domain.conditions import Kind as Holds
from workflows.domain import names, timer_check, ways
from workflows.domain.circuit import PREVIOUS, Circuit, Kind, Status
from workflows.domain.names import Known

WAITING = frozenset({Kind.WAITING_USER, Kind.WAITING_AGENT})
GUARD_ROOTS = ("data", "annotations", "request", "establishment", "actor")


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, by severity."""

    refused: tuple[Problem, ...]
    warned: tuple[Problem, ...]

    @property
    def publishable(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.refused


def findings(circuit: Circuit, types: Types | None = None, known: Known | None = None) -> Findings:
    """Everything publication has to say about a circuit."""
    refused = [
        *names.problems(circuit, known or Known()),
        *timer_check.problems(circuit),
        *_drafts(circuit),
        *_unfireable(circuit),
        *_automatic(circuit),
        *_stranded(circuit),
        *guard_problems(circuit, types),
    ]
    warned = (*_unlimited(circuit), *_unexplained(circuit), *timer_check.advice(circuit))
    return Findings(tuple(refused), warned)


def guard_problems(circuit: Circuit, types: Types | None) -> Iterator[Problem]:
    """Guards that do not hold: against the given types, or in their mere shape without any."""
    names_known = types if types is not None else _unbound(circuit)
    for at, transition in enumerate(circuit.transitions):
        if transition.guard is None:
            continue
        path = f"/transitions/{at}/guard"
        found = conditions.check(transition.guard, names_known)
        yield from (problem.under(path) for problem in found)
        if not found:
            compiled = conditions.compile_condition(transition.guard, names_known)
            for name in sorted(compiled.references):
                if name.split(".")[0] not in GUARD_ROOTS:
                    yield Problem(path, "circuit.guard-name", {"name": name})


def _unbound(circuit: Circuit) -> Types:
    """Anything may be named before a form is bound; where a request stands is known already."""
    return Types.merge(Types.anything(), Types({"request.status": status_type(circuit.statuses)}))


def status_type(statuses: Iterable[Status]) -> FieldType:
    """`request.status`: the key of a status of the circuit."""
    return FieldType(Holds.KEY, {status.key: status.label for status in statuses})


def _drafts(circuit: Circuit) -> Iterator[Problem]:
    for at, status in enumerate(circuit.statuses):
        if status.kind is Kind.DRAFT:
            out = circuit.leaving(status.key)
            if len(out) != 1 or not out[0].for_people or out[0].to == PREVIOUS:
                params = {"status": status.label, "count": len(out)}
                yield Problem(f"/statuses/{at}", "circuit.draft-exits", params)


def _unfireable(circuit: Circuit) -> Iterator[Problem]:
    met = ways.stacks(circuit) if circuit.initial in circuit.status else {}
    for at, transition in enumerate(circuit.transitions):
        params = {"move": transition.label}
        if not any(ways.fireable_from(circuit, transition, s) for s in transition.sources):
            yield Problem(f"/transitions/{at}", "circuit.unfireable", params)
        elif transition.to == PREVIOUS and not any(
            s in met and met[s].may_hold for s in transition.sources
        ):
            yield Problem(f"/transitions/{at}/to", "circuit.previous-never", params)


def _automatic(circuit: Circuit) -> Iterator[Problem]:
    cycle = ways.automatic_cycle(circuit)
    if cycle:
        labels = " → ".join(circuit.status[key].label for key in (*cycle, cycle[0]))
        at = [s.key for s in circuit.statuses].index(cycle[0])
        yield Problem(f"/statuses/{at}", "circuit.automatic-cycle", {"statuses": labels})
    for at, status in enumerate(circuit.statuses):
        sure = (
            t.guard is None and not t.checks and t.to != PREVIOUS
            for t in circuit.automatic_from(status.key)
        )
        if status.kind is Kind.AUTOMATIC and not any(sure):
            params = {"status": status.label}
            yield Problem(f"/statuses/{at}", "circuit.automatic-stuck", params)


def _stranded(circuit: Circuit) -> Iterator[Problem]:
    """Statuses nobody comes to, and those nobody gets out of."""
    if circuit.initial not in circuit.status:
        return
    reached, met = ways.reachable(circuit), ways.stacks(circuit)
    ending = ways.ending(circuit, met)
    for at, status in enumerate(circuit.statuses):
        path, params = f"/statuses/{at}", {"status": status.label}
        if status.key not in reached:
            yield Problem(path, "circuit.unreachable", params)
        elif status.is_final:
            continue
        elif not ways.has_way_on(circuit, status.key, met[status.key]):
            yield Problem(path, "circuit.dead-end", params)
        elif status.key not in ending:
            yield Problem(path, "circuit.no-way-to-end", params)


def _unlimited(circuit: Circuit) -> Iterator[Problem]:
    for at, status in enumerate(circuit.statuses):
        if status.kind in WAITING and not circuit.timers_in(status.key):
            params = {"status": status.label}
            yield Problem(f"/statuses/{at}", "circuit.waits-for-ever", params)


def _unexplained(circuit: Circuit) -> Iterator[Problem]:
    for at, transition in enumerate(circuit.transitions):
        end = circuit.status.get(transition.to)
        silent = transition.for_people and not transition.comment_required
        if end is not None and end.outcome == "refused" and silent:
            params = {"move": transition.label}
            yield Problem(f"/transitions/{at}", "circuit.refusal-unexplained", params)
