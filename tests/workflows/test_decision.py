"""What a person may do, and the reasons for the rest."""

from __future__ import annotations

import pytest

from schemas.domain.conditions import Facts, Reason, Types
from tests.workflows.circuits import (
    NOW,
    WORKS,
    WORKS_GUARDS,
    WORKS_TYPES,
    facts,
    situation,
    two_levels,
)
from workflows.bridge import Bridge
from workflows.domain.circuit import Circuit
from workflows.domain.decision import Offered, Refused, Situation, decide, decide_now
from workflows.domain.guards import Guards, guards_for

READ = Circuit.of(WORKS)


def codes(key: str, told: Situation) -> tuple[str, ...]:
    """The reasons against a move; empty when it is offered."""
    decision = decide_now(READ, key, told)
    return decision.codes if isinstance(decision, Refused) else ()


def test_an_agent_is_offered_what_his_function_may_do():
    found = Bridge(READ).offered(situation("depose", "gestionnaire"))
    offered = {d.transition.key for d in found if isinstance(d, Offered)}
    refused = {d.key: d.codes for d in found if isinstance(d, Refused)}
    assert offered == {"demander_complement", "instruire"}
    assert refused == {"abandonner": ("move.function",)}


def test_a_move_of_the_system_is_never_offered_to_people():
    everything = frozenset({*READ.functions, "system"})
    for at in READ.status:
        told = situation(at, *everything, markers=("depose",) if at != "depose" else ())
        for decision in Bridge(READ).offered(told):
            key = decision.transition.key if isinstance(decision, Offered) else decision.key
            assert READ.transition[key].for_people
    assert codes("vers_decision", situation("visas", *everything)) == ("move.system",)
    assert codes("vers_decision", situation("visas", as_system=True)) == ()


def test_who_does_not_hold_the_function_hears_only_that():
    """The reasons of a guard tell of answers he may not read."""
    told = situation("decision", "gestionnaire", facts=facts("decision", total="95000.00"))
    assert codes("accepter", told) == ("move.function",)


@pytest.mark.parametrize(
    ("at", "data", "offered"),
    [
        ("decision", {"nature": "entretien", "total": "90000.00"}, True),
        ("decision", {"nature": "entretien", "total": "90000.01"}, False),
        ("decision", {"nature": "entretien", "total": "100000.00"}, False),
        ("decision", {"nature": "urgence", "total": "0.00"}, True),
        ("decision", {"nature": "urgence", "total": "250000.00"}, True),
        ("commission", {"nature": "entretien", "total": "250000.00"}, True),
        ("decision", {}, False),
        ("decision", {"nature": "entretien"}, False),
    ],
)
def test_the_guard_of_the_works_circuit_reads_amounts_exactly(at, data, offered):
    told = situation(at, "direction", facts=facts(at, **data))
    assert (codes("accepter", told) == ()) is offered


def test_an_unknown_answer_is_a_refusal_that_names_it():
    told = situation("decision", "direction", facts=facts("decision"))
    decision = decide(READ, "saisir_commission", told)
    assert isinstance(decision, Refused)
    assert decision.reasons[0] == Reason("move.guard")
    assert decision.reasons[1].params["field"] == "data.total"


def test_a_guard_that_raises_refuses_and_keeps_the_error_for_the_administrator():
    class Broken:
        def decide(self, facts):
            raise ZeroDivisionError

    told = situation("decision", "direction", guards=Guards({"accepter": Broken()}))
    decision = decide(READ, "accepter", told)
    assert decision.codes == ("move.guard-error",)
    assert isinstance(decision.error, ZeroDivisionError)


def test_a_guard_nobody_compiled_refuses():
    assert codes("accepter", situation("decision", "direction", guards=Guards())) == (
        "move.guard-missing",
    )
    assert codes("accepter", situation("decision", "direction", facts=None)) == (
        "move.guard-missing",
    )


def test_a17_whoever_filed_or_examined_does_not_decide():
    """FAULTS A-17: four eyes, for the latest to fire each of the named moves."""
    for key in ("deposer", "redeposer", "instruire"):
        told = situation("decision", "direction", latest={key: "camille"})
        assert codes("accepter", told) == ("move.four-eyes",)
    told = situation("decision", "direction", latest={"instruire": "sacha", "refuser": "camille"})
    assert codes("accepter", told) == ()
    assert codes("refuser", situation("decision", "direction", latest={"deposer": "camille"})) == ()


def test_the_form_must_be_complete():
    missing = (Reason("form.missing", {"page": "Lots"}),)
    told = situation("brouillon", "demandeur", checks={"form.complete": missing})
    assert decide(READ, "deposer", told).reasons == missing


def test_a_check_nobody_ran_refuses():
    assert codes("deposer", situation("brouillon", "demandeur", checks={})) == (
        "move.check-not-run",
    )


def test_a_required_item_left_unticked_keeps_the_verb_from_moving_and_says_which():
    told = situation("depose", "gestionnaire", ticks=frozenset())
    (reason,) = decide(READ, "instruire", told).reasons
    assert reason == Reason("move.checklist", {"item": "Surface vérifiée"})


def test_an_optional_item_left_unticked_asks_why():
    document = two_levels()
    document["statuses"][1]["checklist"] = [{"key": "plan", "label": "Plan joint"}]
    document["transitions"][1]["checks"] = ["checklist.complete"]
    read = Circuit.of(document)
    told = Situation("un", person="p", functions=frozenset({"gestionnaire"}))
    offered = decide(read, "avancer", told)
    assert offered.comment_required
    assert [item.key for item in offered.unticked] == ["plan"]
    assert decide_now(read, "avancer", told).codes == ("move.unticked",)


def test_a_required_comment_is_asked_when_the_move_is_made_and_blanks_are_none():
    told = situation("decision", "direction", comment="  \n")
    assert isinstance(decide(READ, "refuser", told), Offered)
    assert codes("refuser", told) == ("move.comment",)
    assert codes("accepter", told) == ()


def test_a_stack_that_names_another_kind_of_status_offers_no_way_back():
    told = situation("decision", "direction", markers=("a_completer",))
    assert codes("reculer", told) == ("move.no-previous",)


def test_guards_are_compiled_once_for_a_circuit_and_a_form():
    asked = []

    def types() -> Types:
        asked.append(1)
        return WORKS_TYPES

    first = guards_for(READ, ("circuit", "form"), types)
    assert guards_for(READ, ("circuit", "form"), types) is first
    assert guards_for(READ, ("circuit", "autre"), types) is not first
    assert len(asked) == 2
    assert set(first.conditions) == set(WORKS_GUARDS.conditions)


def test_facts_are_fixed_for_a_decision():
    told = situation("decision", "direction")
    assert isinstance(told.facts, Facts)
    assert told.facts.now == NOW
