"""How often pages ask the database (issue 3): 8 times for a list, 20 for a file, whatever lies
behind it. Asked through the door, signed in, at the second look: the first fills the shelf of
definitions of the process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from catalogue.models import Request
from core import clock
from core.database import session
from core.ids import uuid7
from core.wall import HOUSE, acting_as
from messaging.models import Message
from tests.kit.crowd import crowd
from tests.kit.people import signed_in
from tests.kit.queries import queries_at_most
from tests.kit.works import Works, circuit, filed, moved, works
from workflows.models import Step

LIST, FILE, FOLLOWED = 8, 20, 20
TOLD = [{"do": "notify", "template": "relance", "to": ["gestionnaire"]}]
AGENCY_TABS = ("", "?onglet=echanges", "?onglet=documents", "?onglet=historique")


@dataclass(slots=True)
class Scene:
    """A desk of sixty requests, one of which has seen much."""

    app: Flask
    made: Works
    reference: str


#: With the one of the circuit, three run where the request stands: its head tells one day only.
ARRIVAL = {"in": "visas", "anchor": "latest-arrival"}
TIMERS = [
    *circuit()["timers"],
    {**ARRIVAL, "key": "rappel", "after": "P5D", "actions": TOLD},
    {**ARRIVAL, "key": "retour", "after": "P60D", "fire": "revenir_visas"},
]


@pytest.fixture
def scene(committed: Flask, request: pytest.FixtureRequest) -> Iterator[Scene]:
    with committed.app_context(), acting_as(HOUSE):
        made = works(**getattr(request, "param", {}))
        filed_one = filed(made)
        moved(made, filed_one, "instruire")
        crowd(filed_one, 60, [made.gestionnaire.id])
        session.execute(update(Request).values(establishment_id=made.record.id))
        _long_story(filed_one)
        session.commit()
        yield Scene(committed, made, filed_one.reference)


def _long_story(request: Request) -> None:
    """Thirty moves more, and twenty messages with a file each."""
    for number in range(30):
        session.add(
            Step(
                subject_id=request.id, transition="instruire", from_status="depose",
                to_status="visas", direction="forward", function="gestionnaire",
                actor_id=uuid7(), actor_name=f"Agent {number}", comment="Vu.", at=clock.now(),
                version=1000 + number, before={},
            )
        )  # fmt: skip
    for number in range(20):
        session.add(
            Message(
                id=uuid7(), subject_kind="request", subject_id=request.id, audience="applicant",
                side="agency", author_id=None, author_name="Agent", body=f"Bonjour {number}",
                files=[str(uuid7())], created_at=clock.now(),
            )
        )  # fmt: skip


def asked(client: Any, path: str, most: int) -> str:
    """The page at the second look, which asks `most` times."""
    client.get(path)
    with queries_at_most(most):
        answer = client.get(path)
    assert answer.status_code == 200, answer.text[:1500]
    return str(answer.text)


def test_a_list_page_of_the_desk_asks_eight_times_at_most(scene: Scene) -> None:
    client = signed_in(scene.app, scene.made.gestionnaire)
    for path in ("/bureau?vue=toutes", "/bureau?vue=toutes&service=travaux&tri=echeance"):
        page = asked(client, path, LIST)
        assert page.count('name="ref"') == 50
        assert "/fiches/" in page
        assert 'class="tag t-sky"' in page, "rows have tags"


def test_a_file_asks_twenty_times_at_most_however_long_its_history(scene: Scene) -> None:
    agent = signed_in(scene.app, scene.made.visa_budget)
    for tab in AGENCY_TABS:
        page = asked(agent, f"/demandes/{scene.reference}{tab}", FILE)
        assert f"/demandes/{scene.reference}/visas/visa_budget" in page


@pytest.mark.parametrize("scene", [{"timers": TIMERS}], indirect=True)
def test_a_file_with_several_delays_asks_no_more_than_twenty_times(scene: Scene) -> None:
    agent = signed_in(scene.app, scene.made.visa_budget)
    for tab in AGENCY_TABS:
        page = asked(agent, f"/demandes/{scene.reference}{tab}", FILE)
        assert page.count("Un rappel part le") == 2
        assert "la demande passe à" in page
    asked(agent, f"/demandes/{scene.reference}?vue=miennes", FILE)


def test_a_file_that_is_not_on_the_page_beside_it_asks_no_more_than_twenty_times(
    scene: Scene,
) -> None:
    agent = signed_in(scene.app, scene.made.visa_budget)
    for view in ("vue=en-retard&tri=-echeance", "vue=miennes", "vue=toutes&tri=agent"):
        asked(agent, f"/demandes/{scene.reference}?{view}", FILE)


def test_following_a_request_asks_twenty_times_at_most(scene: Scene) -> None:
    head = signed_in(scene.app, scene.made.head)
    assert "Bonjour 19" in asked(head, f"/demandes/{scene.reference}", FOLLOWED)


def test_looking_is_written_once_and_nothing_is_asked_again_for_it(scene: Scene) -> None:
    agent = signed_in(scene.app, scene.made.gestionnaire)
    path = f"/demandes/{scene.reference}"
    agent.get(path)
    with queries_at_most(FILE) as sent:
        agent.get(path)
    assert len([each for each in sent if each.startswith("UPDATE notice")]) == 1
    assert len([each for each in sent if "FROM town_setting" in each]) == 1
    assert len([each for each in sent if "account.email" in each]) == 2, "oneself, the team"
