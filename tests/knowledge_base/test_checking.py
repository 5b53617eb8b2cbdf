"""What is to be looked at again is told, and nothing else is."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.queries import actor_of
from core import clock
from core.actor import HOUSE
from core.database import session
from core.running import run_all
from knowledge_base import operations, queries
from knowledge_base.asking_models import Team
from knowledge_base.checking import remind, troubles
from knowledge_base.pages.checking import in_words
from messaging.queries import unseen_count
from tests.kit.people import base_pack, person


def write(key, answer="x", **more):
    return operations.write_entry(HOUSE, key, {"question": "Q ?", "answer": answer, **more})


@pytest.fixture
def owner(app):
    base_pack()
    return person("admin@example.test", "administrateur")


def told(*keys):
    return [(one.kind, one.what) for one in troubles() if one.entry.key in keys]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("[a](/aide) [b](https://x.example) [c](kb:ouverte) [d](kb:theme/lieux)", []),
        ("[a](/nulle-part)", [("screen-gone", "/nulle-part")]),
        ("[a](kb:absente)", [("entry-gone", "absente")]),
        ("[a](/aide/retiree)", [("entry-gone", "retiree")]),
        ("[a](kb:interne)", [("entry-closed", "interne")]),
        ("[a](javascript:x)", [("link-odd", "javascript:x")]),
        ("[a](//autre.example)", [("link-odd", "//autre.example")]),
        ("[a](kb:theme/rien)", [("theme-gone", "rien")]),
    ],
)
def test_a_link_that_leads_nowhere_for_its_readers_is_told(owner, answer, expected):
    write("ouverte", theme="lieux")
    write("interne", audience=["agent"])
    operations.retire_entry(HOUSE, write("retiree"))
    operations.entrust(HOUSE, write("lue", answer), owner.id)
    assert told("lue") == expected


def test_blocks_days_and_owners_are_looked_at(owner):
    yesterday = (clock.today() - timedelta(1)).isoformat()
    blocks = [
        {"type": "service", "service": "rien"},
        {"type": "step", "service": "rien", "page": "p"},
        {"type": "screen", "to": "/x/y", "label": "X"},
    ]
    row = write("f", blocks=blocks, review_on=yesterday, intent="rien")
    found = [
        ("review-due", yesterday), ("intent-gone", "rien"), ("service-gone", "rien"),
        ("step-gone", "rien/p"), ("screen-gone", "/x/y"), ("no-owner", ""),
    ]  # fmt: skip
    assert told("f") == found
    operations.entrust(HOUSE, row, uuid4())
    assert ("owner-gone", "") in told("f")
    told_in_words = [in_words(one) for one in troubles()]
    assert all(told_in_words)
    assert not [words for words in told_in_words if yesterday in words]  # « 21 novembre 2026 »


def test_an_owner_is_told_once_of_the_same_list(owner):
    operations.entrust(HOUSE, write("f", "[a](kb:rien)"), owner.id)
    session.commit()
    for _night in range(2):
        remind()
        session.commit()
        run_all()
    assert unseen_count(actor_of(owner.id)) == 1


def test_an_entry_of_a_pack_is_its_theme_s_or_nobody_is_asked(owner):
    row = {"key": "p", "question": "P ?", "answer": "[a](kb:rien)", "theme": "lieux"}
    operations.load_original(HOUSE, [row])
    assert told("p") == [("entry-gone", "rien")]
    session.add(Team(theme="lieux", owner_id=owner.id))
    session.flush()
    write("maison", theme="lieux")
    assert told("maison") == []
    assert {one.owner_id for one in troubles() if one.entry.key == "p"} == {owner.id}
    session.get(Team, "lieux").owner_id = uuid4()
    session.flush()
    assert ("owner-gone", "") in told("p")


def test_at_night_an_entry_ends_by_itself_and_its_owner_is_told_once(owner, monkeypatch, client):
    """Nothing has to run for it to end; the clock only tells, and only what is new."""
    today = clock.today()
    days = {"valid_until": today, "review_on": today + timedelta(40)}
    fields = {name: day.isoformat() for name, day in days.items()}
    row = operations.write_entry(HOUSE, "f", {"question": "Kermesse ?", "answer": "x", **fields})
    operations.entrust(HOUSE, row, owner.id)
    session.commit()

    def night(days):
        monkeypatch.setattr("core.clock.today", lambda: today + timedelta(days))
        remind()
        session.commit()
        run_all()
        return unseen_count(actor_of(owner.id))

    def found():
        asked = [choice.entry for choice in queries.ask("kermesse").choices if choice.entry == "f"]
        found = [one.key for one in queries.search("kermesse")]
        return client.get("/aide/f").status_code, found, asked

    assert night(0) == 0
    assert found() == (200, ["f"], ["f"])
    assert night(1) == 1
    assert found() == (404, [], [])
    assert told("f") == [("ended", today.isoformat())]
    assert night(2) == night(30) == 1
    assert night(41) == 2  # to be read again as well: something new
    assert night(42) == 2
