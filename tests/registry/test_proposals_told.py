"""Proposals are told to who may answer, their answer to who proposed; the menu counts them."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.actor import HOUSE
from core.database import session
from core.running import run_all
from messaging import queries as notices
from registry import operations, queries
from registry.models import RecordProposal
from tests.kit import loan
from tests.kit.people import person, signed_in
from tests.kit.stage import Stage, set_stage
from tests.kit.works import actor, publish

WAITS = "Collège des Tilleuls : un changement est proposé, il attend votre réponse."
ANSWERED = "Collège des Tilleuls : votre proposition a reçu sa réponse."


@pytest.fixture
def scene(app: Any, tmp_path: Path) -> Stage:
    stage = set_stage(tmp_path)
    entity = copy.deepcopy(loan.ENTITY)
    for number, key in ((50, "telephone"), (51, "mail")):
        entity["schema"]["properties"][key] = loan.field(number, type="string", title=key)
    publish("entity", entity)
    return stage


def _proposed(scene: Stage, **changes: str) -> RecordProposal:
    record = queries.record("etablissement", scene.school.id)
    assert record is not None
    operations.update_record(actor(scene.head), record, changes)
    _delivered()
    return session.scalars(select(RecordProposal).order_by(RecordProposal.id.desc())).first()  # type: ignore[return-value]


def _delivered() -> None:
    session.commit()
    run_all()


def _told(account: Any) -> list[str]:
    return [one.sentence for one in notices.notices(actor(account)).items]


def _answer(scene: Stage, proposal: RecordProposal) -> None:
    who = actor(scene.admin)
    seen = queries.proposal_seen(who, proposal.id, lock=True)
    said = {one.field.key: operations.Said("accept") for one in seen.fields}
    operations.decide(who, seen, said, operations.Step(move="accepter"))
    _delivered()


def test_who_may_answer_is_told_and_then_who_proposed(scene: Stage) -> None:
    proposal = _proposed(scene, telephone="0299000000")
    assert _told(scene.admin) == [WAITS]
    assert _told(scene.head) == [], "she knows what she did"
    assert _told(scene.luthier) == [], "he may read the record, not write it"
    assert _told(scene.other_head) == []
    _answer(scene, proposal)
    assert _told(scene.admin) == [], "what was answered is taken back unseen"
    assert _told(scene.head) == [ANSWERED]


def test_many_proposals_are_one_notice_that_counts(scene: Stage) -> None:
    _proposed(scene, telephone="0299000000")
    _proposed(scene, mail="ecole@example.test")
    assert _told(scene.admin) == ["2 propositions attendent votre réponse."]


def test_a_notice_about_a_record_out_of_reach_is_not_shown(scene: Stage) -> None:
    _answer(scene, _proposed(scene, telephone="0299000000"))
    assert _told(scene.head) == [ANSWERED]
    warden = person("garde@example.test", "superviseur")
    session.flush()
    publish("role", {
        "kind": "role", "format": 1, "key": "garde", "title": "Garde", "language": "fr",
        "translations": {}, "rules": [], "permissions": ["records:restricted"],
    })  # fmt: skip
    from accounts import operations as accounts
    from accounts import queries as people

    root = people.scope_by_path("/org")
    assert root is not None
    accounts.give_role(HOUSE, warden, "garde", root)
    record = queries.record("etablissement", scene.school.id)
    assert record is not None
    operations.restrict_record(actor(warden), record, "Doute")
    session.commit()
    assert _told(scene.head) == []


def test_the_menu_counts_what_waits_for_who_may_answer(scene: Stage, app: Any) -> None:
    _proposed(scene, telephone="0299000000")
    page = signed_in(app, scene.admin).get("/fiches/etablissement").get_data(as_text=True)
    assert 'href="/propositions"' in page
    assert queries.waiting_count(actor(scene.admin)) == 1
    assert queries.waiting_count(actor(scene.head)) == 0
    assert not queries.may_answer(actor(scene.luthier))
    for who in (scene.head, scene.luthier):
        page = signed_in(app, who).get("/fiches/etablissement").get_data(as_text=True)
        assert 'href="/propositions"' not in page


def test_several_are_decided_in_one_gesture_each_alone(scene: Stage, sign_in: Any) -> None:
    phone = _proposed(scene, telephone="0299000000")
    mail = _proposed(scene, mail="ecole@example.test")
    client = sign_in(scene.admin)

    def chosen() -> list[str]:
        page = client.get("/propositions").text
        return re.findall(r'name="choix" value="([^"]+)"', page)

    assert len(chosen()) == 2
    path = "/propositions/decisions"
    client.submit(path, {"choix": chosen(), "verdict": "refuse", "comment": ""})
    assert len(chosen()) == 2, "a refusal says why"
    stale = [f"{each.rpartition(':')[0]}:9999" if str(mail.id) in each else each
             for each in chosen()]  # fmt: skip
    client.submit(path, {"choix": stale, "verdict": "accept", "comment": ""})
    (left,) = chosen()
    assert str(mail.id) in left, "seen over another version of the record: it waits"
    record = queries.record("etablissement", scene.school.id)
    assert record is not None
    session.refresh(record)
    assert record.data["telephone"] == "0299000000"
    head = sign_in(scene.head)
    head.submit(path, {"choix": [left], "verdict": "accept", "comment": ""})
    client.submit(path, {"choix": [left], "verdict": "refuse", "comment": "Pas cette adresse."})
    session.expire_all()
    assert session.get_one(RecordProposal, mail.id).outcome == "refused"
    assert session.get_one(RecordProposal, phone.id).outcome == "accepted"
    assert client.submit(path, {"choix": ["x"], "verdict": "accept"}).status_code == 400
