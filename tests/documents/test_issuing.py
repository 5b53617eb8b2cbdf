"""A letter is ordered once, made by a job, kept with what it was made from."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from uuid import uuid4

import pytest
from docx import Document

from core.actor import HOUSE
from core.canonical import sha256
from core.contributions import _FILLED
from core.database import session
from core.errors import Invalid
from core.running import run_all
from documents import operations, queries
from documents.errors import UnknownLetter
from documents.models import IssuedDocument
from documents.storage import storage
from schemas import operations as definitions
from schemas.errors import PackRefused
from schemas.models import PackFile
from tests.documents.samples import archive, docx

BASE = Path(__file__).parents[2] / "schemas" / "packs" / "base"


@pytest.fixture
def receipt(app):
    document = json.loads((BASE / "definitions" / "template-lettre-recepisse.json").read_text())
    model(BASE.joinpath("files/recepisse.docx").read_bytes())
    definitions.save_draft(HOUSE, "template", document["key"], document)
    return definitions.publish(HOUSE, "template", document["key"])


def model(content: bytes) -> None:
    row = session.query(PackFile).filter_by(path="files/recepisse.docx").one_or_none()
    row = row or PackFile(path="files/recepisse.docx", pack_key="base", media_type="x")
    row.content, row.sha256 = content, "0"
    session.add(row)
    session.flush()


def order(subject, **more):
    return operations.issue(
        "lettre-recepisse",
        subject=subject,
        once=f"recepisse:{subject[1]}",
        title="Récépissé",
        data={"numero": "2026-00001", "service": "Travaux <b>"},
        **more,
    )


def test_a_letter_is_made_once_and_can_be_read(receipt):
    subject = ("request", uuid4())
    ordered = order(subject)
    assert order(subject).id == ordered.id
    session.commit()
    run_all()
    made = session.get(IssuedDocument, ordered.id, populate_existing=True)
    assert (made.error, made.template_version_id) == (None, receipt.id)
    file = session.get(queries.StoredFile, made.file_id)
    assert (file.owner_kind, file.owner_id, file.filename) == ("issued", made.id, "Récépissé.docx")
    paper = Document(io.BytesIO(storage().path(file.storage_name).read_bytes()))
    assert paper.tables[0].cell(0, 1).text == "2026-00001"
    assert paper.tables[0].cell(1, 1).text == "Travaux <b>"
    operations.make_letter(made.id)
    assert len(queries.files_of("issued", made.id)) == 1


def test_x02_a_hostile_model_makes_no_letter_and_administrators_are_told(receipt):
    model(docx("{{ cycler.__init__.__globals__.os.popen('id').read() }}"))
    ordered = order(("request", uuid4()))
    session.commit()
    run_all()
    failed = session.get(IssuedDocument, ordered.id, populate_existing=True)
    assert failed.file_id is None
    assert "interdite" in failed.error
    assert failed.id in {row.id for row in queries.failed_letters()}
    model(docx("Bonjour {{ numero }}"))
    operations.try_again(HOUSE, failed)
    session.commit()
    run_all()
    assert session.get(IssuedDocument, ordered.id, populate_existing=True).file_id is not None
    assert failed.id not in {row.id for row in queries.failed_letters()}


def test_a_letter_that_was_made_or_voided_is_not_made_again(receipt):
    ordered = order(("request", uuid4()))
    session.commit()
    run_all()
    made = session.get(IssuedDocument, ordered.id, populate_existing=True)
    model(docx("Bonjour {{ numero }}"))  # a later version: the one it was made with stays written
    with pytest.raises(UnknownLetter):
        operations.try_again(HOUSE, made)
    assert made.template_version_id == receipt.id
    made.error = "illisible"
    operations.void(HOUSE, made, "essai")
    with pytest.raises(UnknownLetter):
        operations.try_again(HOUSE, made)


def test_a_letter_is_read_by_whoever_reads_letters_of_its_subject(receipt, monkeypatch):
    class Gate:
        key = "trial"

        def may_read(self, actor, owner_id, place):
            return place == queries.APPLICANT_LETTER

    monkeypatch.setitem(_FILLED[queries.OWNER_GATES], "trial", Gate())
    subject = ("trial", uuid4())
    mine = order(subject)
    theirs = operations.issue(
        "lettre-recepisse", subject=subject, once="note", data={}, title="Note", audience="internal"
    )
    session.commit()
    run_all()
    assert queries.may_read(HOUSE, "issued", mine.id, "")
    assert not queries.may_read(HOUSE, "issued", theirs.id, "")
    assert [row.id for row in queries.letters_about(*subject, internal=False)] == [mine.id]
    assert len(queries.letters_about(*subject, internal=True)) == 2


def test_an_unknown_template_is_refused(app):
    with pytest.raises(UnknownLetter):
        operations.issue("rien", subject=("request", uuid4()), once="x", data={}, title="x")


def pack(content: bytes) -> bytes:
    """An archive with one template and its model."""
    document = json.loads((BASE / "definitions" / "template-lettre-recepisse.json").read_text())
    manifest = {
        "key": "essai",
        "version": "1",
        "title": "Essai",
        "requires": [],
        "definitions": [
            {
                "kind": "template",
                "key": document["key"],
                "file": "t.json",
                "sha256": sha256(document),
            }
        ],
        "files": [{"file": document["file"], "sha256": hashlib.sha256(content).hexdigest()}],
        "data": [],
    }
    return archive(
        {
            "pack.json": json.dumps(manifest),
            "t.json": json.dumps(document),
            document["file"]: content,
        }
    )


def test_x02_a_pack_with_a_hostile_model_is_not_loaded(app):
    with pytest.raises(PackRefused) as refusal:
        definitions.load_pack(HOUSE, pack(docx("{{ cycler.__init__.__globals__ }}")))
    assert "letter-forbidden" in {p.code for p in refusal.value.problems}
    session.rollback()
    definitions.load_pack(HOUSE, pack(docx("Bonjour {{ numero }}")))


def test_a_template_without_its_model_is_not_published(app):
    document = json.loads((BASE / "definitions" / "template-lettre-recepisse.json").read_text())
    definitions.save_draft(HOUSE, "template", document["key"], document)
    with pytest.raises(Invalid) as refusal:
        definitions.publish(HOUSE, "template", document["key"])
    assert [(p.path, p.code) for p in refusal.value.problems] == [("/file", "letter-no-file")]
