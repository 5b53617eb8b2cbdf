"""Where the moves of a circuit lead: what can be reached, what can end, what can be fired.

`$previous` never leads anywhere new, as it returns to a status already come through; but it leads
nowhere when the stack of markers is empty. `stacks` says, for each status, what may lie on the
stack there and whether it may be empty: both are over-estimates, so a circuit is never called
safe wrongly.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workflows.domain.circuit import PREVIOUS, Circuit, Kind, Transition


@dataclass(frozen=True, slots=True)
class Stack:
    """What the markers may be on arrival in one status."""

    may_be_empty: bool = False
    may_hold: frozenset[str] = frozenset()


def fireable_from(circuit: Circuit, transition: Transition, source: str) -> bool:
    """Whether somebody, or something, may make this move out of `source`."""
    if transition.guard is False:
        return False
    if any(function in circuit.functions for function in transition.by):
        return True
    status = circuit.status.get(source)
    if status is None or not transition.for_system:
        return False
    votes = status.parallel
    return (
        status.kind is Kind.AUTOMATIC
        or (votes is not None and transition.key in {votes.accept, votes.reject})
        or any(timer.fire == transition.key for timer in circuit.timers_in(source))
    )


def exits(circuit: Circuit, source: str) -> Iterator[Transition]:
    """The moves out of a status that may really be made, those to unknown statuses left out."""
    for transition in circuit.leaving(source):
        known = transition.to == PREVIOUS or transition.to in circuit.status
        if known and fireable_from(circuit, transition, source):
            yield transition


def reachable(circuit: Circuit) -> frozenset[str]:
    """Every status a request may come to, the initial one included."""
    seen: set[str] = set()
    ahead = [circuit.initial] if circuit.initial in circuit.status else []
    while ahead:
        key = ahead.pop()
        if key not in seen:
            seen.add(key)
            ahead += [t.to for t in exits(circuit, key) if t.to != PREVIOUS]
    return frozenset(seen)


def stacks(circuit: Circuit) -> dict[str, Stack]:
    """The possible markers in each reachable status (least fixed point).

    Sets of statuses are the bits of a number: large circuits are checked at every act of their
    editor.
    """
    bits = {key: 1 << place for place, key in enumerate(circuit.status)}
    outs = {key: tuple(exits(circuit, key)) for key in circuit.status}
    found = {circuit.initial: (True, 0)}
    ahead, backward = deque([circuit.initial]), dict.fromkeys([circuit.initial])
    while ahead or backward:
        # Steps back lead nearly everywhere: they are followed once all else has come to rest.
        back = not ahead
        source = backward.popitem()[0] if back else ahead.popleft()
        for transition in outs[source]:
            if back is not (transition.to == PREVIOUS):
                continue
            empty, arriving = _arrival(circuit, transition, source, found[source], bits)
            for dest in _leads(transition, source, found[source][1], bits):
                before = found.get(dest, (False, 0))
                after = (before[0] or empty, before[1] | arriving & ~bits[dest])
                if after != found.get(dest):
                    found[dest] = after
                    ahead.append(dest)
                    backward[dest] = None
    return {
        key: Stack(empty, frozenset(_named(hold, bits))) for key, (empty, hold) in found.items()
    }


def _named(hold: int, bits: Mapping[str, int]) -> list[str]:
    return [key for key, bit in bits.items() if hold & bit]


def _leads(transition: Transition, source: str, hold: int, bits: Mapping[str, int]) -> list[str]:
    return _named(hold & ~bits[source], bits) if transition.to == PREVIOUS else [transition.to]


def _arrival(
    circuit: Circuit,
    transition: Transition,
    source: str,
    here: tuple[bool, int],
    bits: Mapping[str, int],
) -> tuple[bool, int]:
    """The stack after the move. Cutting it down to nothing adds no case: the status at its bottom
    was pushed on an empty stack, so that status is already known for one that may have none."""
    empty, hold = here
    pushes = transition.direction == "forward" and circuit.status[source].marks
    return (False, hold | bits[source]) if pushes else (empty, hold)


def has_way_on(circuit: Circuit, source: str, here: Stack) -> bool:
    """Whether a request standing there always finds a move, guards apart."""
    return any(t.to != PREVIOUS or not here.may_be_empty for t in exits(circuit, source))


def ending(circuit: Circuit, known: dict[str, Stack]) -> frozenset[str]:
    """The statuses from which an end can always be come to, guards apart."""
    done = {s.key for s in circuit.statuses if s.is_final}
    outs = {key: tuple(exits(circuit, key)) for key in known}
    while True:
        more = {
            key
            for key, here in known.items()
            if key not in done and any(_ends(t, here, done) for t in outs[key])
        }
        if not more:
            return frozenset(done)
        done |= more


def _ends(transition: Transition, here: Stack, done: set[str]) -> bool:
    if transition.to == PREVIOUS:
        return not here.may_be_empty and here.may_hold <= done
    return transition.to in done


def automatic_cycle(circuit: Circuit) -> tuple[str, ...]:
    """Statuses left by themselves that would chase one another for ever; empty when none do.

    Automatic ones, and visas that earlier rounds may have carried already: nothing changes the
    answers on such a way, so that what carried them once carries them again.
    """
    carried = {
        s.key: s.parallel.accept
        for s in circuit.statuses
        if s.parallel is not None and s.parallel.keep_if_unchanged
    }
    graph = {
        s.key: [*_automatic_ends(circuit, s.key, carried)]
        for s in circuit.statuses
        if s.kind is Kind.AUTOMATIC
    }
    for key, accept in carried.items():
        way = circuit.transition.get(accept)
        graph[key] = [way.to] if way is not None and way.to in circuit.status else []
    return _round_trip(graph)


def _automatic_ends(circuit: Circuit, source: str, carried: Mapping[str, str]) -> Iterator[str]:
    """Where an automatic status leads; a step back out of it may lead to any visas."""
    for way in circuit.automatic_from(source):
        if way.to in circuit.status:
            yield way.to
        elif way.to == PREVIOUS:
            yield from carried


def _round_trip(graph: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """A way that comes back to where it began; each status is walked through once."""
    done: set[str] = set()
    for start in graph:
        trail: list[str] = []
        ahead = [(start, False)]
        while ahead:
            key, left = ahead.pop()
            if left:
                done.add(trail.pop())
            elif key in trail:
                return tuple(trail[trail.index(key) :])
            elif key not in done:
                trail.append(key)
                ahead.append((key, True))
                ahead += [(dest, False) for dest in graph[key] if dest in graph]
    return ()
