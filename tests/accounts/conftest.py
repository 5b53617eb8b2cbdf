"""People and roles of the tests of this room."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
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


@pytest.fixture
def mails(roles: None) -> Callable[[], list[Any]]:
    """What people are told of their account; the call does the work and gives all mails."""
    from sqlalchemy import select

    from core.running import run_all
    from messaging.models import Mail
    from schemas import operations

    for key in ("compte-modifie", "second-facteur-perdu"):
        file = Path("schemas/packs/base/definitions") / f"template-{key}.json"
        operations.save_draft(HOUSE, "template", key, json.loads(file.read_text("utf-8")))
        operations.publish(HOUSE, "template", key)
    session.commit()

    def written() -> list[Any]:
        run_all()
        return list(session.scalars(select(Mail).order_by(Mail.created_at)))

    return written
