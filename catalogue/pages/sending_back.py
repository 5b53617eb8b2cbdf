"""Sending a request back with the very questions to be corrected, each with a remark."""

from __future__ import annotations

from typing import Any

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from catalogue import operations, queries
from catalogue.operations.asking_again import LONGEST, Wish
from catalogue.pages.acting import changes_of, file_again, words_of
from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from catalogue.queries import Seen
from catalogue.views.asking import Typed, ask_page, asks_with
from core.access import requires
from core.actor import Actor
from core.database import unit_of_work
from core.errors import NotFound, NotSignedIn, PreauError
from core.i18n import _
from core.unseen import is_unseen
from core.web import current_actor, flash_notice, go, render
from workflows import queries as workflows

AGENTS = (Permission.REQUESTS_PROCESS,)
HOME = "/demandes/<reference>/actions/<transition>/questions"
REMARK = "remark:"


@pages.get(HOME)
@requires(*AGENTS)
def ask(reference: str, transition: str) -> Response | str:
    """The questions of the form, to be ticked; each has room for a remark."""
    actor = current_actor()
    seen = _seen(actor, reference)
    if not asks_with(actor, seen, transition):
        return go(file_again(seen))
    return _page(actor, seen, transition, Typed(version=seen.request.version))


@pages.post(HOME)
@requires(*AGENTS)
def send_back(reference: str, transition: str) -> Response | str:
    """Make the move, and keep what it asks. Refused, all that was ticked and typed stands there."""
    actor, typed = current_actor(), _typed()
    wishes = [Wish(address, typed.remarks.get(address, "")) for address in typed.ticked]
    try:
        with unit_of_work(idempotent=True) as work:
            seen = _seen(actor, reference, lock=True)
            operations.move(
                actor,
                seen,
                transition,
                comment=typed.comment,
                expected_version=typed.version,
                confirmed="confirm" in request.form,
                wishes=wishes,
            )
            location = file_again(seen)
            work.outcome = {"location": location}
    except (NotFound, NotSignedIn):
        raise
    except PreauError as refusal:
        seen = _seen(actor, reference)
        typed.trouble = [words_of(refusal), *changes_of(seen, refusal)]
        return make_response(_page(actor, seen, transition, typed), refusal.status)
    circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
    flash_notice(
        _(
            "%(move)s : c’est fait. La demande est « %(status)s ».",
            move=circuit.transition[transition].label,
            status=circuit.status[seen.request.status].label,
        )
    )
    return go(location)


def _seen(actor: Actor, reference: str, *, lock: bool = False) -> Seen:
    seen = queries.request_for(actor, reference, lock=lock)
    if seen.side != "agency":
        raise NotFound
    return seen


def _typed() -> Typed:
    """What was ticked; whoever writes a remark means its question."""
    form = request.form
    remarks = {
        name.removeprefix(REMARK): text.replace("\x00", "")[:LONGEST]
        for name, text in form.items()
        if name.startswith(REMARK) and not is_unseen(text)
    }
    version = form.get("version", "")
    return Typed(
        ticked=list(dict.fromkeys([*form.getlist("place"), *remarks])),
        remarks=remarks,
        comment=form.get("comment", "").replace("\x00", "")[:5000],
        version=int(version) if version.isascii() and version.isdigit() else None,
    )


def _page(actor: Actor, seen: Seen, transition: str, typed: Typed) -> str:
    values: dict[str, Any] = request.args.to_dict()
    return render(
        "catalogue/ask.html",
        action=url_for(
            "catalogue.send_back", reference=seen.request.reference, transition=transition, **values
        ),
        back_url=file_again(seen),
        **ask_page(actor, seen, transition, typed),
    )
