"""Decision letters: numbered, verified by anybody who holds them, void when the decision is."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from catalogue import operations, queries
from catalogue.actions import values_for
from catalogue.template_lint import template_problems
from catalogue.variables import Reader
from core import clock
from core.database import session
from core.running import run_all
from documents.models import IssuedDocument, StoredFile
from documents.storage import storage
from messaging.models import Mail
from schemas import queries as schemas
from tests.kit.works import Works, actor, circuit, filed, moved, publish, works
from workflows.models import Vote

LETTER = {
    "kind": "template",
    "format": 1,
    "key": "accord",
    "title": "Accord pour des travaux",
    "language": "fr",
    "translations": {},
    "channel": "letter",
    "audience": "applicant",
    "subject": "Votre demande {numero}",
    "variables": [
        {"name": name, "label": name}
        for name in ("numero", "motif", "visas", "donnees.description", "donnees.nature")
    ],
    "blocks": [
        {"p": "Votre demande {numero} ({donnees.description}) est acceptée. {motif}{visas}"},
        {"ol": ["Nature : {donnees.nature}"]},
        {"p": "Réservé aux urgences.", "when": {"==": [{"var": "data.nature"}, "urgence"]}},
        {"p": "Sans urgence.", "when": {"!=": [{"var": "data.nature"}, "urgence"]}},
        {"button": {"text": "Suivre", "to": "{lien}"}},
    ],
}


def with_letter() -> dict[str, Any]:
    """« accepter » issues a letter and writes a mail, two minutes later."""
    transitions = circuit()["transitions"]
    for transition in transitions:
        if transition["key"] == "accepter":
            transition["actions"].append({"do": "document", "template": "accord"})
    return {"transitions": transitions}


@pytest.fixture
def scene(app: Flask) -> Works:
    """The town at work, with a letter for who is accepted."""
    publish("template", LETTER)
    return works(**with_letter())


@pytest.fixture
def decided(scene: Works) -> Any:
    """A request accepted a moment ago."""
    request = filed(scene)
    moved(scene, request, "instruire", "visas", "accepter")
    session.commit()
    return request


def letters(request: Any) -> list[IssuedDocument]:
    """Letters of its decisions, oldest first (the receipt is none)."""
    query = select(IssuedDocument).where(
        IssuedDocument.subject_id == request.id, IssuedDocument.template_key == "accord"
    )
    return list(
        session.scalars(
            query.order_by(IssuedDocument.created_at).execution_options(populate_existing=True)
        )
    )


def later(minutes: int = 3) -> None:
    """Let the workers do what is due in a while."""
    with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):
        run_all()


def bytes_of(letter: IssuedDocument) -> bytes:
    """The PDF as it lies on the disk."""
    file = session.get(StoredFile, letter.file_id)
    assert file is not None
    return storage().path(file.storage_name).read_bytes()


def text(answer: Any) -> str:
    """A page without its tags."""
    return unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def test_nothing_leaves_before_the_grace_is_over_and_undo_cancels_it(scene, decided):
    run_all()
    assert letters(decided) == []
    who = actor(scene.direction)
    seen = queries.request_for(who, decided.reference, lock=True)
    step = latest_step(decided)
    operations.undo(who, seen, step)
    session.commit()
    later()
    assert letters(decided) == []
    mails = session.scalars(select(Mail.template_key).where(Mail.about_id == decided.id)).all()
    assert "acceptation" not in mails


def latest_step(request: Any) -> int:
    """Id of its latest move."""
    from workflows import queries as workflows

    return int(workflows.steps_of(request.id, 1)[0].id)


def test_a_letter_is_numbered_tagged_and_says_what_its_reader_may_read(scene, decided):
    later()
    (letter,) = letters(decided)
    assert letter.number == f"C-{clock.today():%Y}-00001"
    assert letter.data["motif"] == "Voici pourquoi."
    assert letter.data["visas"] == ""  # agents alone read votes
    assert letter.data["_signature"] == ["Direction", "Paul Roussel"]
    assert sorted(letter.data["_si"].values()) == [False, True]
    made = bytes_of(letter)
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made
    assert b"pdfuaid" in made
    assert letter.sha256 == hashlib.sha256(made).hexdigest()


def test_x04_a_name_its_reader_may_not_read_is_empty_and_its_author_is_warned(scene, decided):
    """A canary of agents, asked for by a text of applicants: never in it, and told beforehand."""
    word = "Zibeline"
    session.execute(update(Vote).where(Vote.subject_id == decided.id).values(comment=word))
    workflow = schemas.live("workflow", "travaux-3-niveaux")
    form = schemas.live("form", "demande-travaux")
    found = [
        p for p in template_problems(workflow.body, [form.body]) if p.params["name"] == "visas"
    ]
    assert [(p.code, p.params["severity"]) for p in found] == [("text-unreadable", "warning")]
    later()
    (letter,) = letters(decided)
    assert word not in str(letter.data)
    read = {
        who: values_for(decided, LETTER, None, Reader(getattr(scene, who)))["visas"]
        for who in ("head", "direction")
    }
    assert read["head"] == ""
    assert word in read["direction"]


def test_whoever_holds_a_letter_verifies_it_and_compares_the_file(scene, decided, app):
    later()
    (letter,) = letters(decided)
    visitor = app.test_client()
    page = visitor.get(f"/verifier/{letter.token}")
    assert page.status_code == 200
    said = text(page)
    assert letter.number in said
    assert "valable" in said
    assert "Demander des travaux" in said
    assert re.search(rf"Établi le\s+\d+ \w+ {clock.today().year}\b", said), "read years later"
    for person in ("Claire Lefèvre", "Paul Roussel", "stores", "Jean-Zay", "B12"):
        assert person not in said
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.get_data(as_text=True))[1]
    for content, expected in ((bytes_of(letter), "identique"), (b"%PDF-1.7 autre", "n’est pas")):
        answer = visitor.post(
            f"/verifier/{letter.token}",
            data={"csrf_token": token, "file": (io.BytesIO(content), "courrier.pdf")},
            content_type="multipart/form-data",
        )
        assert expected in text(answer)
    unknown = visitor.get(f"/verifier/{'A' * 24}")
    assert unknown.status_code == 404
    assert "Aucun courrier ne porte ce code." in text(unknown)


def test_letters_are_not_found_by_trying_tokens(scene, decided, app):
    visitor = app.test_client()
    answers = {visitor.get(f"/verifier/{n:024}").status_code for n in range(121)}
    assert answers == {404, 429}


def test_a_reopened_decision_voids_its_letter_and_a_new_one_has_a_new_number(scene, decided, app):
    later()
    moved(scene, decided, "rouvrir")
    moved(scene, decided, "accepter")
    session.commit()
    later()
    first, second = letters(decided)
    assert first.voided_at is not None
    assert "Voici pourquoi." in first.void_reason
    assert second.voided_at is None
    assert second.number != first.number
    assert "n’a plus d’effet" in text(app.test_client().get(f"/verifier/{first.token}"))
    receipts = session.scalars(
        select(IssuedDocument.voided_at).where(
            IssuedDocument.subject_id == decided.id, IssuedDocument.template_key != "accord"
        )
    ).all()
    assert receipts == [None]  # a receipt is no decision


def test_what_a_reopened_decision_still_held_is_never_sent(scene, decided):
    moved(scene, decided, "rouvrir")  # within the grace: the letter has not been made yet
    session.commit()
    later()
    assert letters(decided) == []
    assert (
        "acceptation"
        not in session.scalars(select(Mail.template_key).where(Mail.about_id == decided.id)).all()
    )


def test_a_letter_that_was_voided_before_it_was_made_is_not_made(scene, decided):
    from documents.operations import make_letter, void

    later()
    (letter,) = letters(decided)
    letter.file_id = letter.number = letter.token = None
    void(actor(scene.direction), letter, "essai")
    session.commit()
    assert make_letter(letter.id).file_id is None
