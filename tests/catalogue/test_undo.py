"""Undo and step back, sentence by sentence (DEFINITIONS 5 and 7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from catalogue import operations, queries
from catalogue.models import Request
from core import clock
from core.database import session, unit_of_work
from core.models import Job
from core.running import run_all
from messaging.models import Mail
from tests.kit.works import Works, actor, circuit, filed, moved, works
from workflows import queries as workflows
from workflows.models import Step, Tick
from workflows.operations.undoing import TooLate


def with_undo(*keys: str, **more: Any) -> dict[str, Any]:
    """The three levels, where these moves may be taken back for ten minutes."""
    document = circuit()
    for transition in document["transitions"]:
        if transition["key"] in keys:
            transition["undo"] = "PT10M"
    return {"transitions": document["transitions"], "tests": [], **more}


@pytest.fixture
def scene(app: Flask) -> Works:
    return works(**with_undo("demander_complement", "instruire", "redeposer", "deposer"))


def held_now() -> None:
    """The grace is over: what was held may leave."""
    with unit_of_work():
        session.execute(update(Step).values(at=Step.at - timedelta(minutes=11)))
        session.execute(update(Job).values(available_at=clock.now() - timedelta(seconds=1)))
    run_all()


def mails() -> int:
    return int(session.scalar(select(func.count()).select_from(Mail)) or 0)


def move(who: Any, request: Any, key: str, comment: str = "Voici pourquoi.") -> int:
    person = actor(who)
    seen = queries.request_for(person, request.reference, lock=True)
    return operations.move(person, seen, key, comment=comment).id


def undo(who: Any, request: Any, step: int) -> None:
    person = actor(who)
    operations.undo(person, queries.request_for(person, request.reference, lock=True), step)
    session.flush()


def status(request: Any) -> str:
    session.expire_all()
    return session.get_one(Request, request.id).status


def test_messages_are_held_as_long_as_the_move_may_be_taken_back(scene: Works) -> None:
    request = filed(scene)
    session.commit()
    run_all()
    before = mails()
    step = move(scene.gestionnaire, request, "demander_complement")
    session.commit()
    run_all()
    assert mails() == before, "nobody was told yet, by no way at all"
    undo(scene.gestionnaire, request, step)
    session.commit()
    held_now()
    assert mails() == before, "and nobody ever will be"
    assert status(request) == "depose"
    move(scene.gestionnaire, request, "demander_complement")
    session.commit()
    held_now()
    assert mails() == before + 1


def test_once_something_has_left_the_move_stays(scene: Works) -> None:
    request = filed(scene)
    step = move(scene.gestionnaire, request, "demander_complement")
    session.commit()
    held_now()
    with pytest.raises(TooLate):
        undo(scene.gestionnaire, request, step)
    session.rollback()
    assert status(request) == "a_completer"


@pytest.mark.parametrize(
    "gone",
    [
        {"do": "notify", "template": "acceptation", "to": ["demandeur"]},
        {"do": "document", "template": "lettre-recepisse"},
        {"do": "webhook", "connector": "finances", "values": {}},
    ],
    ids=lambda action: action["do"],
)
def test_an_undo_is_not_offered_once_anything_has_left_whatever_it_is(
    app: Flask, gone: dict[str, Any]
) -> None:
    """A worker in a hurry, a clock ahead: within its grace too, what is gone stays gone."""
    document = with_undo("instruire")
    for transition in document["transitions"]:
        if transition["key"] == "instruire":
            transition["actions"] = [gone]
    scene = works(**document)
    request = filed(scene)
    moved(scene, request, "instruire")
    step = operations_offer(scene, request)
    assert step is not None
    kept = Job.once.startswith(f"workflows.action:step:{step}:")
    session.execute(update(Job).where(kept).values(available_at=clock.now()))
    session.commit()
    run_all()
    assert operations_offer(scene, request) is None
    with pytest.raises(TooLate):
        undo(scene.gestionnaire, request, step)
    session.rollback()
    assert status(request) == "visas"
    moved(scene, request, "reculer")
    assert status(request) == "depose", "the way back is a move, with its comment"


def test_only_its_author_and_only_if_nobody_came_after(scene: Works) -> None:
    request = filed(scene)
    moved(scene, request, "instruire")
    step = workflows.steps_of(request.id, 1)[0].id
    with pytest.raises(TooLate):
        undo(scene.direction, request, step)
    who = actor(scene.visa_technique)
    seen = queries.request_for(who, request.reference, lock=True)
    operations.vote(who, seen, "visa_technique", "accept")
    session.flush()
    with pytest.raises(TooLate):
        undo(scene.gestionnaire, request, step)
    assert status(request) == "visas"


def test_a_stay_that_was_taken_back_leaves_no_tick_for_the_next_one(scene: Works) -> None:
    request = filed(scene)
    move(scene.gestionnaire, request, "demander_complement")
    step = move(scene.head, request, "redeposer")
    agent = actor(scene.gestionnaire)
    seen = queries.request_for(agent, request.reference, lock=True)
    operations.tick(agent, seen, "surface", done=True)
    session.flush()
    undo(scene.head, request, step)
    move(scene.head, request, "redeposer")
    row = session.get_one(Request, request.id)
    ticks = select(Tick).where(Tick.subject_id == request.id, Tick.entry_no == row.entry_no)
    assert session.scalars(ticks).all() == []


def test_handing_a_request_in_is_not_taken_back(scene: Works) -> None:
    request = filed(scene)
    step = workflows.steps_of(request.id)[-1]
    with pytest.raises(TooLate):
        undo(scene.head, request, step.id)
    assert status(request) == "depose"


def test_what_the_house_did_behind_the_move_goes_with_it(app: Flask) -> None:
    document = circuit()
    document["statuses"].insert(
        2, {"key": "tri", "label": "Tri", "tone": "sky", "icon": "tray", "kind": "automatic"}
    )
    for transition in document["transitions"]:
        if transition["key"] == "instruire":
            transition |= {"to": "tri", "undo": "PT10M"}
    document["transitions"].append(
        {"key": "trier", "from": ["tri"], "to": "visas", "by": ["system"]}
    )
    scene = works(statuses=document["statuses"], transitions=document["transitions"], tests=[])
    request = filed(scene)
    moved(scene, request, "instruire")
    assert status(request) == "visas"
    found = operations_offer(scene, request)
    assert found is not None
    undo(scene.gestionnaire, request, found)
    assert status(request) == "depose"
    steps = session.scalars(select(Step).where(Step.subject_id == request.id)).all()
    undone = [s.transition for s in steps if s.undone_at is not None]
    assert sorted(undone) == ["instruire", "trier"]


def operations_offer(scene: Works, request: Any) -> int | None:
    """The step the file offers to take back."""
    from catalogue.standing import standing_of
    from catalogue.views.moves import guide_of

    agent = actor(scene.gestionnaire)
    seen = queries.request_for(agent, request.reference)
    guide = guide_of(agent, seen, standing_of(agent, seen.request, seen.versions))
    return guide.undo[0] if guide.undo else None


def test_a_step_back_with_nothing_to_go_back_to_says_why(scene: Works) -> None:
    """The stack is empty: whoever asks hears it, and nothing is offered."""
    from catalogue.standing import standing_of
    from workflows.domain.markers import previous

    request = filed(scene)
    moved(scene, request, "instruire", "visas")
    move(scene.gestionnaire, request, "reculer")
    row = session.get_one(Request, request.id)
    assert (row.status, list(row.markers)) == ("visas", ["depose"])
    move(scene.gestionnaire, request, "reculer")
    assert status(request) == "depose"
    assert previous(session.get_one(Request, request.id).markers) is None
    row = session.get_one(Request, request.id)
    row.status, row.status_kind = "visas", "waiting-agent"
    session.flush()
    agent = actor(scene.gestionnaire)
    seen = queries.request_for(agent, request.reference)
    stand = standing_of(agent, seen.request, seen.versions)
    decision = stand.bridge.decide(
        "reculer", workflows.situation_of(seen.request, stand, agent.account_id)
    )
    assert decision.codes == ("move.no-previous",)
