"""Circuits nobody has shown: each move that is offered works, and whose turn it is is true."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from catalogue import operations, queries
from catalogue.models import Request
from catalogue.operations import bulk
from core.database import session
from core.running import run_all
from tests.kit.works import Works, actor, filed, works
from tests.workflows.circuits import status, transition

VISAS = {"votes": ["visa_technique", "visa_budget", "direction"],
         "rule": {"at_least": 3, "weights": {"direction": 2}}, "veto": ["visa_budget"],
         "on_reject": "last", "accept": "vus", "reject": "non",
         "keep_if_unchanged": True}  # fmt: skip


def again_and_again() -> Works:
    """Weighted visas with a veto that stay given, and a loop that leads back to them."""
    return works(
        statuses=[status("brouillon", "draft"), status("depose"),
                  status("visas", parallel=VISAS), status("fin", "final")],
        initial="brouillon",
        transitions=[
            transition("deposer", "brouillon", "depose", "demandeur"),
            transition("instruire", "depose", "visas", "gestionnaire", bulk=True),
            transition("vus", "visas", "fin", "system"),
            transition("non", "visas", "depose", "system", direction="back"),
        ],
        timers=[], tabs=[], tests=[],
    )  # fmt: skip


def voted(who: Any, request: Any, function: str, choice: str) -> Any:
    """One visa, with a word."""
    person = actor(who)
    seen = queries.request_for(person, request.reference, lock=True)
    operations.vote(person, seen, function, choice, comment="Voici pourquoi.")
    session.flush()
    return session.get_one(Request, request.id, populate_existing=True)


def moved(who: Any, request: Any, key: str) -> Any:
    """One move."""
    person = actor(who)
    operations.move(person, queries.request_for(person, request.reference, lock=True), key)
    session.flush()
    return session.get_one(Request, request.id, populate_existing=True)


def test_whose_visa_still_counts_is_not_awaited_again_one_by_one_and_in_bulk(app: Flask) -> None:
    scene = again_and_again()
    for in_bulk in (False, True):
        row = moved(scene.gestionnaire, filed(scene), "instruire")
        row = voted(scene.visa_technique, row, "visa_technique", "accept")
        assert row.waiting_functions == ["visa_budget", "direction"]
        row = voted(scene.visa_budget, row, "visa_budget", "reject")  # a veto, the first and last
        assert (row.status, row.waiting_functions) == ("depose", ["gestionnaire"])
        if in_bulk:
            who = actor(scene.gestionnaire)
            chosen = bulk.Chosen([(row.reference, row.version)])
            run = bulk.prepare(who, bulk.Wanted("move", "instruire"), chosen)
            bulk.launch(run)
            session.commit()
            run_all()
            row = session.get_one(Request, row.id, populate_existing=True)
        else:
            row = moved(scene.gestionnaire, row, "instruire")
        assert (row.status, row.waiting_functions) == ("visas", ["visa_budget", "direction"])
        row = voted(scene.direction, row, "direction", "accept")
        assert row.status == "fin"  # one and two make three: the other is not needed


def test_a_long_row_of_automatic_statuses_is_walked_to_its_end(app: Flask) -> None:
    names = [f"pas_{n}" for n in range(40)]
    scene = works(
        statuses=[status("brouillon", "draft"), *(status(n, "automatic") for n in names),
                  status("fin", "final")],
        initial="brouillon",
        transitions=[transition("deposer", "brouillon", names[0], "demandeur")]
        + [transition(f"vers_{b}", a, b, "system")
           for a, b in zip(names, [*names[1:], "fin"], strict=True)],
        timers=[], tabs=[], tests=[],
    )  # fmt: skip
    assert session.scalars(select(Request.status).where(Request.id == filed(scene).id)).one() == (
        "fin"
    )


def test_where_only_time_leads_on_nobody_is_awaited(app: Flask, sign_in: Any) -> None:
    scene = works(
        statuses=[status("brouillon", "draft"), status("publicite"), status("fin", "final")],
        initial="brouillon",
        transitions=[transition("deposer", "brouillon", "publicite", "demandeur"),
                     transition("clore", "publicite", "fin", "system")],
        timers=[{"key": "affichage", "in": "publicite", "anchor": "latest-arrival",
                 "after": "P3D", "fire": "clore"}],
        tabs=[], tests=[],
    )  # fmt: skip
    request = filed(scene)
    for who in (scene.head, scene.gestionnaire):
        page = sign_in(who).get(f"/demandes/{request.reference}").get_data(as_text=True)
        assert "Personne n’est attendu jusqu’au " in page
        assert "Au tour de" not in page
