"""A row damaged by hand (FAULTS R-27) and accidents full of secrets (P-13, X-09)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text

from core.database import session
from tests.attacks.town import CANARY, INTERNAL, Town
from tests.attacks.walk import doors, knock, path_of, post, text_of

DAMAGE = {
    "answers": ["[]", "null", '"x"', '{"lots": 5, "description": {"a": 1}}', '{"lots": [null, 1]}'],
    "rows": ["[]", '{"/lots": 5}'],
}


@pytest.mark.parametrize(("column", "value"), [(c, v) for c, vs in DAMAGE.items() for v in vs])
def test_r27_a_damaged_row_does_not_take_its_neighbours_along(
    town: Town, column: str, value: str
) -> None:
    """FAULTS R-27: lists go on, the page of the row answers in words."""
    town.works()
    session.execute(
        text(f"UPDATE request SET {column} = CAST(:v AS jsonb) WHERE reference = :r"),
        {"v": value, "r": town.things["request"]},
    )
    session.commit()
    head, agent = town.client("cheffe"), town.client("gestionnaire")
    for client, path in (
        (head, "/demandes"),
        (agent, "/bureau?vue=toutes"),
        (head, "/mon-etablissement"),
        (head, "/teleservices/travaux"),
        (head, "/teleservices"),
    ):
        assert client.get(path).status_code == 200, path
    for client in (head, agent):
        answer = client.get(f"/demandes/{town.things['request']}")
        assert "<title>" in text_of(answer)
        assert answer.status_code < 500, (column, value)
        if not value.startswith("{"):
            assert "ne sont plus lisibles" in text_of(answer)


def test_p13_x09_an_accident_tells_no_word_of_what_people_typed(
    town: Town, capfd: pytest.CaptureFixture[str]
) -> None:
    """FAULTS P-13, X-09: every door breaks holding secrets; one JSON line each, no canary."""
    client, key = town.client("cheffe"), town.token("cheffe")
    secret = f"{CANARY}\r\n\x1b[31m{INTERNAL} FR7630006000011234567890189"
    client.walk_token = client.token()
    kept = dict(town.app.view_functions)

    def broken(**_: Any) -> str:
        raise ValueError(secret)

    capfd.readouterr()
    try:
        for rule, method in list(doors(town.app)):
            town.app.view_functions[rule.endpoint] = broken
            path = path_of(rule, town.things)
            if method == "POST" and not path.startswith("/api/"):
                post(client, path, {"description": secret}, headers={"HX-Request": "true"})
            else:
                knock(client, method, path, key)
    finally:
        town.app.view_functions.clear()
        town.app.view_functions.update(kept)
    told = capfd.readouterr()
    lines = [line for line in (told.out + told.err).splitlines() if line.strip()]
    assert len(lines) > 50
    for line in lines:
        assert json.loads(line)["event"]
        assert CANARY not in line
        assert INTERNAL not in line
        assert "FR76" not in line
        assert "\x1b" not in line


@pytest.mark.parametrize("value", ["[]", "null", '"x"', '{"lots": 5}', '{"lots": [null, 1]}'])
def test_r27_a_damaged_draft_is_told_and_the_lists_go_on(town: Town, value: str) -> None:
    """FAULTS R-27: what was being filled in; its neighbours open, its own page answers in words."""
    other = town.works(submitted=False)
    neighbour = other.provisional
    session.execute(
        text(
            "UPDATE answer_draft SET answers = CAST(:v AS jsonb)"
            " WHERE id = (SELECT draft_id FROM request WHERE provisional = :p)"
        ),
        {"v": value, "p": town.things["draft"]},
    )
    session.commit()
    head = town.client("cheffe")
    for path in ("/demandes", "/mon-etablissement", "/teleservices/travaux", "/teleservices"):
        assert head.get(path).status_code == 200, path
    assert head.get(f"/demandes/{neighbour}/etape/p2").status_code == 200
    for path in ("", "/etape/p1", "/etape/p2", "/etape/p3", "/verification"):
        answer = head.get(f"/demandes/{town.things['draft']}{path}", follow_redirects=True)
        assert answer.status_code < 500, (path, value)
        assert "<title>" in text_of(answer)
        if not value.startswith("{"):
            assert "ne sont plus lisibles" in text_of(answer)
    key = town.token("cheffe")
    assert head.get(f"/api/v1/requests/{town.things['draft']}", headers=key).status_code < 500
