"""Acts: issue a letter, make it, void it, try again.

A letter from a Word file, or typed as blocks and set as PDF. Its number and its token are given
when it is made, in the same transaction as its bytes: a letter that fails leaves a hole, no double.
"""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from core import clock, history, jobs
from core.actor import HOUSE, Actor
from core.database import session
from core.events import announce
from core.files import FileRule
from core.i18n import text_of
from core.ids import uuid7
from core.models import Counter
from core.words import message
from documents import letters, pressing, typesetting
from documents.errors import LetterRefused, PaperTooLong, UnknownLetter
from documents.events import LetterFailed, LetterMade
from documents.models import IssuedDocument
from documents.store import STORE

MAKE_LETTER = "documents.make-letter"
#: Channels of templates that letters are made from: a Word file, blocks set as PDF.
WORD, TYPED = "docx", "letter"
#: Word letters are small; pictures make them grow.
_RULE = FileRule(max_bytes=25 * 1024 * 1024, families=("office",), max_count=50)
#: A Word model that declares one of these gets a number and a page that verifies it.
_NUMBERED = frozenset({"numero_courrier", "verification"})


def issue(
    template_key: str,
    *,
    subject: tuple[str, UUID],
    once: str,
    data: Mapping[str, Any],
    title: str,
    audience: str = "applicant",
    step_id: int | None = None,
) -> IssuedDocument:
    """Order a letter, made by a job; the same `once` gives the letter already ordered.

    `data` must hold only what the reader may see: it is copied to plain values and kept, with the
    version of the template, as what the letter was made from. `step_id` is the move whose taking
    back voids it.
    """
    from schemas.queries import live

    version = live("template", template_key)
    if version is None or version.body.get("channel") not in {WORD, TYPED}:
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
            step_id=step_id,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["once"])
    )
    document = session.scalars(select(IssuedDocument).where(IssuedDocument.once == once)).one()
    jobs.enqueue(MAKE_LETTER, {"document": str(document.id)}, once=f"letter:{document.id}")
    return document


@dataclass(frozen=True, slots=True)
class Order:
    """One letter of many."""

    subject: tuple[str, UUID]
    once: str
    title: str
    data: Mapping[str, Any]
    audience: str


def issue_now(version: Any, orders: Sequence[Order]) -> list[IssuedDocument]:
    """Order many letters from one template and make them here and now, in the caller's job."""
    made = [
        IssuedDocument(
            id=uuid7(),
            subject_kind=order.subject[0],
            subject_id=order.subject[1],
            once=order.once,
            template_key=version.key,
            template_version_id=version.id,
            title=order.title,
            data=letters.plain(order.data),
            audience=order.audience,
            created_at=clock.now(),
        )
        for order in orders
    ]
    session.add_all(made)
    session.flush()  # the files refer to them
    make_letters(made)
    session.flush()  # whoever asked tells what was made
    return made


def make_letter(document_id: UUID) -> IssuedDocument | None:
    """Make one letter and keep it; doing it twice makes one letter.

    A model that cannot be filled is written down, not retried. A failure of the house (disk,
    database, a press that died) is raised: the job comes back later.
    """
    document = session.get(IssuedDocument, document_id, with_for_update=True)
    if document is not None:
        make_letters([document])
    return document


def make_letters(documents: Sequence[IssuedDocument]) -> None:
    """Make letters whose rows the caller holds; typed ones share the presses."""
    waiting = [one for one in documents if one.file_id is None and one.voided_at is None]
    typed = [one for one in waiting if _template(one).get("channel") == TYPED]
    _set(typed)
    for document in waiting:
        if document not in typed:
            _make_from_word(document)


def _set(documents: Sequence[IssuedDocument]) -> None:
    ready: list[tuple[IssuedDocument, pressing.Paper]] = []
    for document, seq in zip(documents, _next_numbers(len(documents)), strict=True):
        _name(document, seq)
        paper = paper_of(document)
        try:
            pressing.refuse_too_long(paper)
        except PaperTooLong as refusal:
            _fail(document, refusal.code, text_of(refusal.message))
        else:
            ready.append((document, paper))
    made = pressing.set_all([paper for _document, paper in ready]) if ready else []
    names = [_filename(document, "pdf") for document, _made_of in ready]
    kept = STORE.keep_made(
        [
            (("issued", document.id), name, "application/pdf", pdf)
            for (document, _made_of), name, pdf in zip(ready, names, made, strict=True)
        ]
    )
    for (document, _made_of), pdf, file_id in zip(ready, made, kept, strict=True):
        _kept(document, pdf, file_id)


def _make_from_word(document: IssuedDocument) -> None:
    data = dict(document.data)
    declared = {variable["name"] for variable in _template(document).get("variables", ())}
    if declared & _NUMBERED:
        _name(document, _next_numbers(1)[0])
        data["numero_courrier"] = document.number
        data["verification"] = typesetting.address_of(str(document.token))
    try:
        made = letters.fill(_model_of(document), data)
    except LetterRefused as refusal:
        problem = refusal.problems[0]
        _fail(document, problem.code, message(problem))
        return
    name = _filename(document, "docx")
    kept = STORE.keep(HOUSE, ("issued", document.id), io.BytesIO(made), name, _RULE)
    _kept(document, made, kept.id)


def _fail(document: IssuedDocument, code: str, reason: str) -> None:
    document.number = document.token = document.made_at = None
    document.error = reason[:500]
    announce(LetterFailed(*_about(document), code=code))


def _name(document: IssuedDocument, seq: int) -> None:
    """Its number in the year and the word that opens its page of verification."""
    document.made_at = clock.now()
    document.number = f"C-{clock.today():%Y}-{seq:05}"
    document.token = document.token or secrets.token_urlsafe(18)


def _next_numbers(count: int) -> range:
    """As many numbers in a row, by one UPDATE … RETURNING: unique, holes allowed."""
    if not count:
        return range(0)
    last = session.execute(
        insert(Counter)
        .values(prefix=f"C-{clock.today():%Y}-", value=count)
        .on_conflict_do_update(index_elements=["prefix"], set_={"value": Counter.value + count})
        .returning(Counter.value)
    ).scalar_one()
    return range(last - count + 1, last + 1)


def paper_of(document: IssuedDocument) -> pressing.Paper:
    """The letter as it is set: the version of its template, the values that were kept."""
    return typesetting.paper_of(
        _template(document),
        document.data,
        title=document.title,
        number=str(document.number),
        token=str(document.token),
        at=document.made_at or clock.now(),
    )


def _filename(document: IssuedDocument, ending: str) -> str:
    name = f"{document.title} {document.number}" if document.number else document.title
    return f"{name}.{ending}"


def _kept(document: IssuedDocument, made: bytes, file_id: UUID) -> None:
    document.file_id, document.error = file_id, None
    document.sha256 = hashlib.sha256(made).hexdigest()
    document.made_at = document.made_at or clock.now()
    announce(LetterMade(*_about(document)))


def _about(document: IssuedDocument) -> tuple[UUID, str, UUID]:
    return document.id, document.subject_kind, document.subject_id


def void(actor: Actor, document: IssuedDocument, reason: str) -> None:
    """Say that a letter counts no more; it stays, marked, and is never replaced in silence."""
    if document.voided_at is None:
        document.voided_at, document.void_reason = clock.now(), reason[:1000]
        history.record(actor, "letter", document.id, "letter.voided", reason=reason)


def void_of_steps(actor: Actor, step_ids: Collection[int], reason: str) -> list[IssuedDocument]:
    """Void what these moves issued, made or still to be made; gives what was voided."""
    found = session.scalars(
        select(IssuedDocument)
        .where(IssuedDocument.step_id.in_(step_ids), IssuedDocument.voided_at.is_(None))
        .order_by(IssuedDocument.id)
        .with_for_update()
    ).all()
    for document in found:
        void(actor, document, reason)
    return list(found)


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
    path = str(_template(document).get("file") or "")
    return letters.model_at(path, document.template_key)


def _template(document: IssuedDocument) -> Mapping[str, Any]:
    from schemas import queries as definitions

    if document.template_version_id is None:
        return {}
    return definitions.version(document.template_version_id).body
