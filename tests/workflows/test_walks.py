"""Random moves on random circuits, held against a plain second reading of the page."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.kit.thorough import some
from tests.workflows.circuits import documents, triples, without_guards
from tests.workflows.naive import naive, places
from workflows.bridge import Bridge, Subject
from workflows.domain.check import findings
from workflows.domain.circuit import Circuit
from workflows.domain.decision import Offered
from workflows.errors import MoveRefused

ALL = frozenset({"demandeur", "gestionnaire", "direction"})
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]


def moves(bridge: Bridge, subject: Subject) -> list[tuple[str, bool]]:
    """What somebody holding every function, or the engine, may fire."""
    return [
        (decision.transition.key, system)
        for system in (False, True)
        for decision in bridge.offered(
            without_guards(
                bridge.circuit, subject.status, subject.markers, functions=ALL, as_system=system
            )
        )
        if isinstance(decision, Offered)
    ]


class Walk(RuleBasedStateMachine):
    """Requests walk a random circuit, one after another."""

    @initialize(document=documents())
    def start(self, document: dict) -> None:
        self.document = document
        self.bridge = Bridge(Circuit.of(document))
        self.accepted = findings(self.bridge.circuit).publishable
        self.subject = Subject("brouillon")

    @rule(data=st.data())
    def try_any_key(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from([t["key"] for t in self.document["transitions"]]))
        self.go(key, system="system" in self.bridge.circuit.transition[key].by)

    @precondition(lambda self: moves(self.bridge, self.subject))
    @rule(data=st.data())
    def make_an_offered_move(self, data: st.DataObject) -> None:
        key, system = data.draw(st.sampled_from(moves(self.bridge, self.subject)))
        assert self.go(key, system=system), "what is offered is done"

    @precondition(lambda self: not moves(self.bridge, self.subject))
    @rule()
    def another_request_begins(self) -> None:
        self.subject = Subject("brouillon")

    def go(self, key: str, *, system: bool) -> bool:
        at, markers = self.subject.status, list(self.subject.markers)
        expected = naive(self.document, at, markers, key)
        told = without_guards(self.bridge.circuit, at, markers, functions=ALL, as_system=system)
        try:
            move = self.bridge.fire(self.subject, key, told)
        except MoveRefused:
            assert expected is None, (at, markers, key)
            assert (self.subject.status, list(self.subject.markers)) == (at, markers)
            return False
        assert expected == (move.to, list(move.markers))
        return True

    @invariant()
    def the_stack_never_holds_a_status_twice_nor_the_present_one(self) -> None:
        if hasattr(self, "subject"):
            stack = list(self.subject.markers)
            assert len(set(stack)) == len(stack)
            assert self.subject.status not in stack

    @invariant()
    def an_open_status_of_an_accepted_circuit_has_a_way_on(self) -> None:
        if getattr(self, "accepted", False) and self.subject.status != "fin":
            assert moves(self.bridge, self.subject)


Walk.TestCase.settings = settings(
    max_examples=some(30), stateful_step_count=40, deadline=None, suppress_health_check=SLOW
)
TestWalk = Walk.TestCase


@settings(max_examples=some(50), deadline=None, suppress_health_check=SLOW)
@given(documents())
def test_wherever_a_request_comes_in_an_accepted_circuit_it_may_go_on_to_an_end(document: dict):
    """Every (status, markers) is visited, not only those a random walk happens on."""
    if not findings(Circuit.of(document)).publishable:
        return
    graph = places(document)
    ending = {place for place in graph if place[0] == "fin"}
    while more := {p for p, leads in graph.items() if p not in ending and leads & ending}:
        ending |= more
    open_places = {place for place in graph if place[0] != "fin"}
    assert all(graph[place] for place in open_places)
    if len(graph) < 3_000:
        assert open_places <= ending


@settings(max_examples=some(30), deadline=None, suppress_health_check=SLOW)
@given(documents(), st.data())
def test_a17_every_triple_of_any_circuit_is_decided_as_its_table_says(document: dict, data):
    """FAULTS A-17, on circuits nobody wrote: with no marker and with one."""
    bridge = Bridge(Circuit.of(document))
    by = {t["key"]: t["by"] for t in document["transitions"]}
    marking = [s["key"] for s in document["statuses"] if s["kind"] == "waiting-agent"]
    marker = data.draw(st.sampled_from([(), *((key,) for key in marking)]))
    for at, key, function in triples(bridge.circuit):
        if at in marker:
            continue
        system = function == "system"
        held = frozenset() if system else frozenset({function})
        told = without_guards(bridge.circuit, at, marker, functions=held, as_system=system)
        expected = naive(document, at, list(marker), key) if function in by[key] else None
        decision = bridge.decide(key, told)
        assert (expected[0] if expected else None) == (
            decision.to if isinstance(decision, Offered) else None
        )


@pytest.mark.audit
@settings(max_examples=3_000, deadline=None, suppress_health_check=SLOW)
@given(documents(), st.lists(st.integers(0, 50), min_size=40, max_size=40))
def test_c06_a_hundred_thousand_random_steps_hold(document: dict, choices: list[int]):
    """FAULTS C-06 (in memory) and the goal of section 6: 10^5 steps of hypothesis."""
    walk = Walk()
    walk.start(document)
    for choice in choices:
        open_moves = moves(walk.bridge, walk.subject)
        if not open_moves:
            walk.another_request_begins()
            continue
        key, system = open_moves[choice % len(open_moves)]
        assert walk.go(key, system=system)
        walk.the_stack_never_holds_a_status_twice_nor_the_present_one()
        walk.an_open_status_of_an_accepted_circuit_has_a_way_on()
