"""Advice asked of people outside, seen from the desk: what was asked, a new question, revoking."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from catalogue import queries
from catalogue.operations import advising
from catalogue.operations.advising import Question
from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from catalogue.queries import Seen
from catalogue.standing import KIND
from catalogue.views.advising import Typed, advice_page
from catalogue.views.answers import answer_pages, plain_lines
from core.access import requires
from core.actor import Actor
from core.database import unit_of_work
from core.errors import Conflict, Invalid, NotFound, TooMany
from core.i18n import _, text_of
from core.web import current_actor, flash_notice, go, render
from documents import queries as documents

AGENTS = Permission.REQUESTS_PROCESS


@pages.get("/demandes/<reference>/avis")
@requires(AGENTS)
def advice(reference: str) -> Response:
    """All that was asked about a request, and the form of a new question."""
    return _page(current_actor(), reference, Typed(), 200)


@pages.post("/demandes/<reference>/avis")
@requires(AGENTS)
def ask_advice(reference: str) -> Response:
    """Ask somebody outside one question, with what was chosen to go with it."""
    actor, typed = current_actor(), Typed.of(request.form)
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = url_for("catalogue.advice", reference=reference)
            seen = _agency(queries.request_for(actor, reference, lock=True))
            advising.ask(actor, seen, _question(seen, typed))
    except Invalid as refusal:
        return _page(actor, reference, typed.show(refusal), 422)
    except (Conflict, TooMany) as refusal:
        return _page(actor, reference, typed.refuse(text_of(refusal.message)), refusal.status)
    flash_notice(_("La question part à %(email)s.", email=typed.email))
    return go(work.outcome["location"])


@pages.post("/demandes/<reference>/avis/<uuid:advice_id>/revoquer")
@requires(AGENTS)
def revoke_advice(reference: str, advice_id: UUID) -> Response:
    """The link opens nothing from now on."""
    actor = current_actor()
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = url_for("catalogue.advice", reference=reference)
        seen = _agency(queries.request_for(actor, reference, lock=True))
        advising.revoke(actor, seen, advice_id)
    flash_notice(_("Le lien est révoqué : il n’ouvre plus rien."))
    return go(work.outcome["location"])


def _agency(seen: Seen) -> Seen:
    if seen.side != "agency":
        raise NotFound
    return seen


def _page(actor: Actor, reference: str, typed: Typed, status: int) -> Response:
    seen = _agency(queries.request_for(actor, reference))
    choices = [(key, f"{one['label']} : {one['text']}") for key, one in _readable(seen).items()]
    files = [(str(f.id), f.filename) for f in _files(seen)]
    page = render("catalogue/advice.html", **advice_page(seen, typed, choices, files))
    return make_response(page, status)


def _question(seen: Seen, typed: Typed) -> Question:
    """What was ticked is joined as it was read; what has changed since is not."""
    readable, known = _readable(seen), {str(f.id) for f in _files(seen)}
    return Question(
        email=typed.email,
        name=typed.name,
        text=typed.question,
        until=typed.day,
        confidential=typed.confidential,
        answers=[readable[key] for key in typed.answers if key in readable],
        files=[key for key in typed.files if key in known],
    )


def _readable(seen: Seen) -> dict[str, dict[str, str]]:
    """The answers as an agent reads them, each under a key of its very words."""
    found: dict[str, dict[str, str]] = {}
    for page in answer_pages(seen.request):
        for label, said in plain_lines(page):
            if said.strip():
                key = sha256(f"{label}\x00{said}".encode()).hexdigest()[:24]
                found[key] = {"label": label, "text": said}
    return found


def _files(seen: Seen) -> list[Any]:
    return [f for f in documents.files_of(KIND, seen.request.id) if f.state == "clean"]
