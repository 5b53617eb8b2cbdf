"""What the drawing of a circuit shows, in words: statuses in order, ways, deadlines, levels.

One reading serves both: `templates/workflows/graph.html` writes it as a list anybody may read, and
the script of the drawing makes its picture of that very list.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from core.i18n import _, _l
from schemas.phrases import length_in_words
from workflows.domain.circuit import PREVIOUS, SYSTEM, Circuit, Kind, Status, Timer
from workflows.domain.graph import Edge, Node, graph_of, untraced

KINDS = {
    Kind.DRAFT: _l("brouillon"),
    Kind.WAITING_USER: _l("attend le demandeur"),
    Kind.WAITING_AGENT: _l("attend les agents"),
    Kind.AUTOMATIC: _l("passe tout seul"),
    Kind.FINAL: _l("fin"),
}


def drawing_of(
    circuit: Circuit,
    *,
    here: str = "",
    trail: Sequence[tuple[str, str]] = (),
    insertable: bool = False,
) -> dict[str, Any]:
    """The circuit as the macro takes it.

    `here` is where a request stands, `trail` the (transition, status it left) it came by;
    `insertable` offers a new status on each way that leads to one status alone.
    """
    graph, trodden = graph_of(circuit), set(trail)
    words_only = untraced(graph)
    passed = {left for _move, left in trail}
    nodes = [_node(circuit, node, here, passed, trodden, insertable) for node in graph.nodes]
    return {
        "title": circuit.title,
        "nodes": nodes,
        "here": circuit.status[here].label if here in circuit.status else "",
        "timed": any(node["clocks"] for node in nodes),
        "back": any(edge["back"] for node in nodes for edge in node["out"]),
        "insertable": insertable,
        "untraced": words_only,
    }


def _node(
    circuit: Circuit,
    node: Node,
    here: str,
    passed: Collection[str],
    trodden: Collection[tuple[str, str]],
    insertable: bool,  # noqa: FBT001 – handed down as it was asked
) -> dict[str, Any]:
    status = node.status
    return {
        "key": status.key,
        "label": status.label,
        "tone": status.tone,
        "icon": status.icon,
        "kind": status.kind.value,
        "level": status.level,
        "facts": list(_facts(circuit, status)),
        "clocks": [clock_words(circuit, timer) for timer in node.timers],
        "lengths": [length_in_words(timer.after) for timer in node.timers],
        "here": status.key == here,
        "passed": status.key in passed,
        "out": [_edge(circuit, edge, trodden, insertable) for edge in node.out],
    }


def _facts(circuit: Circuit, status: Status) -> list[str]:
    told = [str(KINDS[status.kind])]
    if status.key == circuit.initial:
        told.append(_("ici commence la demande"))
    if status.level is not None:
        told.append(_("niveau %(level)s", level=status.level))
    if status.parallel is not None:
        seats = ", ".join(_function(circuit, seat) for seat in status.parallel.seats)
        told.append(_("visas : %(seats)s", seats=seats))
    return told


def _edge(
    circuit: Circuit,
    edge: Edge,
    trodden: Collection[tuple[str, str]],
    insertable: bool,  # noqa: FBT001 – handed down as it was asked
) -> dict[str, Any]:
    move = edge.transition
    return {
        "name": edge.name,
        "key": move.key,
        "label": verb(edge),
        "from": edge.source,
        "to": edge.target,
        "to_label": _("l’état précédent") if edge.anywhere else circuit.status[edge.target].label,
        "by": who(circuit, edge),
        "back": edge.back,
        "previous": edge.previous,
        "guarded": move.guard is not None,
        "passed": (move.key, edge.source) in trodden,
        "insert": insertable and move.to != PREVIOUS,
    }


def verb(edge: Edge) -> str:
    """The words of a way; a move nobody makes often has none of its own."""
    move = edge.transition
    if move.label != move.key:
        return move.label
    if edge.timer is not None:
        return _("après %(length)s", length=length_in_words(edge.timer.after))
    own = {
        "accept": _("visas favorables"),
        "reject": _("visa défavorable"),
        "automatic": _("aussitôt"),
    }
    return own.get(edge.cause, move.label)


def who(circuit: Circuit, edge: Edge) -> str:
    """Who makes the move: functions, or what makes it happen."""
    people = [_function(circuit, key) for key in edge.transition.by if key != SYSTEM]
    if people:
        return ", ".join(people)
    return _("par le circuit lui-même")


def clock_words(circuit: Circuit, timer: Timer) -> str:
    """« après 15 jours ouvrés : message à Demandeur »."""
    length = length_in_words(timer.after)
    if timer.calendar:
        length = _("%(length)s (jours ouvrés)", length=length)
    fired = circuit.transition.get(timer.fire)
    if fired is not None and fired.to in circuit.status:
        return _(
            "après %(length)s : %(status)s", length=length, status=circuit.status[fired.to].label
        )
    people = [_function(circuit, key) for action in timer.actions for key in action.functions]
    if people:
        named = ", ".join(dict.fromkeys(people))
        return _("après %(length)s : message à %(people)s", length=length, people=named)
    return _("après %(length)s", length=length)


def _function(circuit: Circuit, key: str) -> str:
    function = circuit.functions.get(key)
    return function.label if function is not None else key
