"""No work tells who has an account (FAULTS S-04); time is measured by `preau bench auth.timing`."""

from __future__ import annotations

import pytest

from accounts import operations, passwords
from core.actor import HOUSE
from core.database import session
from tests.kit.people import person
from tests.kit.queries import queries_at_most


@pytest.fixture
def hashes(monkeypatch):
    """How often a password is held against a hash: what costs nearly all of the time."""
    counted = []
    real = type(passwords.hasher()).verify

    def verify(hasher, stored, candidate):
        counted.append(stored)
        return real(hasher, stored, candidate)

    monkeypatch.setattr(type(passwords.hasher()), "verify", verify)
    return counted


def shapes(sent):
    """The statements, without the values of their lists."""
    return [" ".join(one.split()) for one in sent]


def test_s04_known_and_unknown_addresses_make_the_same_work_at_sign_in(roles, hashes):
    person("a@example.test")
    closed = person("ferme@example.test")
    operations.disable(HOUSE, closed)
    session.commit()
    seen = []
    for email in ("a@example.test", "inconnu@example.test", "ferme@example.test"):
        hashes.clear()
        with queries_at_most(20) as sent:
            assert operations.sign_in(email, "ce n’est pas le bon") is None
        seen.append((len(hashes), shapes(sent)))
        session.rollback()
    assert seen[0][0] == 1
    assert seen[0] == seen[1] == seen[2]


def test_s04_known_and_unknown_addresses_make_the_same_work_when_a_link_is_asked(roles):
    person("a@example.test")
    session.commit()
    seen = []
    for email in ("a@example.test", "inconnu@example.test"):
        with queries_at_most(20) as sent:
            operations.ask_for_link(email)
            session.flush()
        seen.append(shapes(sent))
        session.rollback()
    assert seen[0] == seen[1]
