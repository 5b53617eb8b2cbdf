"""The drawing of a circuit shows every way, and no other."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from tests.kit.thorough import some
from tests.workflows.circuits import documents, two_levels, works
from tests.workflows.naive import places
from workflows.domain.circuit import Circuit
from workflows.domain.graph import befores, graph_of
from workflows.drawing import drawing_of

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]


def test_the_works_circuit_is_drawn_with_its_ways():
    graph = graph_of(Circuit.of(works()))
    ways = {(e.transition.key, e.source, e.target) for e in graph.edges}
    assert ("reculer", "decision", "visas") in ways
    assert ("reculer", "commission", "decision") in ways
    assert ("reculer", "visas", "depose") in ways
    assert ("reculer", "decision", "depose") not in ways
    causes = {e.transition.key: e.cause for e in graph.edges}
    assert causes["vers_decision"] == "accept"
    assert causes["revenir_visas"] == "reject"
    assert causes["caduque"] == "timer"
    assert len({e.name for e in graph.edges}) == len(graph.edges)


@settings(max_examples=some(25), deadline=None, suppress_health_check=SLOW)
@given(documents())
def test_a_step_back_is_drawn_to_every_status_it_may_return_to(document: dict):
    before = befores(Circuit.of(document))
    for at, markers in places(document):
        if markers:
            assert markers[-1] in before[at], (at, markers)


def test_what_leads_nowhere_in_a_draft_is_left_out():
    document = two_levels()
    document["transitions"][1]["to"] = "nulle_part"
    document["transitions"][2]["from"] = ["ailleurs"]
    document["timers"] = [{"key": "t", "in": "perdu", "anchor": "submission", "after": "P1D",
                           "fire": "rien"}]  # fmt: skip
    graph = graph_of(Circuit.of(document))
    assert {e.target for e in graph.edges} <= {"un", "deux", "fin", "brouillon"}


def test_where_a_request_stands_and_how_it_came_are_told(app):
    with app.test_request_context("/"):
        drawing = drawing_of(
            Circuit.of(two_levels()),
            here="deux",
            trail=[("deposer", "brouillon"), ("avancer", "un")],
        )
    node = {each["key"]: each for each in drawing["nodes"]}
    assert node["deux"]["here"]
    assert node["un"]["passed"]
    assert [edge["passed"] for edge in node["un"]["out"]] == [True]
    assert not any(edge["passed"] for edge in node["deux"]["out"])
