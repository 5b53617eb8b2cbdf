"""Do the timers of a circuit hold? What `names.py` does not look at: rhythms, silence, statuses."""

from __future__ import annotations

from collections.abc import Iterator

from core.problems import Problem
from schemas.domain.conditions.dates import Duration, duration
from workflows.domain.circuit import PREVIOUS, Circuit, Kind
from workflows.domain.parts import Timer

#: A rhythm faster than this is a mistake: one request would write to somebody all day long.
LEAST_SECONDS = 3600


def problems(circuit: Circuit) -> Iterator[Problem]:
    """What stands in the way of publication."""
    for at, timer in enumerate(circuit.timers):
        path = f"/timers/{at}"
        yield from _elsewhere(circuit, path, timer)
        yield from _rhythm(path, timer)
        if timer.silence:
            yield from _silence(circuit, path, timer)


def advice(circuit: Circuit) -> Iterator[Problem]:
    """What its author should know: silence that a condition may hold up, or that does not count
    everywhere an agent is waited for."""
    for at, timer in enumerate(circuit.timers):
        if not timer.silence:
            continue
        path = f"/timers/{at}"
        fired = circuit.transition.get(timer.fire)
        if fired is not None and (fired.guard is not None or fired.checks):
            yield Problem(f"{path}/fire", "circuit.silence-guarded", {"move": fired.label})
        left_out = [
            status.label
            for status in circuit.statuses
            if status.kind is Kind.WAITING_AGENT and status.key not in timer.statuses
        ]
        if left_out:
            yield Problem(
                f"{path}/in", "circuit.silence-elsewhere", {"statuses": ", ".join(left_out)}
            )


def _elsewhere(circuit: Circuit, path: str, timer: Timer) -> Iterator[Problem]:
    """The other statuses it runs in exist, and its move leaves each of them."""
    fired = circuit.transition.get(timer.fire)
    for at, key in enumerate(timer.more, 1):
        status = circuit.status.get(key)
        if status is None:
            yield Problem(f"{path}/in/{at}", "circuit.unknown-status", {"status": key})
        elif fired is not None and key not in fired.sources:
            params = {"transition": fired.label, "status": status.label}
            yield Problem(f"{path}/fire", "circuit.fired-from-elsewhere", params)


def _rhythm(path: str, timer: Timer) -> Iterator[Problem]:
    if timer.times and not timer.every:
        yield Problem(f"{path}/times", "circuit.times-without-rhythm")
    if not timer.every:
        return
    length = duration(timer.every)
    if timer.fire:
        yield Problem(f"{path}/every", "circuit.move-repeated")
    if length is None or min(length.months, length.days, length.seconds) < 0:
        yield Problem(f"{path}/every", "circuit.bad-duration", {"duration": timer.every})
    elif _too_fast(length):
        yield Problem(f"{path}/every", "circuit.rhythm-too-fast")
    elif timer.calendar and (length.months or length.seconds or "W" in timer.every):
        yield Problem(f"{path}/every", "circuit.working-days-only", {"duration": timer.every})


def _too_fast(length: Duration) -> bool:
    return not length.months and length.days * 86_400 + length.seconds < LEAST_SECONDS


def _silence(circuit: Circuit, path: str, timer: Timer) -> Iterator[Problem]:
    """Silence is worth an answer: a move to such an end gives it, while agents are awaited."""
    fired = circuit.transition.get(timer.fire)
    end = circuit.status.get(fired.to) if fired is not None and fired.to != PREVIOUS else None
    if end is None or end.outcome != timer.silence:
        yield Problem(f"{path}/silence", f"circuit.silence-{timer.silence}")
    for key in timer.statuses:
        status = circuit.status.get(key)
        if status is not None and status.kind is not Kind.WAITING_AGENT:
            yield Problem(f"{path}/in", "circuit.silence-of-agents", {"status": status.label})
