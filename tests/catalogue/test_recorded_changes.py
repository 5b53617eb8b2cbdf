"""An accepted request changes a record through the path of any proposed change (DEFINITIONS 5)."""

from __future__ import annotations

from typing import Any

import pytest

from catalogue.recording import ApplyChange
from core.actor import HOUSE
from core.database import session
from core.history import lines_of
from registry import operations, queries
from registry.models import RecordProposal
from tests.kit.works import Works, actor, filed, moved, works
from workflows import queries as workflows

SETTINGS = {"values": {"nom": "/description"}}
NEW = "Remplacer les stores de la salle B12"


@pytest.fixture
def scene(app: Any) -> Works:
    return works()


def _accepted(scene: Works) -> tuple[Any, Any]:
    request = filed(scene)
    moved(scene, request, "instruire", "visas", "accepter")
    return request, workflows.steps_of(request.id)[0]


def _run(request: Any, step: Any, settings: Any = None) -> list[RecordProposal]:
    ApplyChange().run("request", request.id, step, settings or SETTINGS, f"step:{step.id}:0")
    session.flush()
    return list(session.query(RecordProposal).order_by(RecordProposal.id))


def test_who_decides_the_request_and_may_write_the_record_writes_it_once(scene: Works) -> None:
    from accounts import operations as accounts
    from accounts import queries as people

    accounts.give_role(HOUSE, scene.direction, "superviseur", people.scope_by_path("/org"))
    request, step = _accepted(scene)
    (one,) = _run(request, step)
    assert _run(request, step) == [one], "a job may come twice"
    session.refresh(scene.record)
    assert (scene.record.data["nom"], one.outcome) == (NEW, "accepted")
    line = next(x for x in lines_of("record", scene.record.id) if x.act == "record.updated")
    assert (line.facts["source"], line.facts["author"]) == (request.reference, "Claire Lefèvre")
    assert any(x.act == "request.change-proposed" for x in lines_of("request", request.id))


def test_who_may_not_write_it_leaves_it_to_who_may(scene: Works) -> None:
    request, step = _accepted(scene)
    (one,) = _run(request, step)
    assert (one.state, scene.record.data["nom"]) == ("open", "Collège Jean-Zay")
    who = actor(scene.superviseur)
    seen = queries.proposal_seen(who, one.id, lock=True)
    operations.decide(who, seen, {}, operations.Step(move="accepter"))
    assert scene.record.data["nom"] == NEW


def test_a_record_that_moved_since_the_request_was_filed_is_looked_at_again(scene: Works) -> None:
    from accounts import operations as accounts
    from accounts import queries as people

    accounts.give_role(HOUSE, scene.direction, "superviseur", people.scope_by_path("/org"))
    request, step = _accepted(scene)
    operations.update_record(HOUSE, scene.record, {"nom": "Collège Zay"})
    (one,) = _run(request, step)
    assert (one.state, scene.record.data["nom"]) == ("open", "Collège Zay")
    assert one.patch[0]["old"] == "Collège Jean-Zay"
    (asked,) = queries.proposal_seen(actor(scene.superviseur), one.id).fields
    assert asked.has_moved


def test_what_cannot_be_proposed_is_told_in_the_file_of_the_request(scene: Works) -> None:
    request, step = _accepted(scene)
    assert _run(request, step, {"values": {"nom": 12}}) == []
    assert _run(request, step, {"record": "/nature", "values": {"nom": "x"}}) == []
    told = [x.act for x in lines_of("request", request.id)]
    assert told.count("request.change-refused") == 2
