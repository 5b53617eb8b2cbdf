"""The help answers the person who asks, from what this person sees elsewhere."""

from __future__ import annotations

from accounts.queries import actor_of
from catalogue import operations, queries
from catalogue.profiles import profiles_of
from core.actor import HOUSE
from core.database import session
from knowledge_base import operations as knowledge
from tests.kit.people import signed_in


def begin(account):
    actor = actor_of(account.id)
    version = queries.service_for(actor, "pret-instrument")
    button = version.body["buttons"][0]["key"]
    request = operations.start(actor, version, button, profiles_of(actor)[0])
    session.commit()
    return request


def test_where_is_my_request_is_answered_to_each_with_their_own(app, stage):
    entry = {"question": "Où en est ma demande ?", "answer": "Ici.", "intent": "my-requests"}
    knowledge.write_entry(HOUSE, "ma-demande", entry)
    request = begin(stage.head)
    reference = request.reference or request.provisional
    pages = [
        client.get("/aide/ma-demande").get_data(as_text=True)
        for client in (signed_in(app, stage.head), signed_in(app, stage.other_head))
    ]
    assert reference in pages[0]
    assert reference not in pages[1]
    assert "encore déposé aucune demande" in pages[1]
    stranger = app.test_client().get("/aide/ma-demande").get_data(as_text=True)
    assert "Connectez-vous pour lire" in stranger
    assert reference not in stranger
