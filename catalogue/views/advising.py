"""Advice as pages draw it: the list of the desk, the form, the page of whoever is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import url_for

from catalogue.advice_models import Advice
from catalogue.domain.advice import USUAL, is_awaited, last_day, state_of
from catalogue.models import Request
from catalogue.queries import Seen
from catalogue.queries import advising as queries
from catalogue.standing import KIND
from core import clock
from core.actor import Actor
from core.clock import PARIS
from core.database import session
from core.errors import Invalid
from core.i18n import _
from core.saying import day, moment, signed, size
from core.words import message
from documents import queries as documents
from messaging import queries as messaging

#: In the order of the page.
FIELDS = {"/name": "name", "/email": "email", "/question": "question", "/until": "until"}


@dataclass(slots=True)
class Typed:
    """What was typed in the form, as it was typed, with what is wrong in it."""

    email: str = ""
    name: str = ""
    question: str = ""
    until: str = ""
    confidential: bool = True
    answers: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    errors: dict[str, list[str]] = field(default_factory=dict)
    refusal: str = ""

    @classmethod
    def of(cls, form: Any) -> Typed:
        """Only these fields are taken (A-05)."""
        texts = {
            name: form.get(name, "").replace("\x00", "")[:5_000]
            for name in ("email", "name", "question", "until")
        }
        return cls(
            **texts,
            confidential=bool(form.get("confidential")),
            answers=form.getlist("answers")[:200],
            files=form.getlist("files")[:50],
        )

    @property
    def day(self) -> date | None:
        """The last day; None when it is not one."""
        try:
            return date.fromisoformat(self.until)
        except ValueError:
            return None

    def show(self, refusal: Invalid) -> Typed:
        """Put what an act refused beside its fields."""
        for problem in refusal.problems:
            name = FIELDS.get(problem.path, "")
            self.errors.setdefault(name, []).append(message(problem))
        return self

    def refuse(self, sentence: str) -> Typed:
        """A refusal of the whole."""
        self.refusal = sentence
        return self


def advice_page(
    seen: Seen, typed: Typed, answers: Sequence[Any], files: Sequence[Any]
) -> dict[str, Any]:
    """Everything on the desk’s page of advice."""
    rows = queries.advices_of(seen.request.id)
    told = _texts(seen.request, rows)
    today = clock.today()
    return {
        "row": seen.request,
        "rows": [_line(seen.request, one, told) for one in rows],
        "open": seen.request.closed_at is None,
        "typed": typed,
        "until": typed.until or (today + USUAL).isoformat(),
        "latest": last_day(today).isoformat(),
        "answers": answers,
        "files": files,
        "summary": [
            (name, said)
            for name in sorted(typed.errors, key=("", *FIELDS.values()).index)
            for said in typed.errors[name]
        ],
    }


def states() -> dict[str, tuple[str, str, str]]:
    """State → word, tone, icon."""
    return {
        "asked": (_("Demandé"), "sky", "envelope-simple"),
        "opened": (_("Ouvert"), "sun", "eye"),
        "answered": (_("Répondu"), "leaf", "check-circle"),
        "revoked": (_("Révoqué"), "slate", "x-circle"),
        "expired": (_("Délai passé"), "rose", "clock"),
    }


def _line(request: Request, one: Advice, told: dict[Any, Any]) -> dict[str, Any]:
    word, tone, icon = states()[state_of(one, clock.now())]
    answer = told.get(one.message_id)
    return {
        "name": one.name,
        "email": one.email,
        "question": one.question,
        "by": signed(one.asked_name, one.asked_for),
        "asked": moment(one.created_at),
        "until": day(one.due_at.astimezone(PARIS) - timedelta(seconds=1)),
        "state": {"label": word, "tone": tone, "icon": icon},
        "confidential": one.confidential,
        "joined": [each["label"] for each in one.answers],
        "joined_files": len(one.files),
        "answer": answer.body if answer else None,
        "answered": moment(one.answered_at) if one.answered_at else None,
        "answer_files": [
            {"name": f.filename, "url": url_for("documents.download", file_id=f.id),
             "size": size(f.size), "stored": f.state}
            for f in (answer.attachments if answer else ())
        ],
        "revoke": url_for(
            "catalogue.revoke_advice", reference=request.reference, advice_id=one.id
        )
        if is_awaited(one, clock.now())
        else None,
    }  # fmt: skip


def outsider_page(house: Actor, row: Advice, token: str) -> dict[str, Any]:
    """What the link shows: the question, what was joined, the answer that was given."""
    del house
    request = session.get_one(Request, row.request_id)
    answer = _texts(request, [row]).get(row.message_id)
    joined = documents.files_of("advice", row.id)
    return {
        "name": row.name,
        "agent": signed(row.asked_name, row.asked_for),
        "question": row.question,
        "until": day(row.due_at.astimezone(PARIS) - timedelta(seconds=1)),
        "confidential": row.confidential,
        "joined": row.answers,
        "joined_files": [
            {"name": f.filename, "size": size(f.size),
             "url": url_for("catalogue.outsider_file", token=token, file_id=f.id)}
            for f in joined
            if str(f.id) in row.files and f.state == "clean"
        ],
        "action": url_for("catalogue.outsider_answers", token=token),
        "answer": answer.body if answer else None,
        "answer_files": [f.filename for f in answer.attachments] if answer else [],
        "answered": moment(row.answered_at) if row.answered_at else None,
    }  # fmt: skip


def _texts(request: Request, rows: Sequence[Advice]) -> dict[Any, Any]:
    """The answers, by the message that holds each."""
    wanted = {one.message_id for one in rows if one.message_id}
    if not wanted:
        return {}
    found = messaging.thread(KIND, request.id, internal=True)
    return {entry.id: entry for entry in found if entry.id in wanted}
