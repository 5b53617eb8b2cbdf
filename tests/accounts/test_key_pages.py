"""Pages of keys: chosen rights, an end, a prefix; renewed, taken back, never shown again (A-16)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from accounts.models import ApiToken
from core import clock
from core.database import session
from tests.accounts.test_keys import call
from tests.kit.people import person

OWN, ALL = "/mon-compte/cles", "/administration/cles"


@pytest.fixture
def someone(roles: None) -> Any:
    return person("a@example.test", "lecteur-de-comptes")


def until(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def shown(answer: Any) -> str:
    """The key, from the one answer that shows it."""
    assert answer.status_code == 200, answer.get_data(as_text=True)[:400]
    found = re.search(r"preau_[\w-]{43}", answer.get_data(as_text=True))
    assert found
    return found[0]


def test_a16_a_key_is_made_with_its_rights_and_its_end_and_shown_once(
    someone: Any, sign_in: Any
) -> None:
    own = sign_in(someone)
    asked = {"usage": "Tableur", "jusqu-au": until(10), "droits": ["accounts:read"]}
    key = shown(own.submit(OWN, asked))
    row = session.scalars(select(ApiToken)).one()
    assert (row.label, row.permissions, row.prefix) == ("Tableur", ["accounts:read"], key[:12])
    assert row.expires_at.date() - clock.today() in {timedelta(days=10), timedelta(days=11)}
    page = own.get(OWN).get_data(as_text=True)
    assert key not in page
    assert key[:12] in page
    mine = own.get("/mon-compte").get_data(as_text=True)
    for words in (page, mine):  # in words, under the names of their categories, never by their code
        assert "<li>Voir les comptes, leurs rôles et les périmètres</li>" in words
    assert ">Comptes et rôles<" in page.replace("\n", "")
    assert call(own, key).json["permissions"] == ["accounts:read"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"usage": " "}, {"jusqu-au": ""}, {"jusqu-au": until(-1)}, {"jusqu-au": until(400)},
        {"droits": []}, {"droits": ["rien:du-tout"]},
    ],
)  # fmt: skip
def test_a16_a_key_without_use_end_or_rights_is_not_made(
    someone: Any, sign_in: Any, wrong: dict[str, Any]
) -> None:
    asked = {"usage": "Tableur", "jusqu-au": until(10), "droits": ["accounts:read"], **wrong}
    assert sign_in(someone).submit(OWN, asked).status_code == 422
    assert session.scalars(select(ApiToken)).all() == []


def test_a16_renewed_the_former_key_ends_within_a_day_and_rights_stay(
    someone: Any, sign_in: Any
) -> None:
    own = sign_in(someone)
    asked = {"usage": "Tableur", "jusqu-au": until(10), "droits": ["accounts:read"]}
    former = shown(own.submit(OWN, asked))
    row = session.scalars(select(ApiToken)).one()
    key = shown(own.submit(f"{OWN}/{row.id}/renouveler"))
    assert call(own, key).json["permissions"] == ["accounts:read"]
    assert call(own, former).status_code == 200
    session.refresh(row)
    assert row.expires_at <= clock.now() + timedelta(days=1)
    other = sign_in(person("b@example.test", "lecteur-de-comptes"))
    assert other.submit(f"{OWN}/{row.id}/renouveler").status_code == 404
    assert own.submit(f"{OWN}/{row.id}/retirer").status_code == 303
    assert own.submit(f"{OWN}/{row.id}/renouveler").status_code == 409


def test_a16_who_looks_after_accounts_sees_makes_and_ends_keys_of_their_reach(
    someone: Any, sign_in: Any
) -> None:
    assert sign_in(someone).get(ALL).status_code == 403
    boss = sign_in(person("chef@example.test", "referent"))
    asked = {"usage": "Paie", "jusqu-au": until(10), "droits": ["accounts:read"]}
    assert boss.submit(ALL, {**asked, "compte": "personne@example.test"}).status_code == 422
    key = shown(boss.submit(ALL, {**asked, "compte": "a@example.test"}))
    assert call(boss, key).json["email"] == "a@example.test"
    page = boss.get(ALL).get_data(as_text=True)
    assert key[:12] in page
    row = session.scalars(select(ApiToken)).one()
    assert boss.submit(f"{ALL}/{row.id}/retirer").status_code == 303
    assert call(boss, key).status_code == 401
