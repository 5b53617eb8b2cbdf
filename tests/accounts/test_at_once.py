"""Many at the same moment, with real commits (FAULTS S-05, C-01)."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts import operations, queries
from accounts.errors import LastAdministrator, TooManyTries
from core.actor import HOUSE
from core.database import unit_of_work
from core.errors import Invalid
from tests.accounts.conftest import ADMINISTRATOR, publish_role
from tests.kit.people import PASSWORD, person

pytestmark = pytest.mark.commits


def all_at_once(app, acts):
    """Run each act in a thread of its own; what came of it, or the class of its refusal."""

    def run(act):
        with app.app_context():
            try:
                with unit_of_work():
                    return act()
            except (TooManyTries, LastAdministrator, Invalid) as refusal:
                return type(refusal)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_s05_twelve_tries_at_the_same_moment_are_still_five(committed):
    tries = [lambda: operations.take_a_try("a@example.test", "192.0.2.7")] * 12
    assert Counter(all_at_once(committed, tries)) == {None: 5, TooManyTries: 7}


def test_two_sign_ins_of_one_person_at_the_same_moment_both_come_in(committed):
    with committed.app_context(), unit_of_work():
        person("a@example.test")

    def come_in():
        return operations.sign_in("a@example.test", PASSWORD).email

    assert all_at_once(committed, [come_in] * 4) == ["a@example.test"] * 4


def test_two_administrators_cannot_disable_each_other_at_the_same_moment(committed):
    with committed.app_context(), unit_of_work():
        publish_role("administrateur", ADMINISTRATOR)
        one, other = (person(f"{n}@example.test", "administrateur").id for n in "ab")
        actors = {
            i: queries.actor_of(i) for i in (one, other)
        }  # both were let in before either acts

    def disable(by, whom):
        return lambda: operations.disable(actors[by], queries.account(whom))

    found = all_at_once(committed, [disable(one, other), disable(other, one)])
    with committed.app_context():
        left = [queries.account(i).disabled_at is None for i in (one, other)]
    assert sorted(map(str, found)) == sorted(map(str, [None, LastAdministrator]))
    assert Counter(left) == {True: 1, False: 1}


def test_one_address_makes_one_account(committed):
    def create():
        return operations.create_account(HOUSE, "a@example.test", "Une Personne").email

    assert Counter(all_at_once(committed, [create] * 6)) == {"a@example.test": 1, Invalid: 5}


def test_one_link_serves_one_of_those_who_use_it_together(committed):
    from accounts.errors import DeadLink

    with committed.app_context(), unit_of_work():
        token = operations.one_time_link(person("a@example.test"))

    def choose(password):
        def act():
            try:
                return operations.choose_by_link(token, password).email
            except DeadLink:
                return None

        return act

    words = ["tulipe marron 48 vitesse", "velours 12 citron grange", "octobre tambour 7 glacier"]
    found = all_at_once(committed, [choose(word) for word in words])
    assert Counter(found) == {"a@example.test": 1, None: 2}
