"""On circuits nobody wrote, a subject among many goes where it would go alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actor import Actor
from tests.kit.thorough import some
from tests.workflows.circuits import documents
from workflows.bridge import Bridge, Subject
from workflows.domain.circuit import Circuit
from workflows.domain.decision import Situation
from workflows.errors import MoveRefused
from workflows.operations.bulk.reading import Held, Known
from workflows.operations.bulk.walking import Act, foresee, walk
from workflows.standing import Standing

NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
SOMEBODY = Actor(uuid4(), "Camille")
ALL = frozenset({"demandeur", "gestionnaire", "direction"})
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]


def alone(bridge: Bridge, subject: Subject, key: str, functions: frozenset[str]) -> list[Any]:
    """The bridge and nothing else: the move, then what an automatic status does by itself."""
    asked = Situation(
        subject.status, tuple(subject.markers), person="x", functions=functions, comment="Vu."
    )
    made = [bridge.fire(subject, key, asked)]
    for _ in range(bridge.circuit.most_by_itself):
        house = Situation(subject.status, tuple(subject.markers), as_system=True)
        following = bridge.next_automatic(house)
        if following is None:
            break
        made.append(bridge.fire(subject, following, house))
    return [(m.transition.key, m.left, m.to, m.markers) for m in made]


@settings(max_examples=some(50), deadline=None, suppress_health_check=SLOW)
@given(documents(), st.data())
def test_a_walk_of_a_bulk_act_is_the_walk_of_one(document: dict[str, Any], data: Any) -> None:
    bridge = Bridge(Circuit.of(document))
    key = data.draw(st.sampled_from([t["key"] for t in document["transitions"]]))
    at = data.draw(st.sampled_from([s["key"] for s in document["statuses"]]))
    marks = [s["key"] for s in document["statuses"] if s["kind"] == "waiting-agent"]
    markers = data.draw(st.lists(st.sampled_from(marks), unique=True)) if marks else []
    markers = [mark for mark in markers if mark != at]
    functions = data.draw(st.sampled_from([ALL, frozenset({"gestionnaire"}), frozenset()]))
    held = Held(uuid4(), 3, at, bridge.circuit.status[at].kind.value, list(markers), NOW, 2, [])
    standing = Standing("request", bridge, functions)
    foreseen = foresee(held, standing, key, SOMEBODY.account_id, Known())
    subject = Subject(at, tuple(markers))
    try:
        expected = alone(bridge, subject, key, functions)
    except MoveRefused:
        expected = []
    try:
        trail = walk(Act(SOMEBODY, key, "Vu.", NOW, Known()), held, standing)
    except MoveRefused:
        trail = []
    moves = [made.move for made in trail]
    assert [(m.transition.key, m.left, m.to, m.markers) for m in moves] == expected
    assert bool(expected) == hasattr(foreseen, "to")
    if trail:
        assert (held.status, tuple(held.markers)) == (subject.status, tuple(subject.markers))
        assert held.version == 3 + len(trail) == trail[-1].version
        assert held.entry_no == 2 + len(trail)
        assert trail[0].before["status"] == at
