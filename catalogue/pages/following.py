"""Following requests: the list, one request seen from either side, the receipt."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from catalogue import operations, profiles, queries
from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from catalogue.queries import Seen
from catalogue.queries.mine import received_at
from catalogue.views.file import render_file
from catalogue.views.following import follow_page
from catalogue.views.mine import Wanted, mine_page, received_rows
from core.access import requires
from core.actor import Actor
from core.database import unit_of_work
from core.errors import NotFound
from core.web import current_actor, go, render
from form_factory import queries as forms

APPLICANT = (Permission.REQUESTS_FOLLOW, Permission.REQUESTS_FILE)
#: Keys of the requests file that say what a person may see of one request.
EVERYONE = (*APPLICANT, Permission.REQUESTS_PROCESS)


@pages.get("/demandes")
@requires(*APPLICANT)
def mine() -> str:
    """Requests of all one's establishments, the most recently touched first."""
    actor = current_actor()
    found = profiles.profiles_of(actor)
    wanted = Wanted.of(request.args, found)
    page = mine_page(actor, found, wanted, request.args.get("suite"))
    return render("catalogue/mine.html", "_mine_rows.html", **page)


@pages.get("/demandes/recus")
@requires(*APPLICANT)
def received() -> str:
    """Messages and letters about all one's requests, the latest first."""
    found = profiles.profiles_of(current_actor())
    page = received_at([p.scope_path for p in found], request.args.get("suite"))
    return render(
        "catalogue/received.html",
        rows=received_rows(page.items),
        several=len(found) > 1,
        next_url=url_for("catalogue.received", suite=page.next) if page.next else None,
    )


@pages.get("/demandes/<reference>")
@requires(*EVERYONE)
def follow(reference: str) -> str | Response:
    """One request: the file for agents, the follow-up for its establishment, a draft to resume."""
    actor = current_actor()
    seen = queries.request_for(actor, reference)
    if seen.side == "agency":
        return render_file(actor, seen, request.args.get("onglet"))
    if seen.request.submitted_at is None:
        return _draft(seen)
    if reference != seen.request.reference:
        return go(url_for("catalogue.follow", reference=seen.request.reference))
    return _follow(actor, seen)


def _follow(actor: Actor, seen: Seen, **more: Any) -> str:
    page = follow_page(actor, seen)
    with unit_of_work():  # drawn in the transaction of all that was read: nothing is asked again
        operations.saw(actor, seen.request.id)
        return render("catalogue/follow.html", "_follow.html", **{**page, **more})


def _draft(seen: Seen) -> str | Response:
    """A draft goes on where it was left; who may only follow sees that it exists."""
    if not seen.functions:
        return render("catalogue/draft.html", seen=seen, request_row=seen.request)
    row = forms.draft_row(seen.request.draft_id)
    page_id = row.page or "1"
    return go(url_for("catalogue.fill", reference=seen.request.provisional, page_id=page_id))


@pages.get("/demandes/<reference>/recepisse")
@requires(*APPLICANT)
def receipt(reference: str) -> str:
    """The number, in large: what the applicant keeps (also sent by mail)."""
    actor = current_actor()
    seen = queries.request_for(actor, reference)
    if seen.request.submitted_at is None or seen.side != "applicant":
        raise NotFound
    return render(
        "catalogue/receipt.html",
        seen=seen,
        request_row=seen.request,
        service=seen.versions.service,
        actor=actor,
    )
