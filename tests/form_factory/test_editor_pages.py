"""The form editor through its pages: without scripts first, as fragments next."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from core.actor import HOUSE
from schemas import operations, queries
from tests.kit.people import base_pack, person

HOME = "/administration/formulaires/demande-de-mobilier/modifier"


@pytest.fixture
def admin(app: Any, sign_in: Any) -> Any:
    base_pack()
    operations.begin(HOUSE, "form", "Demande de mobilier")
    return sign_in(person("admin@example.test", "administrateur", name="Ada Martin"))


def text(answer: Any) -> str:
    return unescape(answer.get_data(as_text=True))


def draft() -> Any:
    found = queries.draft("form", "demande-de-mobilier")
    assert found is not None
    return found


def act(client: Any, name: str, **fields: Any) -> Any:
    """What a form of the page sends, without scripts."""
    said = {"act": name, "vu": str(draft().version), "etape": "p1"}
    return client.submit(HOME, said | fields)


def opened(answer: Any) -> str:
    """The reference of the question the editor stands on after an act."""
    found = re.search(r"champ=([^#&]+)", answer.headers["Location"])
    return unescape(found[1]) if found else ""


def labels() -> list[str]:
    found = draft().body
    return [
        found["schema"]["properties"][item["field"][1:]]["title"]
        for item in found["ui"]["pages"][0]["items"]
        if "field" in item
    ]


def test_a_form_is_built_without_scripts(admin: Any) -> None:
    """Add, word, order, copy, delete: each is a post that ends on the editor."""
    page = text(admin.get(HOME))
    assert "Cette étape ne pose encore aucune question" in page
    kind = opened(act(admin, "add:radio"))
    assert act(admin, "set", champ=kind, label="Type de mobilier", hint="Un seul", _switches="1",
               required="true", half="true", **{"s.choices.key": ["", ""],
               "s.choices.label": ["Tables", "Casiers"]}).status_code == 303  # fmt: skip
    amount = opened(act(admin, "add:integer", champ=kind, cible=f"after:{kind}"))
    act(admin, "set", champ=amount, label="Quantité", _switches="1")
    act(admin, f"copy:{kind}")
    assert labels() == ["Type de mobilier", "Type de mobilier (copie)", "Quantité"]
    act(admin, f"up:{amount}")
    act(admin, f"up:{amount}")
    found = draft().body
    asked = found["schema"]["properties"]["type_de_mobilier"]
    assert [one["title"] for one in asked["oneOf"]] == ["Tables", "Casiers"]
    assert found["schema"]["required"] == ["type_de_mobilier", "type_de_mobilier_copie"]
    assert found["ui"]["pages"][0]["items"][1]["width"] == "half"
    assert labels()[0] == "Quantité"
    page = text(admin.get(f"{HOME}?champ={kind}"))
    assert "Durée de saisie estimée" in page
    assert "Type de mobilier" in page
    answer = act(admin, f"remove:{kind}")
    assert f"champ={amount}" in answer.headers["Location"]
    assert labels() == ["Quantité", "Type de mobilier (copie)"]
