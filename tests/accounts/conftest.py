"""People and roles of the tests of this room."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from core.actor import HOUSE
from core.database import session
from tests.kit.people import person

ADMINISTRATOR = [
    "accounts:read",
    "accounts:manage",
    "roles:grant",
    "sessions:end",
    "definitions:read",
    "definitions:write",
    "definitions:publish",
]
ROLES = {
    "administrateur": ADMINISTRATOR,
    "lecteur-de-comptes": ["accounts:read"],
    "referent": ["accounts:read", "accounts:manage", "roles:grant", "sessions:end"],
}


def publish_role(key: str, permissions: list[str], rules: list[Any] | None = None) -> None:
    """A live role."""
    from schemas import operations

    operations.save_draft(
        HOUSE,
        "role",
        key,
        {
            "kind": "role",
            "format": 1,
            "key": key,
            "title": key.replace("-", " ").capitalize(),
            "language": "fr",
            "permissions": permissions,
            "rules": rules or [],
            "staff": True,
        },
    )
    operations.publish(HOUSE, "role", key)


@pytest.fixture
def roles(app: Flask) -> None:
    """Three live roles, the organisation, one department and two schools."""
    from accounts import operations

    for key, permissions in ROLES.items():
        publish_role(key, permissions)
    root = operations.root_scope()
    operations.place("territory", "35", "Ille-et-Vilaine", root.path)
    operations.place("establishment", "0350001A", "Collège Émile-Zola", "/org/35")
    operations.place("establishment", "0350002B", "Lycée Joliot-Curie", "/org/35")
    session.commit()


@pytest.fixture
def admin(roles: None) -> Any:
    """The administrator of the whole organisation."""
    return person("admin@example.test", "administrateur", name="Ada Admin")


@pytest.fixture
def admin_client(admin: Any, sign_in: Any) -> Any:
    """Their browser."""
    return sign_in(admin)
