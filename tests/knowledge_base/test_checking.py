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
from knowledge_base import operations
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
        ("review-due", yesterday), ("no-owner", ""), ("intent-gone", "rien"),
        ("service-gone", "rien"), ("step-gone", "rien/p"), ("screen-gone", "/x/y"),
    ]  # fmt: skip
    assert told("f") == found
    operations.entrust(HOUSE, row, uuid4())
    assert ("owner-gone", "") in told("f")
    assert all(in_words(one) for one in troubles())


def test_an_owner_is_told_once_of_the_same_list(owner):
    operations.entrust(HOUSE, write("f", "[a](kb:rien)"), owner.id)
    session.commit()
    for _night in range(2):
        remind()
        session.commit()
        run_all()
    assert unseen_count(actor_of(owner.id)) == 1
