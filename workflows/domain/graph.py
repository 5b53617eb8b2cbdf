"""A circuit as nodes and edges: what its drawing and its reading in words are made of.

A step back has no target of its own: it is drawn to every status that may be the one before. A
draft may name statuses that are not there: what leads nowhere is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from workflows.domain.circuit import PREVIOUS, SYSTEM, Circuit, Kind, Status, Transition
from workflows.domain.parts import Timer

#: A step back that may return to more statuses than these is drawn as one way, to none by name.
MOST_BEFORE: Final = 8
#: A circuit with more ways than these is large: a status is traced there with so many at most.
LARGE: Final = 150
MOST_TRACED: Final = 12


@dataclass(frozen=True, slots=True)
class Edge:
    """One way out of one status."""

    transition: Transition
    source: str
    target: str
    cause: str = ""
    """For a move nobody makes: `accept`, `reject` (votes), `timer`, `automatic`."""
    timer: Timer | None = None
    """The one that fires it, when one does."""
    anywhere: bool = False
    """Whether it stands for many: it is drawn at its own status, and says « the one before »."""

    @property
    def back(self) -> bool:
        """Whether it goes against the current of the circuit."""
        return self.transition.direction == "back"

    @property
    def previous(self) -> bool:
        """Whether it goes back to wherever the request came from."""
        return self.transition.to == PREVIOUS

    @property
    def name(self) -> str:
        """What tells it from all others."""
        return f"{self.transition.key}--{self.source}--{self.target}"


@dataclass(frozen=True, slots=True)
class Node:
    """One status with what leaves it and what may happen there by itself."""

    status: Status
    out: tuple[Edge, ...]
    timers: tuple[Timer, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """The whole circuit, in the order of the document."""

    nodes: tuple[Node, ...]

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Every way, status after status."""
        return tuple(edge for node in self.nodes for edge in node.out)


def untraced(graph: Graph) -> frozenset[str]:
    """Names of the ways that a picture leaves to its words: in a large circuit, those to or from a
    status that many others lead to or come from, and steps back to anywhere. Traced, they would
    hide all else, and take a browser seconds to lay out."""
    edges = graph.edges
    if len(edges) <= LARGE:
        return frozenset()
    into = Counter(edge.target for edge in edges)
    out = Counter(edge.source for edge in edges)
    return frozenset(
        edge.name
        for edge in edges
        if edge.anywhere or max(into[edge.target], out[edge.source]) > MOST_TRACED
    )


def graph_of(circuit: Circuit) -> Graph:
    """The statuses and ways of a circuit."""
    before = befores(circuit)
    return Graph(
        tuple(
            Node(status, tuple(_out(circuit, status, before)), circuit.timers_in(status.key))
            for status in circuit.statuses
            if circuit.status[status.key] is status  # of a key given twice, the first counts
        )
    )


def befores(circuit: Circuit) -> dict[str, tuple[str, ...]]:
    """For each status, those a step back from it may return to, in the order of the circuit.

    Cutting the stack of markers brings nothing new: what lies under a status is what could lie
    there when the request first came to it.
    """
    found: dict[str, set[str]] = {key: set() for key in circuit.status}
    changed = True
    while changed:
        changed = False
        for transition in circuit.transitions:
            if transition.to not in found:
                continue
            for source in transition.sources:
                if source not in found:
                    continue
                arriving = _on_top(circuit, transition, source, found) - {transition.to}
                if not arriving <= found[transition.to]:
                    found[transition.to] |= arriving
                    changed = True
    return {key: tuple(k for k in circuit.status if k in tops) for key, tops in found.items()}


def _on_top(
    circuit: Circuit, transition: Transition, source: str, found: dict[str, set[str]]
) -> set[str]:
    if transition.direction == "forward" and circuit.status[source].marks:
        return {source}
    return found[source]


def _out(circuit: Circuit, status: Status, before: dict[str, tuple[str, ...]]) -> Iterator[Edge]:
    for transition in circuit.leaving(status.key):
        cause, timer = _cause(circuit, status, transition)
        back = transition.to == PREVIOUS
        targets: Sequence[str] = before[status.key] if back else (transition.to,)
        if len(targets) > MOST_BEFORE:
            yield Edge(transition, status.key, status.key, cause, timer, anywhere=True)
            continue
        for target in targets:
            if target in circuit.status:
                yield Edge(transition, status.key, target, cause, timer)


def _cause(circuit: Circuit, status: Status, transition: Transition) -> tuple[str, Timer | None]:
    if SYSTEM not in transition.by:
        return "", None
    votes = status.parallel
    if votes is not None and transition.key in {votes.accept, votes.reject}:
        return ("accept" if transition.key == votes.accept else "reject"), None
    fires = (t for t in circuit.timers_in(status.key) if t.fire == transition.key)
    timer = next(fires, None)
    if timer is not None:
        return "timer", timer
    return ("automatic" if status.kind is Kind.AUTOMATIC else ""), None
