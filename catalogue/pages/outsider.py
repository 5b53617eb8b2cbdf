"""The one page of somebody asked for advice: no account, no session, the link is the proof.

It shows the question and what was joined to it, nothing else of the request; unknown, revoked and
ended links are the same answer.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from accounts import operations as accounts
from catalogue.advice_models import Advice
from catalogue.errors import AlreadyAnswered, DeadAdvice
from catalogue.operations import advising
from catalogue.pages.blueprint import pages
from catalogue.queries import advising as queries
from catalogue.views.advising import outsider_page
from core.access import public
from core.actor import HOUSE
from core.database import unit_of_work
from core.errors import Invalid
from core.i18n import text_of
from core.wall import HOUSE as THE_HOUSE
from core.wall import acting_as
from core.web import go, render
from core.words import message
from documents.operations.handing_out import hand_out

LINK = "the link itself is the proof; it opens one question and ends by itself"
ADDRESS = "/avis/<string(length=43):token>"


@pages.get(ADDRESS)
@public(because=LINK)
def outsider(token: str) -> Response:
    """The question, what was joined, and the answer once it is given."""
    with acting_as(THE_HOUSE):  # at its own door the house looks for whoever knocks
        try:
            with unit_of_work():
                row = queries.advice_by_token(token)
                advising.look(row)
                return _page(row, token, 200)
        except DeadAdvice as refusal:
            return _dead(refusal, token)


@pages.post(ADDRESS)
@public(because=LINK)
def outsider_answers(token: str) -> Response:
    """The one answer, with one file at most."""
    typed = request.form.get("text", "").replace("\x00", "")
    with acting_as(THE_HOUSE):  # at its own door the house looks for whoever knocks
        try:
            with unit_of_work():
                advising.answer(token, typed, request.files.getlist("files"))
        except DeadAdvice as refusal:
            return _dead(refusal, token)
        except AlreadyAnswered:
            return _private(go(url_for("catalogue.outsider", token=token)))
        except Invalid as refusal:
            errors = [message(problem) for problem in refusal.problems]
            return _page(queries.advice_by_token(token), token, 422, text=typed, errors=errors)
    return _private(go(url_for("catalogue.outsider", token=token)))


@pages.get(f"{ADDRESS}/fichiers/<uuid:file_id>")
@public(because=LINK)
def outsider_file(token: str, file_id: UUID) -> Response:
    """A file that was joined to this very question."""
    with acting_as(THE_HOUSE):  # at its own door the house looks for whoever knocks
        try:
            row = queries.advice_with_file(token, file_id)
            return _private(hand_out(file_id, (advising.OWNER, row.id)))
        except DeadAdvice as refusal:
            return _dead(refusal, token)


def _page(row: Advice, token: str, status: int, **typed: Any) -> Response:
    html = render("catalogue/outsider.html", **outsider_page(HOUSE, row, token), **typed)
    return _private(make_response(html, status))


def _dead(refusal: DeadAdvice, token: str) -> Response:
    """What opens nothing; whoever tries link after link is slowed down."""
    with unit_of_work():
        accounts.take_a_try(token, request.remote_addr or "", "avis:")
    html = render("catalogue/outsider_end.html", text=text_of(refusal.message))
    return _private(make_response(html, refusal.status))


def _private(response: Response) -> Response:
    """The address is a secret: it goes to no other page, to no search engine, to no cache.

    « no-referrer » would have browsers hide where the answer comes from, and the house refuse it.
    """
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Cache-Control"] = "no-store, private"
    return response
