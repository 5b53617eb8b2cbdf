"""Roles are drawn by category and by field, told in words, compared; published like the rest."""

from __future__ import annotations

from itertools import product

import pytest

from accounts import queries
from accounts.domain import designing
from accounts.domain.designing import LEVELS, level_of, rest_of
from core.database import session
from schemas import queries as definitions

HERE = "/administration/roles/referent"
RULE = {"entity": "*", "actions": ["read"], "fields": {"read": "*"}}


def version():
    """What the forms of the editor send back of the draft."""
    draft = definitions.draft("role", "referent")
    return str(draft.version) if draft else "0"


def page(client, path):
    return client.get(path).get_data(as_text=True)


def test_a_role_is_drawn_tried_and_published(admin_client):
    html = page(admin_client, f"{HERE}/modifier")
    assert "Comptes et rôles" in html
    assert "Donner et retirer des rôles" in html
    rights = {
        "vu": version(),
        "title": "Référent",
        "staff": "1",
        "permissions": ["accounts:read", "records:read"],
    }
    assert admin_client.submit(f"{HERE}/modifier", rights).status_code == 303
    assert (
        admin_client.submit(f"{HERE}/fiches", {"vu": version(), "entity": "*"}).status_code == 303
    )
    told = page(admin_client, f"{HERE}/fiches")
    assert "Toutes les fiches" in told
    assert "tous les champs" in told
    kept = {"vu": version(), "actions": ["read", "write"], "rest": "write"}
    assert admin_client.submit(f"{HERE}/fiches/0", kept).status_code == 303
    assert "roles:grant" in queries.live_role("referent").permissions  # a draft gives nothing
    answer = admin_client.submit("/administration/definitions/role/referent/publier", {})
    assert answer.status_code == 303
    live = queries.live_role("referent")
    assert live.permissions == {"accounts:read", "records:read"}
    assert live.rules == (
        {
            "entity": "*",
            "actions": ["read", "write"],
            "fields": {"read": "*", "write": "*"},
        },
    )
    html = page(admin_client, HERE)
    assert "Lu et modifié" in html
    assert "Fiches du référentiel" in html


def test_what_cannot_be_is_told_in_place_and_keeps_what_was_typed(admin_client):
    for path, data in (
        ("modifier", {"title": " ", "permissions": ["accounts:read"]}),
        ("modifier", {"title": "X", "permissions": ["tout:faire"]}),
        ("fiches", {"entity": "absente"}),
    ):
        answer = admin_client.submit(f"{HERE}/{path}", {"vu": version(), **data})
        assert answer.status_code == 422, data
        assert "errmsg" in answer.get_data(as_text=True)
    assert admin_client.submit(f"{HERE}/fiches/7", {"vu": "0", "rest": "read"}).status_code == 404
    assert admin_client.get("/administration/roles/absent/modifier").status_code == 404
    admin_client.submit(f"{HERE}/fiches", {"vu": version(), "entity": "*"})
    for data in ({"rest": "read"}, {"actions": "read", "rest": "mask"}, {"actions": "read"}):
        answer = admin_client.submit(f"{HERE}/fiches/0", {"vu": version(), **data})
        assert answer.status_code == 422, data
    stale = admin_client.submit(f"{HERE}/modifier", {"vu": "0", "title": "Y"})
    assert stale.status_code == 409
    assert admin_client.submit(f"{HERE}/fiches/0/retirer", {"vu": version()}).status_code == 303
    assert definitions.draft("role", "referent").body["rules"] == []


def test_two_roles_stand_side_by_side_and_one_is_copied(admin_client):
    html = page(admin_client, "/administration/comparer-des-roles?un=referent&autre=administrateur")
    assert "Publier et retirer des définitions" in html
    assert "Oui" in html
    assert "Non" in html
    assert admin_client.get("/administration/comparer-des-roles?un=x&autre=").status_code == 200
    assert "de=role/referent" in page(admin_client, HERE)
    answer = admin_client.submit(
        "/administration/definitions/nouvelle",
        {"sorte": "role", "de": "role/referent", "titre": "Référente du secteur"},
    )
    assert answer.location == "/administration/roles/referente-du-secteur/modifier"


@pytest.fixture
def odd(admin_client):
    """A draft written as a text, of another shape than a role."""
    from core.actor import HOUSE
    from schemas import operations

    body = definitions.live("role", "referent").body
    operations.save_draft(HOUSE, "role", "referent", {**body, "permissions": 1, "rules": [3]})
    session.commit()
    return admin_client


def test_a_draft_of_any_shape_leads_to_its_document(odd):
    for path in ("modifier", "fiches", "fiches/0"):
        answer = odd.get(f"{HERE}/{path}")
        assert answer.status_code == 422, path
        assert "/administration/definitions/role/referent/modifier" in answer.text


def test_each_field_has_the_level_that_was_chosen_for_it():
    """Every way to choose the level of three fields and of the others."""
    for rest in LEVELS:
        if rest == "mask":
            continue
        for chosen in product(LEVELS, repeat=3):
            levels = dict(zip(("nom", "adresse", "iban"), chosen, strict=True))
            rule = designing.settle_rule(
                {"rules": [RULE]}, 0, actions=["read"], levels=levels, rest=rest
            )["rules"][0]
            assert {key: level_of(rule, key) for key in levels} == levels
            assert LEVELS.index(rest_of(rule)) <= LEVELS.index(rest)


def test_a_field_nobody_knows_here_keeps_its_level():
    rule = {"entity": "*", "actions": ["read"], "fields": {"read": ["/a", "/b"], "write": ["/b"]}}
    kept = designing.settle_rule(
        {"rules": [rule]}, 0, actions=["read"], levels={"a": "none"}, rest="none"
    )["rules"][0]
    assert kept["fields"] == {"read": ["/b"], "write": ["/b"]}
