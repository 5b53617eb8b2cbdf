"""Every (status, transition, role) by pages, against a table written by hand (FAULTS A-17)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.attacks.town import Town
from tests.attacks.walk import post
from tests.kit.works import moved

LOAN_MOVES = (
    "envoyer",
    "revoir",
    "renvoyer",
    "valider",
    "reculer",
    "preter",
    "refuser",
    "inconnue",
)
LOAN_ROLES = ("cheffe", "autre_chef", "luthier", "conservateur", "etranger")
#: (status, transition) → who may.
LOAN = {
    ("examen", "revoir"): {"luthier"},
    ("examen", "valider"): {"luthier"},
    ("examen", "refuser"): {"luthier", "conservateur"},
    ("a_revoir", "renvoyer"): {"cheffe"},
    ("accord", "reculer"): {"conservateur"},
    ("accord", "preter"): {"conservateur"},
    ("accord", "refuser"): {"luthier", "conservateur"},
}
LOAN_PATH = {
    "examen": (),
    "a_revoir": ("luthier:revoir",),
    "accord": ("luthier:valider",),
    "prete": ("luthier:valider", "conservateur:preter"),
    "refusee": ("luthier:refuser",),
}
WORKS_MOVES = (
    "deposer",
    "demander_complement",
    "redeposer",
    "instruire",
    "vers_decision",
    "revenir_visas",
    "reculer",
    "saisir_commission",
    "accepter",
    "refuser",
    "rouvrir",
    "abandonner",
    "caduque",
)
WORKS_ROLES = ("cheffe", "gestionnaire", "visa_technique", "direction", "etranger")
#: No commission for 1,200 euros: that guard refuses whoever asks.
WORKS = {
    ("depose", "demander_complement"): {"gestionnaire"},
    ("depose", "instruire"): {"gestionnaire"},
    ("depose", "abandonner"): {"cheffe"},
    ("a_completer", "redeposer"): {"cheffe"},
    ("a_completer", "abandonner"): {"cheffe"},
    ("visas", "demander_complement"): {"gestionnaire"},
    ("visas", "reculer"): {"gestionnaire", "direction"},
    ("decision", "reculer"): {"gestionnaire", "direction"},
    ("decision", "accepter"): {"direction"},
    ("decision", "refuser"): {"direction"},
    ("refusee", "rouvrir"): {"direction"},
}
WORKS_PATH = {
    "depose": (),
    "a_completer": ("demander_complement",),
    "visas": ("instruire",),
    "decision": ("instruire", "visas"),
    "refusee": ("instruire", "visas", "refuser"),
}
#: (status, function) → who may give that visa.
VISAS = {("visas", "visa_technique"): {"visa_technique"}}


def loan_in(town: Town, status: str) -> Any:
    """A loan that stands in `status`, its check-list ticked."""
    from catalogue import operations, queries
    from core.database import session

    request = town.loan()
    for step in LOAN_PATH[status]:
        who, key = step.split(":")
        agent = town.actor(who)
        if key == "valider":
            operations.tick(
                agent, queries.request_for(agent, request.reference, lock=True), "etat", done=True
            )
        operations.move(
            agent, queries.request_for(agent, request.reference, lock=True), key, comment="Voici."
        )
    if status == "examen":
        agent = town.actor("luthier")
        operations.tick(
            agent, queries.request_for(agent, request.reference, lock=True), "etat", done=True
        )
    session.commit()
    return request


def works_in(town: Town, status: str) -> Any:
    """A request for works that stands in `status`."""
    from catalogue import operations, queries
    from core.database import session

    request = town.works()
    moved(SimpleNamespace(**town.people), request, *WORKS_PATH[status])  # type: ignore[arg-type]
    if status == "depose":
        agent = town.actor("gestionnaire")
        operations.tick(
            agent, queries.request_for(agent, request.reference, lock=True), "surface", done=True
        )
    session.commit()
    return request


def standing(request_id: Any) -> tuple[str, int]:
    """Status and number of steps, as the tables say now."""
    from sqlalchemy import func, select

    from catalogue.models import Request
    from core.database import session
    from workflows.models import Step, Vote

    row = session.get_one(Request, request_id, populate_existing=True)
    steps = (
        session.scalar(select(func.count()).select_from(Step).where(Step.subject_id == request_id))
        or 0
    )
    votes = (
        session.scalar(select(func.count()).select_from(Vote).where(Vote.subject_id == request_id))
        or 0
    )
    return row.status, steps + votes


def walk(  # noqa: PLR0917 – the scene, then the table to hold
    town: Town,
    make: Any,
    status: str,
    moves: tuple[str, ...],
    roles: tuple[str, ...],
    table: dict[tuple[str, str], set[str]],
    act: str,
    data: dict[str, str],
) -> None:
    """Who is not in the table is refused and nothing is written; who is goes through."""
    clients = {who: town.client(who) for who in roles}
    request = make(town, status)
    reference, identity = request.reference, request.id
    before, allowed = standing(identity), []
    for key in moves:
        leads_on = any((status, key) == each for each in table)
        for who in roles if leads_on else roles[:2]:  # what no one may do, the audit tries by all
            if who in table.get((status, key), set()):
                allowed.append((who, key))
                continue
            answer = post(
                clients[who],
                f"/demandes/{reference}/{act}/{key}",
                data,
                headers={"HX-Request": "true"},
            )  # the fragment: the same act, less to draw
            assert answer.status_code in {403, 404, 409, 422}, (
                status,
                key,
                who,
                answer.status_code,
            )
            assert standing(identity) == before, (status, key, who)
    for who, key in allowed:
        request = make(town, status)
        reference, identity = request.reference, request.id
        before = standing(identity)
        answer = post(clients[who], f"/demandes/{reference}/{act}/{key}", data)
        assert answer.status_code == 303, (status, key, who, answer.get_data(as_text=True)[-1500:])
        assert standing(identity) != before, (status, key, who)


@pytest.mark.parametrize("status", LOAN_PATH)
def test_a17_loan_each_move_is_for_whom_the_table_says(town: Town, status: str) -> None:
    walk(town, loan_in, status, LOAN_MOVES, LOAN_ROLES, LOAN, "actions", {"comment": "Voici."})


@pytest.mark.parametrize("status", WORKS_PATH)
def test_a17_works_each_move_is_for_whom_the_table_says(town: Town, status: str) -> None:
    walk(town, works_in, status, WORKS_MOVES, WORKS_ROLES, WORKS, "actions", {"comment": "Voici."})


@pytest.mark.parametrize("status", ["depose", "visas", "decision"])
def test_a17_a_visa_is_given_by_whom_it_is_asked_at_its_time(town: Town, status: str) -> None:
    functions = ("visa_technique", "visa_budget", "direction", "demandeur", "inconnue")
    roles = ("cheffe", "gestionnaire", "visa_technique", "direction", "etranger")
    walk(
        town,
        works_in,
        status,
        functions,
        roles,
        VISAS,
        "visas",
        {"verdict": "accept", "comment": "Vu."},
    )


def test_a17_who_examined_does_not_grant_even_from_both_groups(town: Town) -> None:
    """Four eyes: `not_same_actor_as`, whatever groups one sits in."""
    from accounts import operations, queries
    from core.actor import HOUSE
    from core.database import session

    operations.add_to_group(
        HOUSE,
        town.people["luthier"],
        operations.ensure_group("conservatoire", "conservatoire"),
        queries.scope_by_path("/org"),
    )
    request = loan_in(town, "accord")
    session.commit()
    answer = post(town.client("luthier"), f"/demandes/{request.reference}/actions/preter")
    assert answer.status_code in {403, 409, 422}
    assert standing(request.id)[0] == "accord"


def test_c01_a_visa_about_what_was_seen_before_a_move_is_refused(town: Town) -> None:
    """A program that read version N votes about it: a move since then says 409 and who made it."""
    request = works_in(town, "visas")
    path, visitor = f"/api/v1/requests/{request.reference}", town.client("anonyme")
    keys = {who: town.token(who) for who in ("visa_technique", "visa_budget", "gestionnaire")}
    seen = visitor.get(path, headers=keys["visa_technique"]).json["version"]

    def vote(function: str, version: int) -> Any:
        body = {"function": function, "verdict": "accept", "expected_version": version}
        return visitor.post(f"{path}/votes", json=body, headers=keys[function])

    ticked = {"key": "surface", "done": True}
    for method, act, body in (
        ("POST", "transitions", {"transition": "reculer", "comment": "À revoir."}),
        ("PATCH", "checklist", ticked),
        ("POST", "transitions", {"transition": "instruire", "comment": "Revu."}),
    ):
        done = visitor.open(f"{path}/{act}", method=method, json=body, headers=keys["gestionnaire"])
        assert done.status_code == 200, done.json
    before = standing(request.id)
    late = vote("visa_technique", seen)
    assert (late.status_code, late.json["title"]) == (409, "stale")
    assert late.json["changes"][0]["by"] == town.people["gestionnaire"].name
    assert standing(request.id) == before
    now = visitor.get(path, headers=keys["visa_technique"]).json["version"]
    # a vote is no move: two visas about the same version do not hinder each other
    assert vote("visa_technique", now).status_code == 200
    assert vote("visa_budget", now).status_code == 200
