"""The life of an entry: what is shown stays while the next version is written, and for ever."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from core import clock
from core.actor import HOUSE, Actor, Grant
from core.database import session
from core.errors import Conflict, Invalid
from core.history import lines_of
from knowledge_base import operations, queries
from knowledge_base.domain.difference import differences

HELPER = Actor(
    account_id=uuid4(),
    name="Noé",
    grants=(Grant(uuid4(), "aide", "Aide", "/org", "Org", frozenset({"knowledge:draft"})),),
)


def said(**words):
    return lambda content: {**content, **words}


@pytest.fixture
def row(app):
    return operations.write_entry(HOUSE, "cantine", {"question": "Cantine ?", "answer": "Midi."})


def test_what_is_published_is_shown_while_the_next_is_written(row):
    operations.change_draft(HELPER, row, said(question="La cantine ?"))
    assert queries.entry("cantine").question == "Cantine ?"
    assert [found.key for found in queries.search("cantine")] == ["cantine"]
    draft = operations.hand_on(HELPER, row, note="Relire")
    assert draft.state == "review"
    operations.change_draft(HELPER, row, said(question="Et la cantine ?"))
    assert draft.state == "draft"  # what was handed on is no longer what stands
    operations.publish(HOUSE, row, seen=draft.version)
    assert queries.entry("cantine").question == "Et la cantine ?"
    assert [version.no for version in queries.versions_of(row)] == [2, 1]
    assert lines_of("entry", row.id)[0].patch[0]["path"] == "/question"


def test_an_entry_never_published_is_shown_to_nobody(app):
    row = operations.begin_entry(HELPER, {"question": "Où est l’école ?", "answer": "Là."})
    assert row.key == "ou-est-ecole"
    assert queries.entry(row.key) is None
    assert queries.search("ecole") == []
    assert operations.begin_entry(HELPER, {"question": "Où est l’école ?"}).key == "ou-est-ecole-2"
    operations.discard_draft(HELPER, row)
    assert queries.by_key("ou-est-ecole") is None


def test_two_who_write_one_draft_do_not_lose_each_others_words(row):
    draft = operations.change_draft(HELPER, row, said(question="Un"), seen=0)
    seen = draft.version
    operations.change_draft(HOUSE, row, said(question="Deux"), seen=seen)
    for act in (
        lambda: operations.change_draft(HELPER, row, said(question="Trois"), seen=seen),
        lambda: operations.change_draft(HELPER, row, said(question="Trois"), seen=0),
        lambda: operations.publish(HOUSE, row, seen=seen),
        lambda: operations.discard_draft(HELPER, row, seen=seen),
    ):
        with pytest.raises(Conflict):
            act()
    assert draft.content["question"] == "Deux"


def test_an_older_version_comes_back_as_a_draft_and_tells_what_it_changes(row):
    operations.write_entry(HOUSE, "cantine", {"answer": "À 13 h.", "theme": "repas"})
    draft = operations.restore(HELPER, row, 1)
    old, new = queries.version_of(row, 2).content, draft.content
    assert differences(old, new) == [("blocks", "À 13 h.", "Midi."), ("theme", "repas", "")]
    operations.publish(HOUSE, row)
    assert (row.live_no, row.answer, row.theme) == (3, "Midi.", "")


@pytest.mark.parametrize(
    "verb", ["UPDATE entry_version SET content = '{}'", "DELETE FROM entry_version"]
)
def test_the_database_itself_keeps_published_versions(row, verb):
    session.flush()
    with pytest.raises(DBAPIError, match="never changes"), session.begin_nested():
        session.execute(sql(verb))


def test_an_entry_is_shown_on_its_days_only(row):
    today = clock.today()
    for first, last, shown in ((1, 2, False), (0, 0, True), (-2, -1, False), (-1, 1, True)):
        days = {
            "valid_from": (today + timedelta(first)).isoformat(),
            "valid_until": (today + timedelta(last)).isoformat(),
        }
        operations.write_entry(HOUSE, "cantine", days)
        assert (queries.entry("cantine") is not None) is shown
    with pytest.raises(Invalid) as refusal:
        operations.write_entry(
            HOUSE, "cantine", {"valid_from": "2026-02-02", "valid_until": "2026-02-01"}
        )
    assert [p.path for p in refusal.value.problems] == ["/valid_until"]


def test_what_is_missing_from_a_block_keeps_it_from_being_shown(row):
    blocks = [
        {"type": "picture", "alt": ""},
        {"type": "video", "label": "Film", "transcript": ""},
        {"type": "screen", "to": "/aide", "label": "Aide"},
    ]
    draft = operations.change_draft(HELPER, row, said(blocks=blocks))
    assert [block["id"] for block in draft.content["blocks"]] == ["b1", "b2", "b3"]
    with pytest.raises(Invalid) as refusal:
        operations.publish(HOUSE, row)
    assert [p.path for p in refusal.value.problems] == [
        "/blocks/0/file", "/blocks/0/alt", "/blocks/1/file", "/blocks/1/captions",
        "/blocks/1/transcript",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "block",
    [
        {"type": "script", "text": "x"},
        {"type": "text", "text": "x", "onclick": "x"},
        {"type": "text"},
        {"type": "picture", "file": "/etc/passwd"},
        "text",
    ],
)
def test_a_draft_is_made_of_known_blocks_only(row, block):
    with pytest.raises((Invalid, AttributeError)):
        operations.change_draft(HELPER, row, said(blocks=[block]))


def test_an_owner_changes_without_a_new_version(row):
    someone = uuid4()
    operations.entrust(HOUSE, row, someone)
    assert (row.owner_id, row.live_no) == (someone, 1)
