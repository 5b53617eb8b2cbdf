"""Do the names inside a circuit agree with one another? Each fault with the JSON pointer to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.problems import Problem
from schemas.domain.conditions.dates import duration
from workflows.domain.circuit import (
    PREVIOUS,
    SYSTEM,
    Action,
    Circuit,
    Kind,
    Parallel,
    Status,
    Timer,
    Transition,
)
from workflows.domain.remap import ASK, STAY, is_place

TONES = frozenset({"slate", "sun", "sky", "brick", "leaf", "plum", "rose"})


@dataclass(frozen=True, slots=True)
class Known:
    """What the house offers to circuits; None when whoever asks cannot tell."""

    checks: frozenset[str] | None = None
    icons: frozenset[str] | None = None
    actions: frozenset[str] | None = None
    tones: frozenset[str] = TONES


def problems(circuit: Circuit, known: Known) -> Iterator[Problem]:
    """Every name that leads nowhere, stands twice or stands where it may not."""
    yield from _twice(circuit)
    yield from _initial(circuit)
    if SYSTEM in circuit.functions:
        yield Problem(f"/functions/{SYSTEM}", "circuit.reserved-function", {"function": SYSTEM})
    for key, function in circuit.functions.items():
        if function.fallback:
            yield from _functions(circuit, f"/functions/{key}/fallback", [function.fallback])
    for at, status in enumerate(circuit.statuses):
        yield from _status(circuit, f"/statuses/{at}", status, known)
    for at, transition in enumerate(circuit.transitions):
        yield from _transition(circuit, f"/transitions/{at}", transition, known)
    for at, timer in enumerate(circuit.timers):
        yield from _timer(circuit, f"/timers/{at}", timer, known)
    for at, tab in enumerate(circuit.tabs):
        yield from _functions(circuit, f"/tabs/{at}/functions", tab.functions)
        yield from _functions(circuit, f"/tabs/{at}/edit", tab.edit)
    yield from _migrations(circuit)


def _migrations(circuit: Circuit) -> Iterator[Problem]:
    yield from _repeated("/migrations", [each["from"] for each in circuit.migrations], "from")
    for key in {ASK, STAY} & circuit.status.keys() if circuit.migrations else ():
        at = [status.key for status in circuit.statuses].index(key)
        yield Problem(f"/statuses/{at}/key", "circuit.reserved-status", {"status": key})
    for at, migration in enumerate(circuit.migrations):
        path = f"/migrations/{at}"
        for old, new in migration["status_map"].items():
            yield from _place(circuit, f"{path}/status_map/{old}", new)
        yield from _place(circuit, f"{path}/default", migration.get("default", ASK))


def _place(circuit: Circuit, path: str, key: str) -> Iterator[Problem]:
    """Where a request under way may be put: a status that is there, never a draft."""
    if key in {ASK, STAY}:
        return
    yield from _statuses(circuit, path, [key])
    if key in circuit.status and not is_place(key, circuit):
        yield Problem(path, "circuit.migration-to-draft", {"status": circuit.status[key].label})


def _twice(circuit: Circuit) -> Iterator[Problem]:
    yield from _repeated("/statuses", [part.key for part in circuit.statuses])
    yield from _repeated("/transitions", [part.key for part in circuit.transitions])
    yield from _repeated("/timers", [part.key for part in circuit.timers])
    yield from _repeated("/tabs", [part.key for part in circuit.tabs])
    for at, status in enumerate(circuit.statuses):
        yield from _repeated(f"/statuses/{at}/checklist", [item.key for item in status.checklist])


def _repeated(path: str, keys: list[str], name: str = "key") -> Iterator[Problem]:
    for at, key in enumerate(keys):
        if key in keys[:at]:
            yield Problem(f"{path}/{at}/{name}", "circuit.duplicate-key", {"key": key})


def _initial(circuit: Circuit) -> Iterator[Problem]:
    first = circuit.status.get(circuit.initial)
    if first is None:
        yield from _statuses(circuit, "/initial", [circuit.initial])
    elif first.kind is not Kind.DRAFT:
        yield Problem("/initial", "circuit.initial-not-draft", {"status": first.label})


def _statuses(circuit: Circuit, path: str, keys: Iterable[str]) -> Iterator[Problem]:
    for key in keys:
        if key not in circuit.status:
            yield Problem(path, "circuit.unknown-status", {"status": key})


def _functions(circuit: Circuit, path: str, keys: Iterable[str]) -> Iterator[Problem]:
    for key in keys:
        if key not in circuit.functions:
            yield Problem(path, "circuit.unknown-function", {"function": key})


def _status(circuit: Circuit, path: str, status: Status, known: Known) -> Iterator[Problem]:
    if status.tone not in known.tones:
        yield Problem(f"{path}/tone", "circuit.unknown-tone", {"tone": status.tone})
    if known.icons is not None and status.icon not in known.icons:
        yield Problem(f"{path}/icon", "circuit.unknown-icon", {"icon": status.icon})
    yield from _functions(circuit, f"{path}/editable_by", status.editable_by)
    votes = status.parallel
    if votes is None:
        return
    if status.kind is not Kind.WAITING_AGENT:
        yield Problem(f"{path}/parallel", "circuit.votes-elsewhere", {"status": status.label})
    yield from _functions(circuit, f"{path}/parallel/votes", votes.seats)
    yield from _votes(f"{path}/parallel", votes)
    yield from _fired(circuit, f"{path}/parallel/accept", votes.accept, status.key)
    yield from _fired(circuit, f"{path}/parallel/reject", votes.reject, status.key)


def _votes(path: str, votes: Parallel) -> Iterator[Problem]:
    """A rule that can be fulfilled, about seats there are."""
    if not 1 <= votes.needed <= votes.total:
        code = (
            "circuit.too-much-weight-needed" if votes.weights else "circuit.too-many-votes-needed"
        )
        params = {"needed": votes.needed, "votes": votes.total}
        yield Problem(f"{path}/rule", code, params)
    for seat in votes.weights:
        if seat not in votes.seats:
            yield Problem(f"{path}/rule/weights/{seat}", "circuit.no-such-seat", {"function": seat})
    for at, seat in enumerate(votes.veto):
        if seat not in votes.seats:
            yield Problem(f"{path}/veto/{at}", "circuit.no-such-seat", {"function": seat})


def _fired(circuit: Circuit, path: str, key: str, status: str) -> Iterator[Problem]:
    """A transition the engine fires by name: it exists, leaves this status, is the system's."""
    transition = circuit.transition.get(key)
    if transition is None:
        yield Problem(path, "circuit.unknown-transition", {"transition": key})
        return
    params = {"transition": transition.label, "status": status}
    if status not in transition.sources:
        yield Problem(path, "circuit.fired-from-elsewhere", params)
    if not transition.for_system:
        yield Problem(path, "circuit.fired-not-by-system", params)


def _transition(
    circuit: Circuit, path: str, transition: Transition, known: Known
) -> Iterator[Problem]:
    yield from _statuses(circuit, f"{path}/from", transition.sources)
    if transition.to != PREVIOUS:
        yield from _statuses(circuit, f"{path}/to", [transition.to])
    elif transition.direction != "back":
        yield Problem(f"{path}/direction", "circuit.previous-forward", {"move": transition.label})
    yield from _functions(circuit, f"{path}/by", (f for f in transition.by if f != SYSTEM))
    if transition.warning and transition.bulk:
        yield Problem(f"{path}/warning", "circuit.warning-in-bulk", {"move": transition.label})
    for key in transition.not_same_actor_as:
        if key not in circuit.transition:
            yield Problem(
                f"{path}/not_same_actor_as", "circuit.unknown-transition", {"transition": key}
            )
    for check in transition.checks:
        if known.checks is not None and check not in known.checks:
            yield Problem(f"{path}/checks", "circuit.unknown-check", {"check": check})
    for at, action in enumerate(transition.actions):
        yield from _functions(circuit, f"{path}/actions/{at}/to", action.functions)
        yield from _handed(circuit, f"{path}/actions/{at}/to", action)
        if known.actions is not None and action.do not in known.actions:
            yield Problem(
                f"{path}/actions/{at}/do", "circuit.unknown-action", {"action": action.do}
            )


def _handed(circuit: Circuit, path: str, action: Action) -> Iterator[Problem]:
    """What is awaited from agents is handed to agents, and only where the circuit says to whom."""
    if not action.hands_over:
        return
    if not action.functions and not any(f.fallback for f in circuit.functions.values()):
        yield Problem(path, "circuit.no-fallback")
    for key in action.functions:
        if key in circuit.functions and circuit.functions[key].source != "group":
            label = circuit.functions[key].label
            yield Problem(path, "circuit.handed-to-members", {"function": label})


def _timer(circuit: Circuit, path: str, timer: Timer, known: Known) -> Iterator[Problem]:
    yield from _statuses(circuit, f"{path}/in", [timer.status])
    if timer.fire:
        yield from _fired(circuit, f"{path}/fire", timer.fire, timer.status)
    length = duration(timer.after)
    parts = (length.months, length.days, length.seconds) if length else (-1,)
    if length is None or min(parts) < 0 or not any(parts):
        yield Problem(f"{path}/after", "circuit.bad-duration", {"duration": timer.after})
    elif timer.calendar and (length.months or "W" in timer.after or not length.days):
        yield Problem(f"{path}/after", "circuit.working-days-only", {"duration": timer.after})
    for at, action in enumerate(timer.actions):
        yield from _functions(circuit, f"{path}/actions/{at}/to", action.functions)
        yield from _handed(circuit, f"{path}/actions/{at}/to", action)
        if known.actions is not None and action.do not in known.actions:
            yield Problem(
                f"{path}/actions/{at}/do", "circuit.unknown-action", {"action": action.do}
            )
