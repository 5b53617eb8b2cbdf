"""A draft may be any JSON object: pages that read it as its kind say so, they do not fall over."""

from __future__ import annotations

from typing import Any

import pytest

from core.actor import HOUSE
from schemas import operations, queries
from tests.kit.people import base_pack, person
from tests.schemas.documents import colours

ADMIN = "/administration"


@pytest.fixture
def admin(app: Any, sign_in: Any) -> Any:
    base_pack()
    form = dict(operations.begin(HOUSE, "form", "Essai").body)
    form["schema"] = form["schema"] | {
        "properties": {"nom": {"type": "string", "x-id": "1", "title": "Nom"}}
    }
    form["ui"] = {"pages": [form["ui"]["pages"][0] | {"items": [{"field": "/nom"}]}]}
    for body in (form, colours("essai")):
        operations.save_draft(HOUSE, body["kind"], "essai", body)
        operations.publish(HOUSE, body["kind"], "essai")
    return sign_in(person("admin@example.test", "administrateur"))


@pytest.mark.parametrize(
    ("kind", "page", "odd"),
    [
        ("form", "formulaires/essai/modifier", {"ui": {"pages": [3]}}),
        ("form", "formulaires/essai/modifier", {"ui": {"pages": []}}),
        ("reference-list", "listes/essai", {"rows": [1]}),
    ],
)
def test_an_odd_draft_leads_to_its_document(admin: Any, kind: str, page: str, odd: Any) -> None:
    body = dict(queries.live(kind, "essai").body)  # type: ignore[union-attr]
    operations.save_draft(HOUSE, kind, "essai", {**body, **odd})
    answer = admin.get(f"{ADMIN}/{page}")
    assert answer.status_code == 422
    assert f"{ADMIN}/definitions/{kind}/essai/modifier" in answer.text
    for told in ("publier", "differences"):
        assert admin.get(f"{ADMIN}/definitions/{kind}/essai/{told}").status_code == 200
    if kind == "form":
        given = {"act": "add:text", "etape": "p1", "vu": str(queries.draft(kind, "essai").version)}  # type: ignore[union-attr]
        assert admin.submit(f"{ADMIN}/{page}", given).status_code == 422
