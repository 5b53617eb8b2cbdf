"""Files brought beforehand: one's own until an answer takes them."""

from __future__ import annotations

import io
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.actor import HOUSE
from core.database import session
from documents.models import StoredFile
from tests.api.conftest import ANSWERS, Program, problem
from tests.documents.samples import PDF
from tests.kit import loan

KEY = {"Idempotency-Key": "one-file"}


def bring(caller: Program, content: bytes = PDF, name: str = "attestation.pdf", **more: Any) -> Any:
    data = {"file": (io.BytesIO(content), name)}
    return caller.post("/files", data=data, content_type="multipart/form-data", **more)


@pytest.fixture
def attested(stage: Any, tmp_path: Path) -> None:
    """The loan now asks for an attestation, a PDF of 100 Ko at most."""
    from schemas import operations

    form = deepcopy(loan.FORM)
    form["schema"]["$defs"] = {
        "preuve": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": {"type": "string", "format": "preau-file"},
        }
    }
    form["schema"]["properties"]["attestation"] = {
        "$ref": "#/$defs/preuve",
        "title": "Attestation",
        "x-id": loan.X.format(30),
    }
    form["ui"]["pages"][0]["items"].append({"field": "/attestation", "required": True})
    form["files"] = {"preuve": {"max_bytes": 100_000, "families": ["pdf"]}}
    operations.save_draft(HOUSE, "form", "pret-instrument", form)
    operations.publish(HOUSE, "form", "pret-instrument")
    session.flush()


def read(caller: Program, file_id: str) -> tuple[bytes, Any]:
    """The bytes of a file and their headers."""
    answer = caller.get(f"/files/{file_id}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found = answer.data, answer.headers
    answer.close()
    return found


def body(file_id: str, *, submit: bool = True) -> dict[str, Any]:
    return {
        "service": "pret-instrument",
        "submit": submit,
        "answers": {**ANSWERS, "attestation": [file_id]},
    }


def test_a_file_goes_from_its_bringer_to_the_request(
    attested: None, head: Program, luthier: Program, stage: Any, program: Any
) -> None:
    brought = bring(head)
    assert brought.status_code == 201
    assert brought.json["media_type"] == "application/pdf"
    ref = brought.json["id"]
    assert read(head, ref)[0] == PDF
    problem(luthier.get(f"/files/{ref}"), 404)
    made = head.post("/requests", body(ref))
    assert made.status_code == 201, made.json
    content, headers = read(luthier, ref)
    assert content == PDF
    assert headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in headers["Content-Security-Policy"]
    problem(program(stage.other_head).get(f"/files/{ref}"), 404)
    again = head.post("/requests", body(ref))
    problem(again, 422)  # it is the other request's now


def test_a_file_of_another_person_is_not_taken(
    attested: None, head: Program, stage: Any, program: Any
) -> None:
    ref = bring(program(stage.other_head)).json["id"]
    told = problem(head.post("/requests", body(ref)), 422)
    assert told["errors"][0]["path"] == "/attestation"
    assert session.scalars(select(StoredFile)).one().owner_kind == "upload"


def test_i24_the_question_says_what_it_takes_whatever_the_door(
    attested: None, head: Program
) -> None:
    text = bring(head, b"du texte", "a.txt").json["id"]
    big = bring(head, PDF + b" " * 150_000).json["id"]
    for ref, code in ((text, "file-kind"), (big, "file-size")):
        told = problem(head.post("/requests", body(ref, submit=False)), 422)
        assert [(e["path"], e["keyword"]) for e in told["errors"]] == [("/attestation", code)]


def test_what_is_no_document_is_refused(head: Program) -> None:
    for content, name in (
        (b"", "a.pdf"),
        (b"MZ\x90", "a.exe"),
        (b"<html>", "a.html"),
        (PDF, "a.png"),
        (b"\x00\x01", "a.txt"),
    ):
        problem(bring(head, content, name), 422)
    problem(head.post("/files", {"file": "x"}), 415)
    problem(head.post("/files", data={}, content_type="multipart/form-data"), 422)
    assert session.scalars(select(StoredFile)).all() == []


def test_c04_another_file_under_the_same_key_is_refused(head: Program) -> None:
    first, again = bring(head, headers=KEY), bring(head, headers=KEY)
    assert first.json == again.json
    problem(bring(head, PDF + b"\n", headers=KEY), 422)
    assert len(session.scalars(select(StoredFile)).all()) == 1


def test_nobody_brings_or_reads_without_a_key(app: Any) -> None:
    nobody = Program(app, None)
    problem(bring(nobody), 401)
    problem(nobody.get("/files/00000000-0000-7000-8000-000000000000"), 404)
    problem(nobody.get("/files/x"), 404)


def test_what_no_answer_takes_is_forgotten_after_a_week(head: Program) -> None:
    from datetime import timedelta

    from core import clock
    from documents.sweeping import sweep

    ref = bring(head).json["id"]
    sweep()
    assert read(head, ref)[0] == PDF
    with clock.at(clock.now() + timedelta(days=8)):
        sweep()
    problem(head.get(f"/files/{ref}"), 404)
