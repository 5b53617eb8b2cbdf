"""People for tests, made through the acts of accounts; the base pack brings their roles."""

from __future__ import annotations

from typing import Any

from flask import Flask

from core.actor import HOUSE
from core.database import session
from tests.kit.furnished import furnished
from tests.kit.http import Client

PASSWORD = "un mot de passe assez long"


def person(
    email: str = "agent@example.test",
    *roles: str,
    name: str = "Alix Martin",
    scope: str = "/org",
    groups: tuple[str, ...] = (),
) -> Any:
    """An account with `roles` and `groups` on `scope` (the base pack must be loaded)."""
    from accounts import operations, queries

    root = queries.scope_by_path(scope) or operations.place(
        "organisation", "org", "Organisation", None
    )
    account = operations.create_account(HOUSE, email, name, password=PASSWORD)
    for role in roles:
        operations.give_role(HOUSE, account, role, root)
    for key in groups:
        operations.add_to_group(HOUSE, account, operations.ensure_group(key, key), root)
    session.flush()
    return account


def base_pack() -> None:
    """Roles, mails and calendar that every organisation starts with."""
    from schemas import queries

    if queries.live("role", "administrateur") is None:
        _base_pack()


@furnished
def _base_pack() -> None:
    from schemas import operations

    operations.load_pack(HOUSE, "base")
    session.flush()


def signed_in(app: Flask, account: Any) -> Client:
    """A client signed in through the page, with the password of invented people."""
    client: Client = app.test_client()  # type: ignore[assignment]
    answer = client.submit("/connexion", {"email": account.email, "password": PASSWORD})
    assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]
    return client
