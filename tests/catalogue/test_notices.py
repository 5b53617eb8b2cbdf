"""Who is told what about a request: once an event, never of one’s own acts, under one’s rights."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from catalogue import operations, queries
from core import clock
from core.database import session
from core.models import Job
from core.running import run_all
from messaging.models import Notice
from tests.kit.people import person
from tests.kit.works import Works, actor, filed, moved, works

Sign = Callable[[Any], Any]


@pytest.fixture
def scene(app: Flask) -> Works:
    """The town at work."""
    return works()


def delivered() -> None:
    """What the outbox holds goes out."""
    session.commit()
    run_all()


def grace_over() -> None:
    """Nobody has taken anything back in time: what was held may leave."""
    session.execute(update(Job).values(available_at=clock.now() - timedelta(seconds=1)))
    delivered()


def told(account: Any) -> list[str]:
    """Sentences of a person's notices, the latest first, as the page forms them."""
    from messaging import queries as notices

    return [one.sentence for one in notices.notices(actor(account)).items]


def rows_of(account: Any) -> list[Notice]:
    """The rows themselves."""
    return list(session.scalars(select(Notice).where(Notice.account_id == account.id)))


def given(scene: Works, request: Any, to: Any) -> None:
    """The supervisor puts somebody in charge."""
    who = actor(scene.superviseur)
    operations.assign(who, queries.request_for(who, request.reference, lock=True), to.id)


def said(who: Any, request: Any, text: str) -> None:
    """Somebody writes to the other side."""
    person_ = actor(who)
    operations.post(person_, queries.request_for(person_, request.reference, lock=True), text)


def test_those_it_waits_for_hear_of_a_request_and_its_author_does_not(scene: Works) -> None:
    request = filed(scene)
    delivered()
    assert told(scene.gestionnaire) == [
        f"Demander des travaux : la demande {request.reference} est à l’étape « Déposée »."
    ]
    assert told(scene.head) == [], "she knows what she did"
    assert told(scene.visa_budget) == []


def test_many_requests_that_wait_are_one_notice_until_somebody_looks(scene: Works) -> None:
    for _ in range(4):
        filed(scene)
    delivered()
    [sentence] = told(scene.gestionnaire)
    assert sentence.startswith("Demander des travaux : 4 demandes de plus")
    [row] = rows_of(scene.gestionnaire)
    assert row.subject_id is None
    assert row.url.startswith("/bureau?")
    row.seen_at = row.at
    session.flush()
    filed(scene)
    delivered()
    assert len(told(scene.gestionnaire)) == 2


def test_the_establishment_hears_of_each_step_in_words(scene: Works) -> None:
    request = filed(scene)
    moved(scene, request, "demander_complement")
    delivered()
    assert told(scene.head) == [
        f"La demande {request.reference} attend une action de votre établissement."
    ]


def test_a_decision_is_told_with_its_outcome(scene: Works) -> None:
    request = filed(scene)
    moved(scene, request, "instruire", "visas", "accepter")
    delivered()
    assert not any("sa réponse" in sentence for sentence in told(scene.head))
    grace_over()
    assert told(scene.head)[0].startswith(f"La demande {request.reference} a reçu sa réponse")
    assert len(told(scene.head)) == len(rows_of(scene.head)) >= 3


@pytest.mark.parametrize("delivered_before", [True, False])
def test_an_undone_move_that_nobody_saw_is_as_if_it_had_not_happened(
    scene: Works, *, delivered_before: bool
) -> None:
    from workflows import queries as workflows

    request = filed(scene)
    moved(scene, request, "instruire", "visas", "accepter")
    step = workflows.steps_of(request.id)[0]
    if delivered_before:
        delivered()
    who = actor(scene.direction)
    operations.undo(who, queries.request_for(who, request.reference, lock=True), step.id)
    grace_over()
    assert not any("sa réponse" in sentence for sentence in told(scene.head))


def test_messages_reach_the_other_side_and_never_their_author(scene: Works) -> None:
    request = filed(scene)
    said(scene.gestionnaire, request, "Bonjour, une précision SVP. CANARI")
    said(scene.head, request, "La voici. CANARI")
    given(scene, request, scene.gestionnaire)
    said(scene.head, request, "Et une autre.")
    delivered()
    sentence = f"Nouveau message au sujet de la demande {request.reference}."
    assert told(scene.head).count(sentence) == 1
    assert told(scene.gestionnaire).count(sentence) == 1 + 1, "two since he is in charge"
    for account in (scene.head, scene.gestionnaire):
        assert all("CANARI" not in str(row.facts) for row in rows_of(account))


def test_an_internal_note_is_told_to_nobody_of_the_establishment(scene: Works) -> None:
    """RECORDS_AND_RIGHTS, advisory 15."""
    request = filed(scene)
    who = actor(scene.gestionnaire)
    seen = queries.request_for(who, request.reference, lock=True)
    operations.post(who, seen, "Entre nous.", internal=True)
    delivered()
    assert told(scene.head) == []


def test_who_is_put_in_charge_is_told_and_who_takes_it_himself_is_not(scene: Works) -> None:
    first, second = filed(scene), filed(scene)
    given(scene, first, scene.visa_budget)
    delivered()
    assert told(scene.visa_budget) == [f"La demande {first.reference} vous est confiée."]
    given(scene, second, scene.visa_budget)
    mine = actor(scene.gestionnaire)
    operations.assign(
        mine, queries.request_for(mine, second.reference, lock=True), scene.gestionnaire.id
    )
    given(scene, second, scene.visa_budget)
    delivered()
    assert any("demandes vous sont confiées" in line for line in told(scene.visa_budget))
    assert not any("confiée" in line for line in told(scene.gestionnaire))


def test_a09_a_notice_about_what_one_no_longer_sees_is_absent(scene: Works, app: Flask) -> None:
    """FAULTS A-09: the sentence passes the gate of its subject at the moment it is shown."""
    from accounts import operations as accounts
    from accounts import queries as people
    from core.actor import HOUSE

    request = filed(scene)
    moved(scene, request, "demander_complement")
    delivered()
    assert request.reference in told(scene.head)[0]
    [grant] = people.grants_of(scene.head.id)
    accounts.revoke_grant(HOUSE, grant)
    session.flush()
    assert told(scene.head) == []
    with app.test_request_context():
        from messaging import queries as notices

        assert notices.untold(actor(scene.head)) == ([], 0)


def test_opening_the_request_is_having_seen_its_notices(scene: Works, sign_in: Sign) -> None:
    request = filed(scene)
    moved(scene, request, "demander_complement")
    given(scene, request, scene.direction)
    delivered()
    for account in (scene.head, scene.direction):
        client = sign_in(account)
        assert client.get(f"/demandes/{request.reference}").status_code == 200
        session.expire_all()
        assert all(row.seen_at for row in rows_of(account))


def test_27_the_first_page_after_a_sign_in_tells_what_is_new_once(
    scene: Works, sign_in: Sign
) -> None:
    """Capability 002 #27."""
    request = filed(scene)
    moved(scene, request, "demander_complement")
    delivered()
    client = sign_in(scene.head)
    first = client.get("/mon-etablissement").get_data(as_text=True)
    assert "1 nouveauté depuis votre dernière visite" in first
    assert re.search(r'href="/avis/[0-9a-f-]{36}">La demande', first)
    assert "depuis votre dernière visite</p>" not in client.get("/demandes").get_data(as_text=True)
    again = sign_in(scene.head).get("/demandes").get_data(as_text=True)
    assert "nouveauté depuis votre dernière visite" not in again, "nor at the next sign-in"
    assert "Alertes, 1 nouvelle" in again, "the bell still rings"


def test_an_agent_of_another_town_hall_hears_of_nothing(scene: Works) -> None:
    stranger = person("autre@example.test", "agent", name="Léo Autre")
    filed(scene)
    delivered()
    assert rows_of(stranger) == []


def test_the_end_of_a_bulk_act_is_told_to_whoever_launched_it(scene: Works) -> None:
    from catalogue.operations import bulk
    from catalogue.operations.bulk import Chosen, Wanted
    from catalogue.queries import DeskFilter

    for _ in range(3):
        filed(scene)
    session.commit()
    who = actor(scene.superviseur)
    wanted = Wanted("assign", settings={"agent": str(scene.visa_budget.id)})
    run = bulk.prepare(who, wanted, Chosen(view=DeskFilter()))
    delivered()
    bulk.launch(run)
    delivered()
    later = clock.now() - timedelta(minutes=10)
    session.execute(update(Job).where(Job.done_at.is_(None)).values(available_at=later))
    delivered()
    assert told(scene.superviseur) == ["Votre action sur 3 demandes est terminée."]
    assert "3 demandes vous sont confiées." in told(scene.visa_budget)
