"""Time tells nothing about who has an account (FAULTS S-04). Long: run by `make audit`."""

from __future__ import annotations

from statistics import median
from time import perf_counter

import pytest

from accounts import operations, passwords
from core.database import session
from tests.kit.people import person

ROUNDS = 200


def medians(one, other):
    """Median seconds of two calls made in turn, so that a busy machine slows both."""
    times = ([], [])
    for turn in range(2 * ROUNDS):
        begun = perf_counter()
        (one, other)[turn % 2]()
        times[turn % 2].append(perf_counter() - begun)
    return median(times[0]), median(times[1])


@pytest.fixture
def full_cost(monkeypatch):
    """The house's real parameters."""
    monkeypatch.delenv("PREAU_TINY_PASSWORDS", raising=False)
    for cached in (passwords.hasher, passwords.dummy):
        cached.cache_clear()
    passwords.dummy()
    yield
    monkeypatch.undo()
    for cached in (passwords.hasher, passwords.dummy):
        cached.cache_clear()


@pytest.mark.audit
def test_s04_known_and_unknown_addresses_take_the_same_time_at_sign_in(roles, full_cost):
    person("a@example.test")
    known, unknown = medians(
        lambda: operations.sign_in("a@example.test", "ce n’est pas le bon"),
        lambda: operations.sign_in("inconnu@example.test", "ce n’est pas le bon"),
    )
    assert abs(known - unknown) < max(0.05 * known, 0.002), (known, unknown)


@pytest.mark.audit
def test_s04_known_and_unknown_addresses_take_the_same_time_when_a_link_is_asked(roles):
    person("a@example.test")

    def ask(email):
        operations.ask_for_link(email)
        session.flush()

    known, unknown = medians(lambda: ask("a@example.test"), lambda: ask("inconnu@example.test"))
    assert abs(known - unknown) < 0.005, (known, unknown)
