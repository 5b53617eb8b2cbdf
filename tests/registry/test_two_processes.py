"""What one process publishes another one works by at its next question, warm caches and all."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from core.actor import HOUSE
from core.database import session, unit_of_work
from registry.domain import designing
from schemas import operations, queries

ASK = """
import sys
from app import create_app
from core.database import session
from registry import queries

house = create_app()
for _line in sys.stdin:
    with house.app_context():
        entity = queries.live_entity("etablissement")
        print(",".join(field.key for field in entity.listed), flush=True)
        session.remove()
"""


@pytest.mark.commits
def test_a_field_published_here_is_listed_there(committed: Any) -> None:
    settings = committed.config["SETTINGS"]
    with committed.app_context(), unit_of_work():
        operations.load_pack(HOUSE, "etablissements")
    environ = os.environ | {
        "DATABASE_URL": settings.database_url, "PREAU_VAR": str(settings.var), "PREAU_DEMO": "1",
        "SECRET_KEY": settings.secret_key, "BASE_URL": settings.base_url,
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-c", ASK], env=environ, text=True, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:  # fmt: skip

        def asked() -> list[str]:
            print("?", file=other.stdin, flush=True)
            return other.stdout.readline().strip().split(",")

        before = asked()
        assert "label" not in before
        with committed.app_context(), unit_of_work():
            operations.change(HOUSE, "entity", "etablissement", _with_label, "Champ", seen=None)
            operations.publish(HOUSE, "entity", "etablissement")
        assert asked() == [*before, "label"]
        other.stdin.close()
    with committed.app_context():
        assert queries.live("entity", "etablissement").number == 2
        session.rollback()


def _with_label(document: dict[str, Any]) -> dict[str, Any]:
    x_id = "01M0000000000000000000F001"
    part = {"type": "boolean"}
    made = designing.add_field(document, part, "Label", "territoire", x_id=x_id, taken=())
    rules = {"class": "public", "listed": True}
    return designing.change_field(made, "label", title="Label", required=False, rules=rules)
