"""What is internal never reaches an applicant, nor does its file."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest

from core.actor import HOUSE, Actor
from core.contributions import _FILLED
from core.errors import Invalid
from messaging import queries
from messaging.errors import NotForApplicants
from messaging.operations import LONGEST, post_message
from tests.documents.samples import PDF

AGENT = Actor(account_id=uuid4(), name="Alix Martin")
HEAD = Actor(account_id=uuid4(), name="Zoé Le Gall")


class Upload:
    def __init__(self, filename="devis.pdf", body=PDF):
        self.filename, self.stream = filename, io.BytesIO(body)


@pytest.fixture
def subject(app):
    return ("request", uuid4())


def test_both_sides_write_and_internal_notes_stay_inside(subject):
    post_message(HEAD, *subject, "applicant", "applicant", "Bonjour,\r\nquand ?")
    post_message(AGENT, *subject, "internal", "agency", "Attendre le devis")
    post_message(AGENT, *subject, "applicant", "agency", "Demain")
    assert [m.body for m in queries.thread(*subject, internal=False)] == [
        "Bonjour,\nquand ?",
        "Demain",
    ]
    seen = queries.thread(*subject, internal=True)
    assert [(m.author, m.side, m.internal) for m in seen] == [
        ("Zoé Le Gall", "applicant", False),
        ("Alix Martin", "agency", True),
        ("Alix Martin", "agency", False),
    ]
    assert queries.message_counts("request", [subject[1]]) == {subject[1]: 2}


def test_an_applicant_writes_no_internal_note(subject):
    with pytest.raises(NotForApplicants):
        post_message(HEAD, *subject, "internal", "applicant", "x")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "message-empty"),
        (" \n\x00 ", "message-empty"),
        ("x" * (LONGEST + 1), "message-long"),
    ],
)
def test_empty_and_endless_messages_are_refused(subject, body, code):
    with pytest.raises(Invalid) as refusal:
        post_message(HEAD, *subject, "applicant", "applicant", body)
    assert refusal.value.problems[0].code == code
    assert queries.thread(*subject, internal=True) == []


def test_a_file_follows_the_audience_of_its_message(subject, monkeypatch):
    from documents.queries import may_read

    class Gate:
        key = "request"

        def may_read_thread(self, actor, subject_id, *, internal):
            return actor is AGENT or not internal

    monkeypatch.setitem(_FILLED[queries.SUBJECT_GATES], "request", Gate())
    note = post_message(AGENT, *subject, "internal", "agency", "", [Upload()])
    letter = post_message(AGENT, *subject, "applicant", "agency", "Voici", [Upload(), Upload("")])
    assert [f.filename for f in queries.thread(*subject, internal=False)[0].attachments] == [
        "devis.pdf"
    ]
    assert not may_read(HEAD, "message", note.id, "/files")
    assert may_read(AGENT, "message", note.id, "/files")
    assert may_read(HEAD, "message", letter.id, "/files")
    assert not may_read(HOUSE, "message", uuid4(), "/files")


def test_a_refused_file_refuses_the_message_beside_the_field(subject):
    with pytest.raises(Invalid) as refusal:
        post_message(HEAD, *subject, "applicant", "applicant", "Voici", [Upload("a.exe", b"MZ")])
    assert refusal.value.problems[0].path == "/files"
