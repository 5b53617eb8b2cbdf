"""Rules of one role within those of another."""

from __future__ import annotations

import pytest

from accounts import operations, queries
from accounts.domain.role_rules import all_within, within
from accounts.errors import MoreThanOneHas
from core.actor import HOUSE
from core.database import session
from tests.accounts.conftest import publish_role
from tests.kit.people import person

ALL = {"entity": "*", "actions": ["read", "write"], "fields": {"read": "*", "write": "*"}}
NAME = {"entity": "eleve", "actions": ["read"], "fields": {"read": ["/nom"]}}
ANY = {**NAME, "entity": "*"}
OWN = {"when": {"==": [{"var": "actor.id"}, {"var": "data.agent"}]}}


@pytest.mark.parametrize(
    ("asked", "held", "holds"),
    [
        (NAME, ALL, True),
        (NAME, NAME, True),
        (ALL, NAME, False),
        ({**NAME, "entity": "agent"}, NAME, False),
        ({**NAME, "actions": ["read", "write"]}, NAME, False),
        ({**NAME, "fields": {"read": ["/nom", "/iban"]}}, NAME, False),
        ({**NAME, "fields": {"read": "*"}}, NAME, False),
        ({"entity": "eleve", "actions": ["read"]}, NAME, False),
        ({"entity": "eleve", "actions": ["read"]}, ALL, True),
        (NAME, {**NAME, **OWN}, False),
        ({**NAME, **OWN}, {**NAME, **OWN}, True),
        ({**NAME, **OWN}, NAME, True),
        (NAME, {**ALL, "fields": {"read": "*", "mask": ["/iban"]}}, False),
        ({**NAME, "fields": {"propose": ["/nom"]}}, ALL, True),
        ({**NAME, "fields": {"write": ["/nom"]}}, {**NAME, "fields": {"propose": ["/nom"]}}, False),
    ],
)
def test_a_rule_lies_within_another_when_it_opens_nothing_more(asked, held, holds):
    assert within(asked, held) is holds


def test_no_rule_lies_within_anything_and_some_rule_not_within_nothing():
    assert all_within([], [])
    assert not all_within([NAME], [])


def test_nobody_gives_rules_on_records_they_lack(roles):
    publish_role("lecteur-de-noms", ["accounts:read"], [ANY])
    publish_role("referent-noms", ["accounts:read", "roles:grant"], [ANY])
    someone, root = person("a@example.test"), queries.scope_by_path("/org")
    without, having = (
        person("b@example.test", "referent"),
        person("c@example.test", "referent-noms"),
    )
    session.flush()
    with pytest.raises(MoreThanOneHas):
        operations.give_role(queries.actor_of(without.id), someone, "lecteur-de-noms", root)
    operations.give_role(queries.actor_of(having.id), someone, "lecteur-de-noms", root)
    assert operations.give_role(HOUSE, without, "lecteur-de-noms", root)
