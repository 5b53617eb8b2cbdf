"""« Mes demandes »: all of them in one place, whose turn it is, what is new, what was received."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask

from catalogue import operations, queries
from core import clock
from core.database import session
from core.running import run_all
from core.saying import day
from tests.kit.works import Works, actor, filed, moved, works

Sign = Callable[[Any], Any]


@pytest.fixture
def scene(app: Flask) -> Works:
    return works()


def text(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:1500]
    return unescape(answer.text)


def test_each_line_says_the_step_whose_turn_it_is_and_what_is_new(
    scene: Works, sign_in: Sign
) -> None:
    first, second = filed(scene), filed(scene, description="Réparer la chaudière du gymnase")
    moved(scene, first, "instruire")
    moved(scene, second, "demander_complement")
    session.commit()
    run_all()
    head = sign_in(scene.head)
    page = text(head, "/demandes")
    assert "Étape 2 sur 4" in page
    assert "Visa technique, Visa budget" in page
    assert "jusqu’au" in text(head, f"/demandes/{second.reference}")
    assert f"La demande {second.reference} attend une action de votre établissement." in page
    mine = text(head, "/demandes?etat=a-faire")
    assert second.reference in mine
    expected = day(clock.today() + timedelta(days=60))
    assert expected in mine, "the day it lapses, though a reminder comes before it"
    assert day(clock.today() + timedelta(days=15)) not in mine
    assert first.reference not in mine
    assert "Aucune demande ne correspond." in text(head, "/demandes?etat=terminees")
    assert first.reference in text(head, "/demandes?etat=en-cours&service=travaux")


def test_what_was_received_stands_in_one_list(scene: Works, sign_in: Sign) -> None:
    request = filed(scene)
    who = actor(scene.gestionnaire)
    seen = queries.request_for(who, request.reference, lock=True)
    operations.post(who, seen, "Bonjour, nous passons lundi.")
    operations.post(who, seen, "Entre nous.", internal=True)
    session.commit()
    page = text(sign_in(scene.head), "/demandes/recus")
    assert "Bonjour, nous passons lundi." in page
    assert "Entre nous." not in page
    assert request.reference in page
