"""What publication refuses and what it only says."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings

from core.words import knows, message, teach
from schemas.domain.conditions import FieldType, Kind, Types
from tests.kit.thorough import some
from tests.workflows.circuits import (
    WORKS,
    WORKS_TYPES,
    circuit,
    documents,
    status,
    transition,
    two_levels,
    works,
)
from workflows.domain.check import findings
from workflows.domain.circuit import Circuit
from workflows.domain.names import Known
from workflows.words import WORDS

META = json.loads(
    (Path(__file__).parents[2] / "schemas/meta/workflow.json").read_text(encoding="utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(META)


def refused(document: dict, **more: object) -> set[tuple[str, str]]:
    """Path and code of every refusal."""
    return {(p.path, p.code) for p in findings(Circuit.of(document), **more).refused}


def test_the_circuit_of_the_design_page_is_published_with_three_warnings():
    found = findings(Circuit.of(WORKS), WORKS_TYPES)
    assert found.publishable
    assert {p.code for p in found.warned} == {"circuit.waits-for-ever"}
    assert [p.params["status"] for p in found.warned] == ["Déposée", "À décider", "En commission"]


def with_edit(edit):
    """The two-level circuit, spoiled."""
    document = two_levels()
    edit(document)
    return document


def move(key, /, **changes):
    """An edit of one transition."""

    def edit(document):
        for found in document["transitions"]:
            if found["key"] == key:
                found.update(changes)

    return edit


def place(key, /, **changes):
    """An edit of one status."""

    def edit(document):
        for found in document["statuses"]:
            if found["key"] == key:
                found.update(changes)

    return edit


VOTES = {"votes": ["gestionnaire"], "rule": "all", "on_reject": "first",
         "accept": "accorder", "reject": "reculer"}  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "path", "code"),
    [
        (lambda d: d["statuses"].append(status("seul")), "/statuses/4", "circuit.unreachable"),
        (move("accorder", to="un", direction="back"), "/statuses/1", "circuit.no-way-to-end"),
        (lambda d: d["transitions"].pop(2), "/statuses/3", "circuit.unreachable"),
        (lambda d: d["transitions"].pop(1), "/statuses/1", "circuit.dead-end"),
        (move("avancer", by=["system"]), "/transitions/1", "circuit.unfireable"),
        (move("avancer", by=["facteur"]), "/transitions/1", "circuit.unfireable"),
        (move("avancer", guard=False), "/transitions/1", "circuit.unfireable"),
        (move("avancer", by=["facteur"]), "/transitions/1/by", "circuit.unknown-function"),
        (move("avancer", to="trois"), "/transitions/1/to", "circuit.unknown-status"),
        (move("avancer", **{"from": ["zero", "un"]}),
         "/transitions/1/from", "circuit.unknown-status"),
        (move("avancer", not_same_actor_as=["rien"]), "/transitions/1/not_same_actor_as",
         "circuit.unknown-transition"),
        (move("reculer", direction="forward"),
         "/transitions/3/direction", "circuit.previous-forward"),
        (move("reculer", **{"from": ["un"]}), "/transitions/3/to", "circuit.previous-never"),
        (move("deposer", to="$previous", direction="back"), "/statuses/0", "circuit.draft-exits"),
        (move("deposer", by=["system"]), "/statuses/0", "circuit.draft-exits"),
        (move("avancer", **{"from": ["brouillon", "un"]}), "/statuses/0", "circuit.draft-exits"),
        (lambda d: d.update(initial="nulle"), "/initial", "circuit.unknown-status"),
        (lambda d: d.update(initial="un"), "/initial", "circuit.initial-not-draft"),
        (place("deux", key="un"), "/statuses/2/key", "circuit.duplicate-key"),
        (move("avancer", key="deposer"), "/transitions/1/key", "circuit.duplicate-key"),
        (place("un", tone="rouge"), "/statuses/1/tone", "circuit.unknown-tone"),
        (place("un", editable_by=["facteur"]),
         "/statuses/1/editable_by", "circuit.unknown-function"),
        (place("un", kind="waiting-user", parallel=VOTES),
         "/statuses/1/parallel", "circuit.votes-elsewhere"),
        (place("un", parallel=VOTES),
         "/statuses/1/parallel/accept", "circuit.fired-from-elsewhere"),
        (place("deux", parallel=VOTES),
         "/statuses/2/parallel/accept", "circuit.fired-not-by-system"),
        (place("deux", parallel={**VOTES, "accept": "x"}), "/statuses/2/parallel/accept",
         "circuit.unknown-transition"),
        (place("deux", parallel={**VOTES, "rule": {"at_least": 2}}), "/statuses/2/parallel/rule",
         "circuit.too-many-votes-needed"),
        (place("deux", parallel={**VOTES, "rule": {"weights": {"gestionnaire": 3}, "at_least": 4}}),
         "/statuses/2/parallel/rule", "circuit.too-much-weight-needed"),
        (place("deux", parallel={**VOTES, "rule": {"weights": {"direction": 3}, "at_least": 1}}),
         "/statuses/2/parallel/rule/weights/direction", "circuit.no-such-seat"),
        (place("deux", parallel={**VOTES, "veto": ["direction"]}),
         "/statuses/2/parallel/veto/0", "circuit.no-such-seat"),
        (lambda d: d["functions"].update(system={"from": "group"}), "/functions/system",
         "circuit.reserved-function"),
        (lambda d: d["functions"]["direction"].update(fallback="x"),
         "/functions/direction/fallback",
         "circuit.unknown-function"),
        (lambda d: d.update(timers=[{"key": "t", "in": "un", "anchor": "latest-arrival",
                                     "after": "P1M", "calendar": "ouvres", "fire": "avancer"}]),
         "/timers/0/after", "circuit.working-days-only"),
        (lambda d: d.update(timers=[{"key": "t", "in": "un", "anchor": "latest-arrival",
                                     "after": "P0D", "fire": "avancer"}]),
         "/timers/0/after", "circuit.bad-duration"),
        (lambda d: d.update(timers=[{"key": "t", "in": "un", "anchor": "latest-arrival",
                                     "after": "P1D", "fire": "accorder"}]),
         "/timers/0/fire", "circuit.fired-from-elsewhere"),
        (lambda d: d.update(tabs=[{"key": "t", "show": "form", "functions": ["x"]}]),
         "/tabs/0/functions", "circuit.unknown-function"),
        (lambda d: d.update(migrations=[{"from": "0" * 64, "status_map": {"vieux": "neuf"}}]),
         "/migrations/0/status_map/vieux", "circuit.unknown-status"),
        (move("avancer", guard={"==": [{"var": "nature"}, "x"]}), "/transitions/1/guard",
         "circuit.guard-name"),
        (move("avancer", guard={"eval": ["1"]}), "/transitions/1/guard", "unknown-operator"),
        (move("avancer", actions=[{"do": "notify", "template": "t", "to": ["x"]}]),
         "/transitions/1/actions/0/to", "circuit.unknown-function"),
    ],
)  # fmt: skip
def test_publication_refuses_with_the_path(edit, path, code):
    assert (path, code) in refused(with_edit(edit))


def test_the_two_level_circuit_itself_is_accepted():
    assert refused(two_levels()) == set()


def automatic(*moves):
    """A draft, two automatic statuses and an end, with these moves."""
    return circuit(
        [status("brouillon", "draft"), status("a", "automatic"), status("b", "automatic"),
         status("fin", "final")],
        [transition("deposer", "brouillon", "a", "demandeur"), *moves],
    )  # fmt: skip


def test_automatic_statuses_that_chase_one_another_are_refused():
    found = refused(automatic(
        transition("ab", "a", "b", "system"), transition("ba", "b", "a", "system"),
        transition("fini", "b", "fin", "system"),
    ))  # fmt: skip
    assert ("/statuses/1", "circuit.automatic-cycle") in found


def test_visas_that_stay_given_and_an_automatic_status_that_leads_back_to_them_are_refused():
    votes = {"votes": ["direction"], "rule": "all", "on_reject": "first", "accept": "vus",
             "reject": "non", "keep_if_unchanged": True}  # fmt: skip
    guard = {"==": [{"var": "data.nature"}, "urgence"]}
    for back in ("visas", "$previous"):
        direction = {"direction": "back"} if back == "$previous" else {}
        document = circuit(
            [status("brouillon", "draft"), status("visas", parallel=votes),
             status("a", "automatic"), status("fin", "final")],
            [transition("deposer", "brouillon", "visas", "demandeur"),
             transition("vus", "visas", "a", "system"), transition("non", "visas", "fin", "system"),
             transition("encore", "a", back, "system", guard=guard, **direction),
             transition("fini", "a", "fin", "system")],
        )  # fmt: skip
        assert "circuit.automatic-cycle" in {code for _path, code in refused(document)}, back
        votes["keep_if_unchanged"] = False  # asked again each time: somebody is waited for
        assert not refused(document), back
        votes["keep_if_unchanged"] = True


def test_many_automatic_statuses_with_many_ways_are_checked_at_once():
    guard = {"==": [{"var": "data.nature"}, "urgence"]}
    names = [f"a{n}" for n in range(120)]
    ends = [*names, "fin", "fin"]
    document = circuit(
        [status("brouillon", "draft"), *(status(n, "automatic") for n in names),
         status("fin", "final")],
        [transition("deposer", "brouillon", "a0", "demandeur")]
        + [transition(f"s{n}", one, ends[n + 2], "system", guard=guard)
           for n, one in enumerate(names)]
        + [transition(f"t{n}", one, ends[n + 1], "system") for n, one in enumerate(names)],
    )  # fmt: skip
    assert not refused(document)


def test_an_automatic_status_always_finds_a_way_without_a_condition():
    guard = {"==": [{"var": "data.nature"}, "urgence"]}
    ways = [
        transition("ab", "a", "b", "system", guard=guard),
        transition("fini", "b", "fin", "system"),
    ]
    assert ("/statuses/1", "circuit.automatic-stuck") in refused(automatic(*ways))
    assert refused(automatic(*ways, transition("af", "a", "fin", "system"))) == set()


def test_a_step_back_as_the_only_way_out_is_a_dead_end_when_the_stack_may_be_empty():
    document = two_levels()
    document["statuses"].append(status("trois"))
    document["transitions"] += [
        transition("vers_trois", "deux", "trois"),
        transition("sortir", "trois", "$previous", direction="back"),
    ]
    assert refused(document) == set(), "the stack holds at least « un » there"
    document["transitions"].append(transition("court", "un", "trois", direction="back"))
    assert ("/statuses/4", "circuit.dead-end") in refused(document)


def test_what_is_known_to_the_house_is_asked_when_given():
    known = Known(checks=frozenset({"form.complete"}), icons=frozenset({"tray"}),
                  actions=frozenset({"notify"}))  # fmt: skip
    found = refused(works(), known=known)
    assert ("/transitions/3/checks", "circuit.unknown-check") in found
    assert ("/statuses/0/icon", "circuit.unknown-icon") in found
    assert ("/transitions/8/actions/0/do", "circuit.unknown-action") in found


def test_guards_are_typed_when_a_form_is_there():
    numbers = Types({"data.total": FieldType(Kind.BOOLEAN), "data.nature": FieldType(Kind.KEY),
                     "request.status": FieldType(Kind.KEY)})  # fmt: skip
    assert any(
        path.startswith("/transitions/7/guard") for path, _ in refused(works(), types=numbers)
    )
    assert any(
        path.startswith("/transitions/8/guard") for path, _ in refused(works(), types=Types())
    )


def test_a_refusal_without_a_reason_and_a_wait_without_a_limit_are_warned():
    document = two_levels()
    document["statuses"][3]["outcome"] = "refused"
    codes = [p.code for p in findings(Circuit.of(document)).warned]
    assert codes.count("circuit.waits-for-ever") == 2
    assert codes.count("circuit.refusal-unexplained") == 1


@settings(max_examples=some(50), deadline=None)
@given(documents())
def test_checking_any_circuit_of_the_right_shape_answers_and_speaks(document):
    assert not list(VALIDATOR.iter_errors(document))
    found = findings(Circuit.of(document))
    assert all(problem.code in WORDS for problem in (*found.refused, *found.warned))


def test_every_problem_has_its_sentence_filled(app_words):
    for edit in (lambda d: d["statuses"].append(status("seul")), move("avancer", by=["facteur"])):
        for problem in findings(Circuit.of(with_edit(edit))).refused:
            assert knows(problem.code)
            assert "%(" not in message(problem)


@pytest.fixture
def app_words():
    """The sentences of this room, taught once more (the same objects may be)."""
    teach(WORDS)


def test_the_meta_schema_is_a_schema_and_accepts_the_design_page():
    jsonschema.Draft202012Validator.check_schema(META)
    assert not list(VALIDATOR.iter_errors(WORKS))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.update(colour="red"),
        lambda d: d.pop("initial"),
        lambda d: d["statuses"][0].update(tone="#ff0000"),
        lambda d: d["statuses"][0].update(icon="<svg>"),
        lambda d: d["statuses"][0].update(outcome="accepted"),
        lambda d: d["statuses"][6].pop("outcome"),
        lambda d: d["statuses"][3]["parallel"].update(rule="most"),
        lambda d: d["statuses"][3]["parallel"].update(votes=[]),
        lambda d: d["transitions"][0].pop("label"),
        lambda d: d["transitions"][0].update(by=[]),
        lambda d: d["transitions"][0].update({"from": []}),
        lambda d: d["transitions"][0].update(to="$elsewhere"),
        lambda d: d["transitions"][0].update(key="os.getcwd"),
        lambda d: d["transitions"][0].update(undo="2 minutes"),
        lambda d: d["transitions"][8]["actions"][0].update(do="shell"),
        lambda d: d["transitions"][8]["actions"][1].update(subject="x"),
        lambda d: d["timers"][0].pop("actions"),
        lambda d: d["timers"][0].update(after="P"),
        lambda d: d["tabs"][0].update(annotations={"form": "x"}),
        lambda d: d["functions"]["direction"].update({"from": "alice@example.org"}),
        lambda d: d["migrations"].append({"from": "abc", "status_map": {}}),
        lambda d: d["tests"].append({"as": "direction", "path": ["x"]}),
    ],
)
def test_the_meta_schema_refuses_other_shapes(spoil):
    document = works()
    spoil(document)
    assert list(VALIDATOR.iter_errors(document))
