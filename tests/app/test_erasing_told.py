"""Programs that were told of somebody hear of the erasure; who may erase (FAULTS P-07)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.home import erasing_acts
from catalogue import operations as catalogue
from catalogue.models import OutboundDelivery
from catalogue.operations import connecting
from catalogue.profiles import profiles_of
from catalogue.sending import hand_over
from core.actor import HOUSE
from core.database import session
from core.errors import Forbidden
from schemas import operations, queries
from tests.kit.people import person, signed_in
from tests.kit.works import Works, actor, circuit, filed, moved, publish, works

CONNECTOR = {
    "kind": "connector", "format": 1, "title": "Programme", "language": "fr", "translations": {},
    "url": "https://programme.test/hook", "sees": [],
}  # fmt: skip
KEYS = ("lecteur", "etranger", "circuit", "destinataire", "retire", "jamais")


def told() -> dict[str, dict[str, Any]]:
    """Connector → what it is told of an erasure."""
    rows = session.scalars(select(OutboundDelivery).where(OutboundDelivery.kind.like("%.erased")))
    return {row.connector: dict(row.body or {}) for row in rows}


def connected(town: Works) -> None:
    """A reader that chose other events, one of elsewhere, one withdrawn; one a circuit names."""
    for key in KEYS:
        publish("connector", {**CONNECTOR, "key": key})
    action = {"do": "webhook", "connector": "circuit", "values": {}}
    moves = [
        {**one, "actions": [action]} if one["key"] == "instruire" else one
        for one in circuit()["transitions"]
    ]
    publish("workflow", circuit(transitions=moves))
    outsider = person("ailleurs@example.test")
    for key in ("lecteur", "retire"):
        connecting.subscribe(HOUSE, key, town.gestionnaire, ["message.posted"])
    connecting.subscribe(HOUSE, "etranger", outsider, [])
    operations.retire(HOUSE, "connector", "retire")


def test_p07_programs_that_were_told_of_somebody_hear_of_the_erasure_by_ids_alone(
    app: Flask,
) -> None:
    town = works()
    connected(town)
    head = actor(town.head)
    draft = catalogue.start(
        head, queries.live("service", "travaux"), "demander", profiles_of(head)[0]
    )
    erasing_acts.erase(HOUSE, "request", draft.id, "essai")
    assert told() == {}, "nobody was told of a draft"

    request = filed(town)
    with pytest.raises(Forbidden), session.begin_nested():
        erasing_acts.erase(HOUSE, "request", request.id, "essai")
    assert told() == {}, "it goes on, and is not erased"
    moved(town, request, "instruire", "visas", "refuser")
    hand_over("destinataire", once="x", kind="circuit.move", ref=request.reference, body={})
    number, request_id = request.reference, request.id
    erasing_acts.erase(HOUSE, "request", request_id, "essai")
    found = told()
    assert set(found) == {"lecteur", "circuit", "destinataire"}
    for body in found.values():
        assert body.pop("at")
        assert body == {
            "kind": "request.erased", "request": number, "service": "travaux",
            "data": {"id": str(request_id)},
        }  # fmt: skip

    gone_id, words = town.head.id, (town.head.name, town.head.email)
    erasing_acts.erase(HOUSE, "account", gone_id, "essai")
    query = select(OutboundDelivery).where(OutboundDelivery.kind == "account.erased")
    (only,) = session.scalars(query)
    assert only.connector == "lecteur"
    assert only.body is not None
    assert only.body["data"] == {"id": str(gone_id)}
    assert not any(word in str(only.body) for word in words)


def test_erasing_is_a_right_of_its_own(app: Flask) -> None:
    town = works()
    role = {
        "kind": "role", "format": 1, "language": "fr", "translations": {}, "rules": [],
        "staff": True,
    }  # fmt: skip
    for key, right in (("regleur", "settings:manage"), ("delegue", "erasures:manage")):
        publish("role", {**role, "key": key, "title": key, "permissions": [right]})
    settler = signed_in(app, person("regleur@example.test", "regleur"))
    delegate = signed_in(app, person("delegue@example.test", "delegue"))
    where = f"/administration/effacements/account/{town.head.id}"
    for path in ("/administration/effacements", where):
        assert settler.get(path).status_code == 403
        assert delegate.get(path).status_code == 200
    for act in ("", "/suspendre", "/reprendre"):
        assert settler.submit(f"{where}{act}", {"reason": "x", "because": "x"}).status_code == 403
    assert "/administration/effacements" not in settler.get("/").get_data(as_text=True)
    assert delegate.get("/administration/reglages").status_code == 403
    assert delegate.submit(where, {"reason": "DPO-2026-9"}).status_code == 303
