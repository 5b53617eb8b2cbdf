"""Definitions of kind role."""

from __future__ import annotations

import pytest

from accounts.kinds import ROLE
from schemas.kinds import problems_of


def role(**body):
    return {
        "kind": "role",
        "format": 1,
        "key": "essai",
        "title": "Essai",
        "language": "fr",
        "permissions": ["accounts:read"],
        "rules": [],
        "staff": False,
        **body,
    }


def codes(**body):
    return [(p.path, p.code) for p in problems_of(role(**body))]


def test_a_plain_role_holds(app):
    rule = {
        "entity": "etablissement",
        "actions": ["read"],
        "when": {"==": [{"var": "data.statut"}, "ouvert"]},
        "fields": {"read": "*", "mask": ["/iban"], "propose": [], "write": []},
    }
    assert codes(rules=[rule]) == []
    assert ROLE.references(role(rules=[rule])) == {("entity", "etablissement")}


def test_a_mask_over_a_name_misspelt_is_refused(app):
    from core.actor import HOUSE
    from schemas import operations

    operations.load_pack(HOUSE, "etablissements")
    fields = {"read": "*", "mask": ["/mobil"]}
    rule = {"entity": "etablissement", "actions": ["read"], "fields": fields}
    assert codes(rules=[rule]) == [("/rules/0/fields/mask/0", "unknown-field")]


@pytest.mark.parametrize("permission", ["no:such", "accounts:delete"])
def test_a_permission_nobody_knows_is_refused_at_its_place(app, permission):
    assert codes(permissions=["accounts:read", permission]) == [
        ("/permissions/1", "unknown-permission")
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"permissions": "accounts:read"},
        {"permissions": ["accounts:read"] * 2},
        {"rules": [{"entity": "x"}]},
        {"rules": [{"entity": "x", "actions": ["steal"]}]},
        {"staff": "yes"},
        {"permissions": [1]},
        {"rules": [{"entity": "x", "actions": ["read"], "when": {"nope": []}}]},
        {"rules": [{"entity": "x", "actions": ["read"], "fields": {"read": ["iban"]}}]},
    ],
)
def test_malformed_roles_are_refused(app, body):
    assert codes(**body)
