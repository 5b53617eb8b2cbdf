"""A question asked back names what its reader may read, as pages name it (A-09, X-13)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.actor import HOUSE, NOBODY, Actor, Grant
from core.database import session
from core.ids import uuid7
from knowledge_base import operations, queries
from knowledge_base.asking_models import Conversation
from knowledge_base.queries import asking_back
from knowledge_base.targets import Target
from tests.kit.people import base_pack

ASKED = "annuler la réservation"
AGENT = Actor(grants=(Grant(uuid7(), "agent", "Agent", "/", "", frozenset()),))


def two(**each):
    """Two entries as near to the question as one another."""
    base_pack()
    rows = [
        {"key": place, "question": f"Comment annuler la réservation {words} ?", "theme": "lieux",
         **{name: value(place) for name, value in each.items()}}
        for place, words in (("gymnase", "du gymnase"), ("piscine", "de la piscine"))
    ]  # fmt: skip
    operations.load(HOUSE, rows)
    session.commit()


def leading(place):
    return [
        {"type": "text", "text": "Voici."},
        {"type": "service", "service": f"service-{place}", "label": f"Réserver : {place}"},
    ]


def test_a09_x13_a_service_its_reader_is_not_shown_is_no_option(app, client):
    two(blocks=leading)
    assert queries.base_for(NOBODY).ask(ASKED).question.about == "service"
    answer = queries.ask(ASKED, NOBODY)
    assert (answer.outcome, answer.question, answer.thread.options) == ("choices", None, ())
    assert answer.thread.clarified == 0
    page = client.get(client.submit("/aide/question", {"text": ASKED}).location)
    assert "Voici ce qui s’en approche" in page.text
    for hidden in ("service-gymnase", "Réserver : gymnase", "De quel téléservice"):
        assert hidden not in page.text


def test_a_service_is_named_as_its_button_and_the_answer_is_understood(app, client, monkeypatch):
    two(blocks=leading)

    def shown(_actor, block):
        return Target(block["label"].upper(), "/x")

    monkeypatch.setattr(asking_back, "target_for", shown)
    page = client.get(client.submit("/aide/question", {"text": ASKED}).location)
    assert "De quel téléservice" in page.text
    assert "RÉSERVER : PISCINE" in page.text
    row = session.scalars(select(Conversation)).one()
    told = client.submit(f"/aide/question/{row.id}/preciser", {"option": "RÉSERVER : PISCINE"})
    page = client.get(told.location).text
    assert "RÉSERVER : PISCINE" in page  # what was answered
    assert page.rindex("Comment annuler la réservation de la piscine") > page.rindex("RÉSERVER")


@pytest.mark.parametrize("form", ["ask", "page"])
def test_readers_are_named_by_the_title_of_their_role(app, sign_in, form):
    roles = {"gymnase": ["agent"], "piscine": ["agent", "chef-etablissement"]}
    two(answer=lambda _place: "Voici.", audience=roles.get)
    asked = queries.ask(ASKED, AGENT).question
    assert asked.about == "audience"
    labels = [option.label for option in asked.options]
    assert "chef-etablissement" not in " ".join(labels)
    assert any("établissement" in label for label in labels)
    if form == "page":
        from tests.kit.people import person

        agent = sign_in(person("agent@example.test", "agent"))
        page = agent.get(agent.submit("/aide/question", {"text": ASKED}).location).text
        for label in labels:
            assert label.replace("’", "’") in page
