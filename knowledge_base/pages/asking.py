"""Asking: a page with a form, which works without scripts; the panel shows the very same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import make_response, redirect, request, url_for
from flask import session as flask_session
from werkzeug.wrappers import Response

from accounts import operations as accounts
from core.access import public
from core.actor import Actor
from core.database import unit_of_work
from core.errors import Invalid
from core.i18n import _
from core.settings import value_of
from core.wall import HOUSE, acting_as
from core.web import current_actor, flash_notice, redirect_or_swap, render, wants_partial
from core.words import message
from knowledge_base import talking
from knowledge_base.asking_models import Conversation
from knowledge_base.consulting import hear
from knowledge_base.domain.asking.outside import Proposal
from knowledge_base.errors import UnknownConversation
from knowledge_base.operations import asking
from knowledge_base.operations.linking import note_sent
from knowledge_base.pages.blueprint import pages
from knowledge_base.queries import conversing, linking

#: In a web session: the conversation of this browser.
KEPT = "help"
ASK = "whoever reads the help may ask; a conversation opens to its person, or its browser, alone"


@contextmanager
def door(actor: Actor) -> Iterator[None]:
    """At its own door the house looks for whoever knocks without an account: this one row."""
    if actor.known:
        yield
    else:
        with acting_as(HOUSE):
            yield


@pages.get("/aide/question")
@public(because=ASK)
def ask() -> Response:
    """The conversation of this browser, or an empty one."""
    actor = current_actor()
    with door(actor):
        row = current(actor)
    return _shown(actor, row)


@pages.post("/aide/question")
@public(because=ASK)
def ask_post() -> Response:
    """One question more."""
    actor, form = current_actor(), request.form
    _slow(actor)
    lets = consent()
    proposed = elsewhere(actor, form.get("text", "")) if lets else ()

    def act(row: Conversation) -> None:
        if lets is not None:
            asking.let_out(row, let=lets)
        if row.state == "open":
            asking.ask(actor, row, form.get("text", ""), proposed)
        else:
            asking.write(actor, row, request.form.get("text", ""))

    return _acted(actor, None, act, "help.ask")


@pages.get("/aide/question/<uuid:thread_id>")
@public(because=ASK)
def thread(thread_id: UUID) -> Response:
    """One conversation of one's own."""
    actor = current_actor()
    with door(actor):
        row = conversing.conversation_for(actor, thread_id, _kept())
    flask_session[KEPT] = str(row.id)
    return _shown(actor, row)


@pages.post("/aide/question/<uuid:thread_id>/ouvrir")
@public(because=ASK)
def open_title(thread_id: UUID) -> Response:
    """Open one of the titles, here."""
    actor, key = current_actor(), request.form.get("entry", "")[:120]
    return _acted(actor, thread_id, lambda row: asking.open_entry(actor, row, key), "help.open")


@pages.post("/aide/question/<uuid:thread_id>/preciser")
@public(because=ASK)
def clarify(thread_id: UUID) -> Response:
    """One answer to a clarifying question."""
    actor, option = current_actor(), request.form.get("option", "")[:300]
    return _acted(actor, thread_id, lambda row: asking.clarify(actor, row, option), "help.clarify")


@pages.post("/aide/question/<uuid:thread_id>/rien")
@public(because=ASK)
def nothing_fits(thread_id: UUID) -> Response:
    """None of these."""
    actor = current_actor()
    return _acted(actor, thread_id, lambda row: asking.none_of_these(actor, row), "help.none")


@pages.post("/aide/question/<uuid:thread_id>/avis")
@public(because=ASK)
def vote(thread_id: UUID) -> Response:
    """« Cela répond », or not."""
    actor, key = current_actor(), request.form.get("entry", "")[:120]
    helps = request.form.get("helps") == "oui"

    def act(row: Conversation) -> None:
        asking.vote(actor, row, key, helps=helps)

    return _acted(actor, thread_id, act, "help.vote")


@pages.post("/aide/question/nouvelle")
@public(because=ASK)
def begin_again() -> Response:
    """Leave this conversation and ask about something else."""
    flask_session.pop(KEPT, None)
    if wants_partial():
        return _shown(current_actor(), None)
    return redirect_or_swap("knowledge_base.ask")


@pages.post("/aide/question/<uuid:thread_id>/effacer")
@public(because=ASK)
def forget(thread_id: UUID) -> Response:
    """Its person wants it gone."""
    actor = current_actor()
    with door(actor), unit_of_work():
        asking.forget(conversing.conversation_for(actor, thread_id, _kept(), lock=True))
    flask_session.pop(KEPT, None)
    flash_notice(_("L’échange est effacé."))
    return redirect_or_swap("knowledge_base.ask")


@pages.get("/aide/parler")
@public(because=ASK)
def speak() -> Response:
    """Before a person is asked for: what goes to whom, and when they answer."""
    actor = current_actor()
    with door(actor):
        row = current(actor)
    return _asking(actor, row)


@pages.post("/aide/parler")
@public(because=ASK)
def speak_post() -> Response:
    """Ask for a person."""
    actor, form = current_actor(), request.form
    if not actor.known:
        with unit_of_work():
            accounts.take_a_try(form.get("email", ""), request.remote_addr or "", "aide:")
    try:
        with door(actor), unit_of_work(idempotent=True, act="help.speak") as work:
            row = _of_visit(actor, None)
            asking.hand_over(
                actor, row, form.get("text", ""), form.get("name", ""), form.get("email", "")
            )
            work.outcome["location"] = url_for("knowledge_base.thread", thread_id=row.id)
    except Invalid as refusal:
        with door(actor):
            known = current(actor)
        return _asking(actor, known, refusal)
    flask_session[KEPT] = str(row.id)
    return _gone_to(actor, row)


@pages.get("/aide/reponse/<string:token>")
@public(because="the signed link of a mail opens one conversation, and nothing else")
def answered(token: str) -> Response:
    """From the mail of an answer, without an account: this browser keeps the conversation."""
    named = conversing.thread_of_link(token)
    with acting_as(HOUSE):
        row = conversing.conversation_for(current_actor(), named, str(named))
    flask_session[KEPT] = str(row.id)
    answer = redirect(url_for("knowledge_base.thread", thread_id=row.id), code=303)
    answer.headers["Cache-Control"] = "no-store, private"
    answer.headers["Referrer-Policy"] = "strict-origin"
    return answer


def current(actor: Actor) -> Conversation | None:
    """The conversation this browser keeps, if it is still there and still this person's."""
    try:
        return conversing.conversation_for(actor, UUID(_kept()), _kept())
    except (ValueError, UnknownConversation):
        return None


def consent() -> bool | None:
    """What its person chose about an engine of somebody else; None where nothing was asked."""
    if request.form.get("outside_asked") != "1":
        return None
    return request.form.get("outside") == "1"


def elsewhere(actor: Actor, text: str) -> Sequence[Proposal]:
    """What the engine of somebody else proposes. No transaction is open while it thinks, and
    whatever befalls it, the question is answered here."""
    with door(actor), unit_of_work():
        row, known = linking.engine_in_use(), current(actor)
        if row is None or (known is not None and known.state != "open"):
            return ()
        names = [name for name in (actor.name, known.name if known else "") if name]
        asked = linking.consult(row, text, actor, names)
    if asked is None:
        return ()
    heard = hear(asked)
    with door(actor), unit_of_work():
        note_sent(asked, heard)
    return heard.proposed


def _kept() -> str:
    return str(flask_session.get(KEPT, ""))


def _slow(actor: Actor) -> None:
    """Visitors ask as much as anybody reads; a machine that asks all day is slowed down."""
    if not actor.known:
        with unit_of_work():
            where = request.remote_addr or ""
            accounts.take_a_try(
                f"{_kept()} {where}", where, "question:", per_account=80, per_address=400
            )


def _of_visit(actor: Actor, thread_id: UUID | None) -> Conversation:
    """The conversation an act is about, held until it is done; a first question begins one."""
    if thread_id is not None:
        return conversing.conversation_for(actor, thread_id, _kept(), lock=True)
    row = current(actor)
    if row is None or row.state == "closed":
        return asking.begin(actor, _came_from())
    return conversing.conversation_for(actor, row.id, _kept(), lock=True)


def _came_from() -> str:
    """Path of the page the panel lies over, or the one a link said."""
    behind = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return behind or request.form.get("de", "")


def _acted(
    actor: Actor, thread_id: UUID | None, act: Callable[[Conversation], Any], name: str
) -> Response:
    try:
        with door(actor), unit_of_work(idempotent=True, act=name) as work:
            row = _of_visit(actor, thread_id)
            act(row)
            work.outcome["location"] = url_for("knowledge_base.thread", thread_id=row.id)
    except Invalid as refusal:
        with door(actor):
            known = current(actor)
        return _shown(actor, known, refusal)
    flask_session[KEPT] = str(row.id)
    return _gone_to(actor, row)


def _gone_to(actor: Actor, row: Conversation) -> Response:
    if wants_partial():
        return _shown(actor, row)
    return redirect(url_for("knowledge_base.thread", thread_id=row.id, _anchor="suite"), code=303)


def _shown(actor: Actor, row: Conversation | None, refusal: Invalid | None = None) -> Response:
    errors = [message(problem) for problem in refusal.problems] if refusal else []
    with door(actor):
        values = talking.talk(actor, row)
        offered = talking.engine_offered(row)
    html = render(
        "knowledge_base/ask.html",
        "_talk.html",
        **values,
        errors=errors,
        typed=request.form.get("text", "") if errors else "",
        outside=offered,
        came_from=request.args.get("de", ""),
        hours=talking.hours(row.theme if row else ""),
        days=value_of(asking.KEPT_DAYS.key),
    )
    return _private(make_response(html, 422 if errors else 200))


def _asking(actor: Actor, row: Conversation | None, refusal: Invalid | None = None) -> Response:
    errors = {p.path.strip("/"): message(p) for p in refusal.problems} if refusal else {}
    with door(actor):
        asked = row is not None and conversing.last_question(row) is not None
    html = render(
        "knowledge_base/speak.html",
        "_speak.html",
        errors=errors,
        typed=request.form,
        stranger=actor.account_id is None,
        asked=asked,
        came_from=request.args.get("de", ""),
        hours=talking.hours(row.theme if row else ""),
    )
    return _private(make_response(html, 422 if errors else 200))


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store, private"
    return response
