"""A decided request is opened again once its warning was read; votes end with the answers."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from accounts import operations as accounts
from catalogue import operations
from catalogue import queries as catalogue
from core.actor import HOUSE
from core.database import session
from tests.kit.works import Works, actor, circuit, filed, moved, works
from workflows import operations as workflows
from workflows import queries
from workflows.errors import MoveRefused

WARNING = "Rouvrir fait tomber la décision notifiée : le délai de recours repart."


@pytest.fixture
def town(app: Flask) -> Works:
    """The three levels; opening again asks that its legal effect be read."""
    document = circuit()
    for transition in document["transitions"]:
        if transition["key"] == "rouvrir":
            transition["warning"] = WARNING
    return works(transitions=document["transitions"])


def decided(town: Works) -> Any:
    request = filed(town)
    moved(town, request, "instruire", "visas", "accepter")
    return request


def test_opening_again_is_refused_until_its_warning_is_read(town: Works, sign_in: Any) -> None:
    request = decided(town)
    who = actor(town.direction)
    seen = catalogue.request_for(who, request.reference, lock=True)
    with pytest.raises(MoveRefused) as refused:
        operations.move(who, seen, "rouvrir", comment="Nouvelle pièce")
    assert refused.value.refused.codes == ("move.confirm",)
    with pytest.raises(MoveRefused) as refused:  # who may not do it never reads the warning
        operations.move(actor(town.visa_budget), seen, "rouvrir", comment="Nouvelle pièce")
    assert WARNING not in str(refused.value.message)
    session.commit()
    client, path = sign_in(town.direction), f"/demandes/{request.reference}"
    assert WARNING in client.get(path).get_data(as_text=True)
    sent = {"comment": "Nouvelle pièce", "version": str(request.version)}
    assert client.submit(f"{path}/actions/rouvrir", sent).status_code == 422
    assert client.submit(f"{path}/actions/rouvrir", {**sent, "confirm": "1"}).status_code == 303


def test_a_program_says_that_it_has_read_the_warning(town: Works, app: Flask) -> None:
    request = decided(town)
    token = accounts.create_token(HOUSE, town.direction, "essai")
    session.commit()
    client = app.test_client()

    def call(**more: Any) -> Any:
        return client.post(
            f"/api/v1/requests/{request.reference}/transitions",
            json={"transition": "rouvrir", "comment": "Nouvelle pièce", **more},
            headers={"Authorization": f"Bearer {token}"},
        )

    assert call().status_code == 422
    assert call(confirm=True).status_code == 200


def test_votes_end_when_the_answers_change_and_their_seats_are_awaited_again(
    town: Works,
) -> None:
    request = filed(town)
    moved(town, request, "instruire")
    who = actor(town.visa_technique)
    seen = catalogue.request_for(who, request.reference, lock=True)
    operations.vote(who, seen, "visa_technique", "accept")
    assert request.waiting_functions == ["visa_budget"]
    request.answers = {**request.answers, "description": "Autre chose"}
    workflows.drop_votes(request)
    session.flush()
    assert request.waiting_functions == ["visa_technique", "visa_budget"]
    assert queries.votes_of(request.id) == []
    operations.vote(who, seen, "visa_technique", "accept")  # about the new ones
    assert request.waiting_functions == ["visa_budget"]
