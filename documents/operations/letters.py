"""Acts: issue a letter, make it, void it, try again."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from core import clock, history, jobs
from core.actor import HOUSE, Actor
from core.database import session
from core.events import announce
from core.files import FileRule
from core.ids import uuid7
from core.words import message
from documents import letters
from documents.errors import LetterRefused, UnknownLetter
from documents.events import LetterFailed, LetterMade
from documents.models import IssuedDocument
from documents.store import STORE

MAKE_LETTER = "documents.make-letter"
#: Word letters are small; pictures make them grow.
_RULE = FileRule(max_bytes=25 * 1024 * 1024, families=("office",), max_count=50)


def issue(
    template_key: str,
    *,
    subject: tuple[str, UUID],
    once: str,
    data: Mapping[str, Any],
    title: str,
    audience: str = "applicant",
) -> IssuedDocument:
    """Order a letter, made by a job; the same `once` gives the letter already ordered.

    `data` must hold only what the reader may see: it is copied to plain values and kept, with the
    version of the template, as what the letter was made from.
    """
    from schemas.queries import live

    version = live("template", template_key)
    if version is None or version.body.get("channel") != "docx":
        raise UnknownLetter
    session.execute(
        insert(IssuedDocument)
        .values(
            id=uuid7(),
            subject_kind=subject[0],
            subject_id=subject[1],
            once=once,
            template_key=template_key,
            template_version_id=version.id,
            title=title,
            data=letters.plain(data),
            audience=audience,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["once"])
    )
    document = session.scalars(select(IssuedDocument).where(IssuedDocument.once == once)).one()
    jobs.enqueue(MAKE_LETTER, {"document": str(document.id)}, once=f"letter:{document.id}")
    return document


def make_letter(document_id: UUID) -> IssuedDocument | None:
    """Fill the model and keep the letter; doing it twice makes one letter.

    A model that cannot be filled is written down, not retried. A failure of the house (disk,
    database) is raised: the job comes back later.
    """
    document = session.get(IssuedDocument, document_id, with_for_update=True)
    if document is None or document.file_id is not None or document.voided_at is not None:
        return document
    about = document.id, document.subject_kind, document.subject_id
    try:
        letter = letters.fill(_model_of(document), document.data)
    except LetterRefused as refusal:
        problem = refusal.problems[0]
        document.error = message(problem)[:500]
        announce(LetterFailed(*about, code=problem.code))
        return document
    kept = STORE.keep(
        HOUSE, ("issued", document.id), io.BytesIO(letter), f"{document.title}.docx", _RULE
    )
    document.file_id, document.error = kept.id, None
    announce(LetterMade(*about))
    return document


def void(actor: Actor, document: IssuedDocument, reason: str) -> None:
    """Say that a letter counts no more; it stays, marked, and is never replaced in silence."""
    if document.voided_at is None:
        document.voided_at = clock.now()
        history.record(actor, "letter", document.id, "letter.voided", reason=reason)


def try_again(actor: Actor, document: IssuedDocument) -> None:
    """Make a letter that failed, once its model was mended: with the version live today.

    Raises `UnknownLetter` for one that was made or voided: those stay as they are.
    """
    from schemas.queries import live

    session.refresh(document, with_for_update=True)
    version = live("template", document.template_key)
    if version is None or document.error is None or document.voided_at is not None:
        raise UnknownLetter
    document.template_version_id, document.error = version.id, None
    history.record(actor, "letter", document.id, "letter.ordered-again")
    jobs.enqueue(MAKE_LETTER, {"document": str(document.id)})


def _model_of(document: IssuedDocument) -> bytes:
    from schemas import queries as definitions

    path = ""
    if document.template_version_id is not None:
        path = str(definitions.version(document.template_version_id).body.get("file") or "")
    return letters.model_at(path, document.template_key)
