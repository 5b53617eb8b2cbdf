"""The queue of those who asked for a person, and one conversation as its team sees it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from core.access import requires
from core.database import unit_of_work
from core.errors import Invalid
from core.i18n import _
from core.saying import moment
from core.web import current_actor, flash_notice, redirect_or_swap, render
from core.words import message
from knowledge_base import talking
from knowledge_base.asking_models import Conversation
from knowledge_base.operations import answering, settling
from knowledge_base.pages.blueprint import pages
from knowledge_base.pages.sections import sections
from knowledge_base.permissions import Permission
from knowledge_base.queries import conversing, learning
from knowledge_base.queries.theming import theme_words

STATES = {"attente": "handed", "repondues": "answered", "closes": "closed"}
MAY = (Permission.KNOWLEDGE_ANSWER, Permission.KNOWLEDGE_WRITE)


@pages.get("/administration/aide/questions")
@requires(*MAY)
def handed_questions() -> str:
    """Who waits, the longest first; those answered, those closed."""
    actor = current_actor()
    shown = request.args.get("etat", "attente")
    shown = shown if shown in STATES else "attente"
    page = conversing.handed_page(actor, STATES[shown], request.args.get("suite"))
    further = url_for("knowledge_base.handed_questions", etat=shown, suite=page.next)
    return render(
        "knowledge_base/handed.html",
        sections=sections(actor, "questions"),
        shown=shown,
        rows=[_row(row) for row in page.items],
        further=further if page.next else None,
    )


@pages.get("/administration/aide/questions/<uuid:thread_id>")
@requires(*MAY)
def handed_question(thread_id: UUID) -> Response:
    """What was said, and the answer to write."""
    return _shown(conversing.handed_for(current_actor(), thread_id))


@pages.post("/administration/aide/questions/<uuid:thread_id>/repondre")
@requires(*MAY)
def answer_question(thread_id: UUID) -> Response:
    """Answer its person: told by a notice or by mail."""
    actor = current_actor()
    try:
        with unit_of_work(idempotent=True, act="help.answer") as work:
            row = conversing.handed_for(actor, thread_id, lock=True)
            answering.answer(actor, row, request.form.get("text", ""))
            work.outcome["location"] = url_for("knowledge_base.handed_question", thread_id=row.id)
    except Invalid as refusal:
        errors = [message(problem) for problem in refusal.problems]
        return _shown(conversing.handed_for(actor, thread_id), errors)
    flash_notice(_("La réponse est envoyée."))
    return redirect_or_swap("knowledge_base.handed_question", thread_id=thread_id)


@pages.post("/administration/aide/questions/<uuid:thread_id>/clore")
@requires(*MAY)
def close_question(thread_id: UUID) -> Response:
    """Nothing more is awaited."""
    actor = current_actor()
    with unit_of_work(idempotent=True, act="help.close") as work:
        answering.close(actor, conversing.handed_for(actor, thread_id, lock=True))
        work.outcome["location"] = url_for("knowledge_base.handed_questions")
    flash_notice(_("L’échange est clos."))
    return redirect_or_swap("knowledge_base.handed_questions")


@pages.post("/administration/aide/questions/<uuid:thread_id>/transmettre")
@requires(*MAY)
def pass_question_on(thread_id: UUID) -> Response:
    """It is another team's."""
    actor = current_actor()
    theme = request.form.get("theme", "")[:60]
    with unit_of_work(idempotent=True, act="help.pass-on") as work:
        answering.pass_on(actor, conversing.handed_for(actor, thread_id, lock=True), theme)
        work.outcome["location"] = url_for("knowledge_base.handed_questions")
    flash_notice(_("La question est transmise."))
    return redirect_or_swap("knowledge_base.handed_questions")


@pages.post("/administration/aide/questions/<uuid:thread_id>/fiche")
@requires(Permission.KNOWLEDGE_WRITE)
def entry_from_question(thread_id: UUID) -> Response:
    """A draft entry, filled from the question and the answer."""
    actor = current_actor()
    with unit_of_work(idempotent=True, act="help.entry") as work:
        row = conversing.handed_for(actor, thread_id, lock=True)
        key = settling.write_for_conversation(actor, row)
        work.outcome["location"] = url_for("knowledge_base.edit_entry", key=key)
    flash_notice(_("Une fiche est préparée : relisez-la, puis publiez-la."))
    return redirect_or_swap("knowledge_base.edit_entry", key=key)


def _shown(row: Conversation, errors: list[str] | None = None) -> Response:
    actor = current_actor()
    html = render(
        "knowledge_base/handed_one.html",
        **talking.talk(actor, row, agent=True),
        sections=sections(actor, "questions"),
        who=_who(row),
        errors=errors or [],
        typed=request.form.get("text", "") if errors else "",
        themes=[("", _("Sans thème")), *((t, _theme(t)) for t in conversing.teams() if t)],
        writes=actor.holds(Permission.KNOWLEDGE_WRITE),
        entry_made=learning.written_from(row),
        answered=any(turn.author == "agent" and turn.kind == "message"
                     for turn in conversing.turns_of(row)),
    )  # fmt: skip
    return make_response(html, 422 if errors else 200)


def _row(row: Conversation) -> dict[str, Any]:
    asked = conversing.first_words(row)
    return {
        "asked": asked or _("Sans question écrite"),
        "url": url_for("knowledge_base.handed_question", thread_id=row.id),
        "who": _who(row),
        "theme": _theme(row.theme) or "–",
        "since": moment(row.handed_at),
    }


def _who(row: Conversation) -> str:
    if row.account_id is not None:
        return conversing.name_of(row.account_id)
    return row.name or _("Visiteur")


def _theme(theme: str) -> str:
    return theme_words()(theme)
