"""« Pourquoi puis-je voir ceci ? »: whoever sees a request reads by which chain of rights."""

from __future__ import annotations

from html import unescape
from typing import Any

from tests.catalogue.test_whole_way import submitted
from tests.kit.stage import Stage


def page(client: Any, reference: str) -> str:
    answer = client.get(f"/demandes/{reference}/pourquoi")
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def test_the_head_reads_that_her_role_on_the_school_opens_the_request(
    stage: Stage, sign_in: Any
) -> None:
    head = sign_in(stage.head)
    told = page(head, submitted(head))
    assert "Le rôle « Chef ou cheffe d’établissement » sur Collège des Tilleuls" in told
    assert "Qui voit cette demande" not in told


def test_an_agent_reads_the_function_the_team_and_the_role(stage: Stage, sign_in: Any) -> None:
    number = submitted(sign_in(stage.head))
    told = page(sign_in(stage.luthier), number)
    assert "confie ici la fonction" in told
    assert "Le rôle « Agent instructeur »" in told


def test_an_administrator_reads_who_else_sees_it_and_who_has_looked(
    stage: Stage, sign_in: Any
) -> None:
    number = submitted(sign_in(stage.head))
    luthier = sign_in(stage.luthier)
    assert luthier.get(f"/demandes/{number}").status_code == 200
    told = page(sign_in(stage.admin), number)
    table = told[told.index("Qui voit cette demande") :]
    assert "Claire Lefèvre" in table
    assert "Amina Benali" in table
    assert "Omar Petit" not in table


def test_who_does_not_see_the_request_learns_nothing(stage: Stage, sign_in: Any) -> None:
    number = submitted(sign_in(stage.head))
    stranger = sign_in(stage.other_head)
    assert stranger.get(f"/demandes/{number}/pourquoi").status_code == 404
    assert stranger.get("/demandes/2026-99999/pourquoi").status_code == 404
