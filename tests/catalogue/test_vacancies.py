"""What nobody answers is handed on; what nobody can hold is told, every night and on a page."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from accounts.models import GroupMember
from catalogue import operations, vacancies
from catalogue import queries as catalogue
from catalogue.actions import HandOver
from catalogue.handing import handed_of
from catalogue.models import Request
from catalogue.operations.handing import hand
from catalogue.queries.gate import reachable
from core.database import session
from core.errors import NotFound
from core.history import lines_of
from messaging.models import Notice
from tests.kit.people import person
from tests.kit.works import Works, actor, circuit, filed, moved, works
from workflows import queries as workflows
from workflows.domain.circuit import Circuit
from workflows.domain.names import Known, problems
from workflows.errors import VoteRefused


@pytest.fixture
def town(app: Flask) -> Works:
    """The budget’s visa falls back on the direction."""
    functions = circuit()["functions"]
    functions["visa_budget"]["fallback"] = "direction"
    return works(functions=functions)


def at_the_visas(town: Works) -> Any:
    request = filed(town)
    moved(town, request, "instruire")
    return request


def leaves(who: Any) -> None:
    session.execute(delete(GroupMember).where(GroupMember.account_id == who.id))


def waiting(who: Any) -> list[Any]:
    return list(session.scalars(select(Request.id).where(reachable(actor(who), waiting=True))))


def test_a_request_handed_over_is_awaited_from_others_too_for_this_stay_only(town: Works) -> None:
    request = at_the_visas(town)
    assert waiting(town.direction) == []
    assert hand(request, "direction", frozenset({"visa_budget"}))
    assert waiting(town.direction) == [request.id]
    who = actor(town.direction)
    seen = catalogue.request_for(who, request.reference, lock=True)
    assert "visa_budget" in seen.functions
    with pytest.raises(VoteRefused):  # the other seat was not handed over
        operations.vote(who, seen, "visa_technique", "accept")
    operations.vote(who, seen, "visa_budget", "accept")
    assert request.waiting_functions == ["visa_technique"]
    assert "request.handed" in {line.act for line in lines_of("request", request.id)}
    moved(town, request, "demander_complement")
    assert "visa_budget" not in catalogue.request_for(who, request.reference).functions


def test_an_effect_hands_over_for_the_stay_it_was_meant_for(town: Works) -> None:
    request = at_the_visas(town)
    (step, *_) = workflows.steps_of(request.id, 1)
    HandOver().run("request", request.id, step, {"to": "$fallback"}, "x")
    HandOver().run("request", request.id, step, {"to": "$fallback"}, "x")  # tried again
    assert request.handed == {"entry": request.entry_no, "to": {"visa_budget": "direction"}}
    acts = [line.act for line in lines_of("request", request.id)]
    assert acts.count("request.handed") == 1
    moved(town, request, "demander_complement")
    HandOver().run("request", request.id, step, {"to": "direction"}, "y")  # late
    assert handed_of(request) == {}


def test_a_function_nobody_holds_goes_to_the_one_it_falls_back_on(town: Works) -> None:
    request = at_the_visas(town)
    leaves(town.visa_budget)
    vacancies.run(None)
    assert request.handed == {"entry": request.entry_no, "to": {"visa_budget": "direction"}}
    assert vacancies.vacancies() == []


def test_it_goes_there_as_soon_as_it_arrives(town: Works) -> None:
    request = filed(town)
    leaves(town.visa_budget)
    moved(town, request, "instruire")
    vacancies.hand_on_arrival(request)
    assert waiting(town.direction) == [request.id]


def test_what_nobody_can_hold_is_told_to_administrators_and_shown(
    town: Works, sign_in: Any
) -> None:
    at_the_visas(town)
    leaves(town.visa_technique)
    vacancies.run(None)
    vacancies.run(None)  # the same night, once
    told = session.scalars(
        select(Notice.facts).where(
            Notice.kind == "desk.vacant", Notice.account_id == town.superviseur.id
        )
    ).all()
    assert [(facts["count"], facts["function"]) for facts in told] == [(1, "Visa technique")]
    session.commit()
    page = sign_in(town.superviseur).get("/bureau/fonctions-vacantes").get_data(as_text=True)
    assert "Visa technique" in unescape(page)
    assert sign_in(town.direction).get("/bureau/fonctions-vacantes").status_code == 403


def test_whoever_holds_nothing_gains_nothing_by_it(town: Works) -> None:
    request = at_the_visas(town)
    hand(request, "direction")
    with pytest.raises(NotFound):
        catalogue.request_for(
            actor(person("loin@example.test", "agent", name="Léa Loin")), request.reference
        )


@pytest.mark.parametrize(
    ("to", "code"),
    [("demandeur", "circuit.handed-to-members"), ("$fallback", "circuit.no-fallback")],
)
def test_publication_refuses_to_hand_over_to_nobody_or_to_applicants(to: str, code: str) -> None:
    document = circuit()
    document["transitions"][3]["actions"] = [{"do": "assign", "to": to}]
    found = {problem.code for problem in problems(Circuit.of(document), Known())}
    assert found == {code}
