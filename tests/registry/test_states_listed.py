"""Archived and limited records have lists of their own, for whoever may."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from accounts import operations as accounts
from accounts import queries as people
from core.actor import HOUSE
from core.database import session
from registry import operations, queries
from tests.kit.people import person, signed_in
from tests.kit.stage import Stage, set_stage
from tests.kit.works import actor, publish

TILLEULS, VAL = "Collège des Tilleuls", "Collège du Val"
LIST, API = "/fiches/etablissement", "/api/v1/records/etablissement"
WARDEN = {
    "kind": "role", "format": 1, "key": "garde", "title": "Garde", "language": "fr",
    "translations": {}, "permissions": ["records:read", "records:restricted"],
    "rules": [{"entity": "*", "actions": ["read"], "fields": {"read": "*"}}],
}  # fmt: skip


@pytest.fixture
def scene(app: Any, tmp_path: Path) -> tuple[Stage, Any]:
    """One school is archived, a third is limited, the other is in use."""
    stage = set_stage(tmp_path)
    publish("role", WARDEN)
    warden = person("garde@example.test")
    root = people.scope_by_path("/org")
    assert root is not None
    accounts.give_role(HOUSE, warden, "garde", root)
    entity = queries.live_version("etablissement")
    data = {"uai": "0350003C", "nom": "Collège du Lac", "type": "college"}
    lake = operations.create_record(HOUSE, entity, data)
    session.flush()
    operations.restrict_record(actor(warden), lake, "Doute sur l’identité")
    school = queries.record("etablissement", stage.school.id)
    assert school is not None
    operations.archive_record(HOUSE, school)
    session.flush()
    return stage, warden


def _names(client: Any, query: str) -> set[str]:
    page = client.get(LIST + query)
    assert page.status_code == 200, query
    text = page.get_data(as_text=True)
    return {name for name in (TILLEULS, VAL, "Collège du Lac") if name in text}


def test_who_may_bring_back_lists_what_is_archived(scene: Any, app: Any) -> None:
    stage, _warden = scene
    client = signed_in(app, stage.admin)
    assert _names(client, "") == {VAL}
    assert _names(client, "?etat=archivees") == {TILLEULS}
    assert _names(client, "?etat=archivees&q=tilleuls&f-type=college&tri=-nom") == {TILLEULS}
    assert _names(client, "?etat=archivees&q=val") == set()
    page = client.get(LIST + "?etat=archivees").get_data(as_text=True)
    assert 'name="etat" value="archivees"' in page
    assert f'href="{LIST}?etat=archivees" aria-current="page"' in page


def test_who_may_limit_access_lists_what_is_limited(scene: Any, app: Any) -> None:
    _stage, warden = scene
    assert _names(signed_in(app, warden), "?etat=limitees") == {"Collège du Lac"}


@pytest.mark.parametrize("state", ["archivees", "limitees", "inconnu", "active"])
def test_a07_for_the_others_these_lists_do_not_exist(scene: Any, app: Any, state: str) -> None:
    stage, _warden = scene
    for who in (stage.luthier, stage.head):
        client = signed_in(app, who)
        assert client.get(f"{LIST}?etat={state}").status_code == 404
        assert "etat=" not in client.get(LIST).get_data(as_text=True)


def test_programs_ask_by_filter_state(scene: Any, app: Any) -> None:
    stage, warden = scene

    def asked(who: Any, query: str) -> Any:
        key = accounts.create_token(HOUSE, who, "essai", ("records:read", "records:write",
                                                          "records:restricted"))  # fmt: skip
        headers = {"Authorization": f"Bearer {key}"}
        return app.test_client().get(API + query, headers=headers)

    def codes(answer: Any) -> list[str]:
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return [item["code"] for item in answer.json["items"]]

    assert codes(asked(stage.admin, "?filter[state]=archived")) == ["0350001A"]
    assert codes(asked(stage.admin, "?filter[state]=active")) == ["0350002B"]
    assert codes(asked(warden, "?filter[state]=restricted")) == ["0350003C"]
    for query in ("archived", "restricted", "lost"):
        assert asked(stage.luthier, f"?filter[state]={query}").status_code == 400
    assert asked(stage.admin, "?filter[state][gte]=archived").status_code == 400
