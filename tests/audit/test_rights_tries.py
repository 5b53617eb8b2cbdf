"""FAULTS A-02: every id of the base, at every route and verb, by everybody (≥ 100,000 tries).

What the table closes answers as if it were not there, tells no word, writes nothing.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.routing import Rule

from tests.attacks.walk import SAFE
from tests.audit.city import City
from tests.audit.expected import PEOPLE, Thing, keeps, sees, sides_of
from tests.audit.walking import (
    ABSENT,
    ABSENT_TEXT,
    WORD,
    Walker,
    address,
    comparable,
    converter_of,
    doors_with_ids,
    everything_written,
    ids_of_base,
    kinds_of,
    walker,
)

#: Tries in all; each door gets its share: all ids that could be meant, then others at random.
WANTED = int(os.environ.get("PREAU_TRIES") or 104_000)
#: Only the doors whose address holds this (a pattern), while something is being looked for.
ONLY = re.compile(os.environ.get("PREAU_DOORS") or "")


def a_door(city: City) -> int:
    """Ids that each person tries at each door."""
    doors = list(doors_with_ids(city.app))
    programs = sum(1 for rule, _, _ in doors if rule.rule.startswith("/api/"))
    browsers = sum(1 for person in PEOPLE.values() if not person.account)
    return WANTED // (len(doors) * browsers + programs * (len(PEOPLE) - browsers)) + 1


class Tries:
    """One person at all doors."""

    def __init__(self, city: City, who: str) -> None:
        self.city, self.who, self.count, self.doors = city, who, 0, 0
        self.wrong: list[str] = []
        self.by_name = {name: thing for thing in city.things for name in thing.names}
        #: A letter is repaired at one door and read at another: the kind says which rule judges.
        self.by_kind = {(thing.kind, name): thing for thing in city.things for name in thing.names}
        self.open_words = {
            thing.canary.lower() for thing in city.things if thing.canary and sees(who, thing)
        }
        self.ids = ids_of_base()
        self.ids["string"] = [
            name for thing in city.things for name in thing.names if thing.kind != "nameless"
        ]
        self.chance, self.share = random.Random(who), a_door(city)
        self.by: Walker = walker(city, who)

    def all_doors(self) -> None:
        for rule, method, name in doors_with_ids(self.city.app):
            if not ONLY.search(rule.rule):
                continue
            if rule.rule.startswith("/api/") or not PEOPLE[self.who].account:
                self.doors += 1
                self.door(rule, method, name)

    def door(self, rule: Rule, method: str, name: str) -> None:
        """What is closed answers as what is not there; what is open is looked at."""
        nowhere = ABSENT.get(converter_of(rule, name)) or ABSENT_TEXT.get(name, "nulle-part")
        absent = self.answer(rule, method, name, nowhere)
        before = everything_written() if method not in SAFE else None
        made = 0
        for value in self.tried(rule, name):
            if self.is_open(rule, method, name, value):
                if method == "GET":
                    self.look(rule, name, value)
                    made += 1
                continue
            if made > self.share and value not in self.by_name:
                break
            made += 1
            got = self.answer(rule, method, name, value)
            if got != absent:
                self.blame(rule, method, value, f"{got[0]} where nothing answers {absent[0]}")
            if got[0] >= 500:
                self.blame(rule, method, value, "an accident")
        if before is not None and everything_written() != before:
            self.blame(rule, method, "…", "something was written")

    def answer(self, rule: Rule, method: str, name: str, value: str) -> tuple[int, str, str]:
        path = address(rule, self.city, name, value)
        got = self.by.knock(method, path)
        self.count += 1
        self.words(rule, method, value, got[1])
        return comparable(got, path, value)

    def look(self, rule: Rule, name: str, value: str) -> None:
        """What one may see is looked at for words of others."""
        path = address(rule, self.city, name, value)
        status, body, _ = self.by.knock("GET", path)
        self.count += 1
        self.words(rule, "GET", value, body)
        if status == 404 and rule.endpoint in MAIN_PAGES:
            self.blame(rule, "GET", value, "closed, and the table opens it")
        if status >= 500:
            self.blame(rule, "GET", value, "an accident")

    def words(self, rule: Rule, method: str, value: str, body: str) -> None:
        told = {word.lower() for word in WORD.findall(body)} - self.open_words
        if told and rule.endpoint in SCHOOLS_PAGES and method == "GET":
            told -= self.of_the_school(self.by_name.get(value))
        if told:
            self.blame(rule, method, value, f"told {sorted(told)}")

    def of_the_school(self, thing: Thing | None) -> set[str]:
        """What a school types is read on the school's pages by all who stand on its side, also by
        who processes requests besides: elsewhere that person looks from the agents' side."""
        person = PEOPLE[self.who]
        if thing is None or person.disabled or "school" not in sides_of(person, thing):
            return set()
        return {
            one.canary.lower()
            for one in self.city.things
            if (one.kind, one.side, one.place) == ("inside", "school", thing.place)
        }

    def is_open(self, rule: Rule, method: str, name: str, value: str) -> bool:
        """Whether the table opens it; who supervises a run looks at it and no more."""
        meant = (self.by_kind.get((kind, value)) for kind in kinds_of(rule, name))
        thing: Thing | None = next(filter(None, meant), None)
        if thing is None:
            return False
        if thing.kind == "key" and rule.rule.startswith("/administration/"):
            return keeps(self.who, thing)
        if thing.kind == "run" and (method not in SAFE or rule.endpoint == "catalogue_api.one_job"):
            return thing.owner == self.who
        return sees(self.who, thing)

    def tried(self, rule: Rule, name: str) -> list[str]:
        """Every thing this door could mean, then ids of all other kinds."""
        kind = converter_of(rule, name)
        meant = [
            value
            for thing in self.city.things
            if thing.kind in kinds_of(rule, name)
            for value in thing.names
            if kind != "uuid" or len(value) == 36
        ]
        others = [*self.ids.get(kind, self.ids["string"])]
        if kind == "string":
            others += self.ids["uuid"]
        self.chance.shuffle(others)
        return list(dict.fromkeys(meant + others))

    def blame(self, rule: Rule, method: str, value: str, what: str) -> None:
        self.wrong.append(f"{method} {rule.rule} [{rule.endpoint}] {value}: {what}")


#: Where a school fills in, corrects and reads back what it hands in.
SCHOOLS_PAGES = {"catalogue.fill", "catalogue.check"}
#: Where a thing that is open must show itself: the table is not emptier than the house.
MAIN_PAGES = {
    "catalogue_api.one_request",
    "catalogue.follow",
    "documents.download",
    "documents_api.bytes_of",
    "messaging.mail",
    "accounts.person",
    "registry.show",
    "registry_api.one",
    "registry.proposal",
    "registry_proposals_api.one_proposal",
    "catalogue.remap_run",
}


@pytest.mark.parametrize("who", PEOPLE)
def test_a02_what_is_not_ones_own_is_not_there(
    built: City, who: str, record_property: Callable[[str, Any], None]
) -> None:
    """FAULTS A-02, A-04: absent and forbidden are the same answer, whatever the id and the verb."""
    with built.app.app_context():  # nothing is to be undone: nothing may be written
        tries = Tries(built, who)
        tries.all_doors()
    record_property("tries", tries.count)
    assert tries.count >= 0.9 * tries.share * tries.doors
    assert not tries.wrong, f"{len(tries.wrong)} of {tries.count}:\n" + "\n".join(tries.wrong[:60])
