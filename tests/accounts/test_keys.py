"""Keys of programs: scoped, dated, hashed, shown to their owner, taken back at once (A-16)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from accounts import operations
from accounts.models import ApiToken
from core import clock
from core.actor import HOUSE
from core.database import session
from core.sessions import digest
from tests.kit.people import person

MINE = "/mon-compte"


@pytest.fixture
def someone(roles: None) -> Any:
    return person("a@example.test", "lecteur-de-comptes")


def made(account: Any, label: str = "Tableur du soir", *permissions: str) -> tuple[str, ApiToken]:
    text = operations.create_token(HOUSE, account, label, permissions)
    session.commit()
    return text, session.scalars(select(ApiToken).where(ApiToken.label == label)).one()


def call(client: Any, key: str) -> Any:
    return client.get("/api/v1/me", headers={"Authorization": f"Bearer {key}"})


def test_a16_a_key_is_kept_as_a_digest_with_an_end_within_the_year(someone: Any) -> None:
    text, row = made(someone)
    assert row.token_sha256 == digest(text)
    assert text not in str(vars(row))
    assert row.expires_at <= clock.now() + timedelta(days=366)


def test_a16_its_owner_sees_what_it_opens_until_when_and_when_it_last_did(
    someone: Any, sign_in: Any
) -> None:
    key, row = made(someone, "Tableur du soir", "accounts:read")
    own = sign_in(someone)
    page = own.get(MINE).get_data(as_text=True)
    assert "Tableur du soir" in page
    assert "Voir les comptes" in page
    assert "Jamais" in page
    row.last_used_at = clock.now()
    session.commit()
    page = own.get(MINE).get_data(as_text=True)
    assert "Jamais" not in page
    assert key not in page


def test_a16_its_owner_takes_it_back_at_once_and_nobody_elses(
    someone: Any, sign_in: Any, client: Any
) -> None:
    key, row = made(someone)
    other = sign_in(person("b@example.test", "lecteur-de-comptes"))
    path = f"{MINE}/cles/{row.id}/retirer"
    assert other.submit(path).status_code == 404
    assert call(client, key).status_code == 200
    own = sign_in(someone)
    assert own.submit(path).status_code == 303
    assert call(client, key).status_code == 401
    assert "Tableur du soir" not in own.get(MINE).get_data(as_text=True)


def test_a16_a_key_and_a_cookie_together_act_as_the_key(someone: Any, sign_in: Any) -> None:
    key, _row = made(someone)
    browser = sign_in(person("b@example.test", "lecteur-de-comptes", name="Basile Bel"))
    answer = call(browser, key)
    assert answer.get_json()["email"] == "a@example.test"
    assert call(browser, "preau_dead").status_code == 401
