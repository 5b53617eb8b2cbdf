"""A circuit published anew over requests that are under way (DEFINITIONS 5 and 7; issue 5, 7)."""

from __future__ import annotations

import copy

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue import operations, queries
from catalogue.models import Request
from catalogue.operations import remapping
from catalogue.remap_models import RemapItem
from core.actor import HOUSE
from core.database import session
from core.models import Change
from core.running import run_all
from schemas import operations as definitions
from schemas import queries as schemas
from schemas.errors import NotPublishable
from tests.kit.remapped import (
    KEY,
    acts,
    drafted,
    latest_run,
    mapped,
    publish_over,
    shorter,
    where,
    without,
)
from tests.kit.works import Works, actor, circuit, filed, moved, works
from workflows.models import Tick, Timer, Vote


@pytest.fixture
def scene(app: Flask) -> Works:
    return works()


def test_a_status_that_goes_while_requests_stand_in_it_refuses_the_publication(
    scene: Works,
) -> None:
    request = filed(scene)
    moved(scene, request, "instruire")
    drafted(shorter())
    with pytest.raises(NotPublishable) as refusal:
        definitions.publish(HOUSE, "workflow", KEY)
    assert [p.code for p in refusal.value.problems] == ["circuit.undecided-status"]
    assert refusal.value.problems[0].params["count"] == 1


def test_requests_follow_their_circuit_with_all_that_belongs_to_them(scene: Works) -> None:
    stays, goes = filed(scene), filed(scene)
    moved(scene, goes, "instruire")
    who = actor(scene.visa_technique)
    operations.vote(
        who, queries.request_for(who, goes.reference, lock=True), "visa_technique", "accept"
    )
    session.flush()
    document = shorter(migrations=mapped(visas="decision"))
    document["timers"].append(
        {"key": "rappel", "in": "decision", "anchor": "latest-arrival", "after": "P5D",
         "actions": [{"do": "notify", "template": "relance", "to": ["direction"]}]}
    )  # fmt: skip
    before = session.get_one(Request, goes.id).entry_no
    version = publish_over(document)
    assert where(stays) == ("depose", version.number)
    assert where(goes) == ("decision", version.number)
    row = session.get_one(Request, goes.id)
    assert (row.markers, row.entry_no) == (["depose"], before + 1)
    assert row.waiting_functions == ["direction"]
    timer = session.scalars(select(Timer).where(Timer.subject_id == goes.id)).one()
    assert (timer.key, timer.entry_no) == ("rappel", row.entry_no)
    assert row.due_at == timer.due_at
    vote = session.scalars(select(Vote).where(Vote.subject_id == goes.id)).one()
    assert vote.dropped_at is not None
    assert acts(goes)[-2:] == ["request.remapped", "request.votes-dropped"]
    assert acts(stays)[-1] == "request.remapped"
    assert latest_run().totals == {"of": 2, "at": 2, "done": 2}
    agent = actor(scene.direction)
    operations.move(agent, queries.request_for(agent, goes.reference, lock=True), "accepter")


def test_one_undo_puts_every_request_back_where_it_was(scene: Works) -> None:
    stays, goes, late = filed(scene), filed(scene), filed(scene)
    moved(scene, goes, "instruire")
    moved(scene, late, "instruire")
    who = actor(scene.visa_technique)
    operations.vote(
        who, queries.request_for(who, goes.reference, lock=True), "visa_technique", "accept"
    )
    session.flush()
    heads = [(r.status, list(r.markers), r.entry_no, r.due_at, list(r.waiting_functions))
             for r in (session.get_one(Request, x.id) for x in (stays, goes))]  # fmt: skip
    publish_over(shorter(migrations=mapped(visas="decision")))
    agent = actor(scene.gestionnaire)
    operations.move(
        agent, queries.request_for(agent, late.reference, lock=True), "reculer", comment="Non."
    )
    session.flush()
    remapping.undo(latest_run())
    session.flush()
    run_all()
    assert where(stays) == ("depose", 1)
    assert where(goes) == ("visas", 1)
    assert where(late)[1] == 2
    rows = [session.get_one(Request, x.id) for x in (stays, goes)]
    assert [
        (r.status, list(r.markers), r.entry_no, r.due_at, list(r.waiting_functions)) for r in rows
    ] == heads
    assert session.scalars(select(Vote).where(Vote.subject_id == goes.id)).one().dropped_at is None
    assert latest_run().state == "undone"
    assert latest_run().totals["undone"] == 2
    assert latest_run().totals["kept"] == 1
    who = actor(scene.visa_budget)
    operations.vote(
        who, queries.request_for(who, goes.reference, lock=True), "visa_budget", "accept"
    )
    assert where(goes) == ("decision", 1)


def test_some_stay_some_are_asked_and_placed_by_hand(scene: Works) -> None:
    asked, stays = filed(scene), filed(scene)
    moved(scene, asked, "instruire")
    moved(scene, stays, "instruire", "visas")
    document = without("visas", "decision", "commission", "acceptee", "refusee")
    document["statuses"].append(
        {"key": "fin", "label": "Faite", "tone": "leaf", "icon": "check", "kind": "final",
         "outcome": "accepted"}
    )  # fmt: skip
    document["transitions"] = [
        w for w in document["transitions"] if w["key"] in {
            "deposer", "demander_complement", "redeposer", "abandonner", "caduque"}
    ] + [{"key": "finir", "label": "Finir", "from": ["depose"], "to": "fin",
          "by": ["gestionnaire"]}]  # fmt: skip
    document["migrations"] = mapped(visas="ask", decision="stay")
    version = publish_over(document)
    assert where(asked) == ("visas", 1)
    assert where(stays) == ("decision", 1)
    boss = actor(scene.superviseur)
    seen = queries.request_for(boss, asked.reference, lock=True)
    found = remapping.places_for(boss, seen)
    assert found is not None
    assert [s.key for s in found[1]] == ["depose", "a_completer"]
    remapping.place(boss, seen, "depose", comment="Vue avec le secteur.")
    session.flush()
    assert where(asked) == ("depose", version.number)
    line = session.scalars(
        select(Change).where(Change.subject_id == asked.id).order_by(Change.id.desc())
    ).first()
    assert line is not None
    assert line.reason == "Vue avec le secteur."
    assert remapping.places_for(boss, queries.request_for(boss, stays.reference)) is None


def test_whoever_moved_meanwhile_is_left_alone_and_told(scene: Works) -> None:
    still, moving = filed(scene), filed(scene)
    drafted(shorter(migrations=mapped(visas="decision")))
    definitions.publish(HOUSE, "workflow", KEY, policy="all")
    session.flush()
    moved(scene, moving, "instruire")
    run_all()
    assert where(still)[1] == 2
    assert where(moving) == ("visas", 1)
    item = session.scalars(select(RemapItem).where(RemapItem.request_id == moving.id)).one()
    assert (item.outcome, item.reason[0]["code"]) == ("changed", "remap.changed")
    run = remapping.follow(HOUSE, schemas.version(latest_run().version_id), "again")
    assert run is not None
    session.flush()
    run_all()
    assert where(moving) == ("decision", 2)


def test_ticks_stay_where_their_line_stays(scene: Works) -> None:
    request = filed(scene)
    who = actor(scene.gestionnaire)
    operations.tick(
        who, queries.request_for(who, request.reference, lock=True), "surface", done=True
    )
    session.flush()
    document = copy.deepcopy(circuit())
    for status in document["statuses"]:
        if status["key"] == "depose":
            status["label"] = "Reçue"
    publish_over({**document, "tests": []})
    row = session.get_one(Request, request.id)
    ticks = session.scalars(
        select(Tick.key).where(Tick.subject_id == request.id, Tick.entry_no == row.entry_no)
    ).all()
    assert ticks == ["surface"]


def test_a_rehearsal_tells_what_would_become_of_each_and_touches_none(scene: Works) -> None:
    stays, goes, decided = filed(scene), filed(scene), filed(scene)
    moved(scene, goes, "instruire")
    moved(scene, decided, "instruire", "visas")
    who = actor(scene.visa_technique)
    operations.vote(
        who, queries.request_for(who, goes.reference, lock=True), "visa_technique", "accept"
    )
    document = shorter(migrations=mapped(visas="decision"))
    document["functions"]["juge"] = {"from": "group", "label": "Juge"}
    for way in document["transitions"]:
        if way["from"] == ["decision"]:
            way["by"] = ["juge"]
    draft = drafted(document)
    session.flush()
    run = remapping.rehearse(HOUSE, draft)
    assert (run.state, run.totals["of"]) == ("ready", 3)
    assert run.totals["removed"] == {"visas": 1}
    assert run.totals["flags"] == {
        "same": 2, "removed": 1, "votes": 1, "no-approver": 2, "deadline": 1,
    }  # fmt: skip
    assert [where(each)[1] for each in (stays, goes, decided)] == [1, 1, 1]
    assert session.get_one(Request, goes.id).status == "visas"
    items = session.scalars(select(RemapItem).where(RemapItem.request_id == goes.id)).all()
    assert [(i.target, i.status) for i in items] == [("decision", "visas")]
