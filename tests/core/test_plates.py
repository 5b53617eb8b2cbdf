"""Plates and contribution points: one name, one filler; words are said once."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask

from core import access, contributions, words
from core import settings as town
from core.contributions import DuplicateContribution, all_of, fill, one_of
from core.feature import Feature
from core.problems import Problem
from core.settings import TownSettingSpec
from core.words import DuplicateWord

POINT = "tests.point"


@pytest.fixture(autouse=True)
def undone() -> Iterator[None]:
    yield
    contributions._FILLED.pop(POINT, None)
    for code in [code for code in words._WORDS if code.startswith("probe-")]:
        del words._WORDS[code]
    town._DECLARED.pop("probe.size", None)


def test_fillers_come_in_the_order_of_the_rooms_and_by_name() -> None:
    first, second = SimpleNamespace(key="a"), SimpleNamespace(name="b")
    fill(POINT, first)
    fill(POINT, second)
    assert all_of(POINT) == [first, second]
    assert one_of(POINT, "b") is second
    assert one_of(POINT, "c") is None
    assert all_of("tests.nobody-fills-it") == []


def test_two_fillers_of_one_name_are_refused_and_the_same_twice_is_one() -> None:
    first = SimpleNamespace(key="a")
    fill(POINT, first)
    fill(POINT, first)
    with pytest.raises(DuplicateContribution, match=r"tests\.point: a"):
        fill(POINT, SimpleNamespace(key="a"))
    assert all_of(POINT) == [first]


def test_a_code_has_one_sentence() -> None:
    words.teach({"probe-a": "Indiquez %(field)s."})
    with pytest.raises(DuplicateWord, match="probe-a"):
        words.teach({"probe-a": "Autre chose."})
    assert words.say("probe-a", field="le nom") == "Indiquez le nom."


def test_a_sentence_that_lacks_a_value_or_that_nobody_wrote_still_says_something() -> None:
    words.teach({"probe-b": "Au plus %(most)s.", "probe-c": "100 %% sûr."})
    assert words.message(Problem("/a", "probe-b")) == "Au plus %(most)s."
    assert words.message(Problem("/a", "probe-b", {"most": 3})) == "Au plus 3."
    assert words.say("probe-c") == "100 % sûr."
    assert words.say("probe-unknown") == "probe-unknown"
    assert not words.knows("probe-unknown")


def test_a_plate_offers_nothing_unless_it_says_so() -> None:
    plate = Feature(name="probe")
    assert not any((plate.blueprints, plate.menus, plate.jobs, plate.periodic, plate.words))


def test_a_town_setting_keeps_the_type_of_its_default(app: Flask) -> None:
    town.declare(TownSettingSpec("probe.size", 10, "Taille"))
    assert town.value_of("probe.size") == 10
    town.change("probe.size", 12)
    town.change("probe.size", 13)
    assert town.value_of("probe.size") == 13
    for wrong in ("13", True, None, 1.5):
        with pytest.raises(TypeError):
            town.change("probe.size", wrong)
    with pytest.raises(KeyError):
        town.value_of("probe.unknown")


def test_every_permission_of_the_rooms_is_known_to_the_house(house: Flask) -> None:
    assert {"requests:file", "definitions:publish", "accounts:manage"} <= access.PERMISSIONS.keys()


def test_a_problem_moves_under_the_document_that_holds_it() -> None:
    assert Problem("/montant", "required").under("/lots/0").path == "/lots/0/montant"
