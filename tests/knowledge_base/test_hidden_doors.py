"""Doors beside the search by which an entry for agents could be told: tags of pages, exports, acts
on it, lists to choose from, notices of before (A-09)."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from accounts.models import Grant as Given
from accounts.operations import revoke_grant
from core.actor import HOUSE, Actor, Grant
from core.database import session
from core.ids import uuid7
from knowledge_base import operations, queries
from knowledge_base.asking_models import Conversation
from knowledge_base.events import EntryHandedOn
from tests.kit.people import base_pack, person

KEY = "coffre-zibeline"
SECRET = {
    "key": KEY,
    "question": "Où est la zibeline du coffre ?",
    "answer": "Sous l’ocelot, au sous-sol.",
    "theme": "kinkajou",
    "audience": ["agent"],
}
OPEN = {"key": "coffret", "question": "Où est le coffret ?", "answer": "Ici.", "theme": "kinkajou"}
WORDS = ("zibeline", "ocelot")
PARENT = Actor(grants=(Grant(uuid7(), "parent", "Parent", "/", "", frozenset()),))
#: Lists a reader may open, with what was typed in them.
LISTS = ("/aide", "/aide?theme=kinkajou", "/aide?q=coffre", "/aide/coffret", "/aide/question",
         "/aide/parler", "/guide", "/robots.txt", "/sitemap.xml", "/favicon.ico")  # fmt: skip


@pytest.fixture
def head(app, sign_in):
    base_pack()
    operations.load(HOUSE, [OPEN])
    found = sign_in(person("cheffe@example.test", "chef-etablissement"))
    session.commit()
    return found


def hide():
    operations.load(HOUSE, [SECRET])
    session.commit()


def said(response):
    """What is read, and what a cache is told, without what is another at each request."""
    words = re.sub(r"<[^>]*>|\s+", " ", response.get_data(as_text=True))
    tags = {name: response.headers.get(name) for name in ("ETag", "Last-Modified", "Link")}
    return response.status_code, words.split(), tags


def test_a09_no_list_count_or_tag_of_a_page_is_another_for_it(head, client):
    before = [said(reader.get(path)) for reader in (client, head) for path in LISTS]
    hide()
    assert [said(reader.get(path)) for reader in (client, head) for path in LISTS] == before
    hidden, absent = (head.head(f"/aide/{key}") for key in (KEY, "zzzzzz-zzzzzzzz"))
    assert (hidden.status_code, hidden.headers.get("ETag")) == (404, None)
    assert hidden.content_length == absent.content_length


def test_a09_acts_on_it_are_refused_as_on_one_that_is_not_there(head):
    hide()
    head.submit("/aide/question", {"text": "où est le coffret ?"})
    at = f"/aide/question/{session.scalars(select(Conversation)).one().id}"
    for name, more in (("ouvrir", {}), ("avis", {"helps": "oui"}), ("avis", {"helps": "non"})):
        told = [
            said(head.submit(f"{at}/{name}", {"entry": key, **more})) for key in (KEY, "rien-la")
        ]
        assert told[0][0] == 404
        assert told[0] == told[1]


@pytest.mark.parametrize(
    "path",
    ["export.json", "export.zip", "mesure", "a-revoir", "sans-reponse", "formulations", KEY,
     f"{KEY}/versions", f"{KEY}/parcours", "evaluation", "synonymes", "equipes"],
)  # fmt: skip
def test_a09_what_is_written_about_it_is_its_writers_alone(head, sign_in, path):
    hide()
    agent = sign_in(person("agent@example.test", "agent"))
    for reader in (head, agent):
        told = reader.get(f"/administration/aide/{path}")
        assert told.status_code == 403
        assert not [one for one in WORDS if one in told.text.replace(KEY, "")]


def test_a09_a_list_to_choose_a_page_of_help_from_holds_what_its_reader_is_shown(head):
    hide()
    operations.retire_entry(
        HOUSE, operations.write_entry(HOUSE, "vieille", {"question": "Q ?", "answer": "x"})
    )
    keys = [row.key for row in queries.listed(PARENT)]
    assert "coffret" in keys
    assert not {KEY, "vieille"} & {*keys}
    assert KEY in [row.key for row in queries.listed(HOUSE)]


def test_a09_a_notice_of_before_tells_nothing_to_whoever_writes_no_more(head, sign_in):
    from catalogue.help_notices import tell_publishers

    boss = person("sup@example.test", "superviseur")
    hide()
    tell_publishers(EntryHandedOn(queries.by_key(KEY).id, KEY, None, 1))
    session.commit()
    desk = sign_in(boss)
    assert KEY in desk.get("/avis").text
    for grant in session.scalars(select(Given).where(Given.account_id == boss.id)):
        revoke_grant(HOUSE, grant)
    session.commit()
    assert KEY not in desk.get("/avis").text
