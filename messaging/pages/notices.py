"""Everybody's notices: the list, following one, having seen them all, which kinds to be told."""

from __future__ import annotations

from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from core.access import signed_in
from core.database import unit_of_work
from core.i18n import _
from core.web import current_actor, flash_notice, go, redirect_or_swap, render
from messaging import operations, queries
from messaging.pages.blueprint import pages

OWN = "everybody is told what is new for them, and nobody else reads it"


@pages.get("/avis")
@signed_in(because=OWN)
def notices() -> str:
    """The new ones first."""
    actor = current_actor()
    page = queries.notices(actor, request.args.get("suite"))
    muted = queries.muted_kinds(actor)
    return render(
        "messaging/notices.html",
        "_notices.html",
        rows=page.items,
        some_new=any(not row.seen for row in page.items),
        further=url_for("messaging.notices", suite=page.next) if page.next else None,
        kinds=[(kind.key, str(kind.label)) for kind in queries.kinds_for(actor)],
        wanted=[kind.key for kind in queries.kinds_for(actor) if kind.key not in muted],
    )


@pages.get("/avis/<uuid:notice_id>")
@signed_in(because=OWN)
def notice(notice_id: UUID) -> Response:
    """Go where it leads; having followed it is having seen it."""
    found = queries.notice_for(current_actor(), notice_id)
    if found.seen_at is None:
        with unit_of_work():
            operations.see(current_actor(), [found.id])
    return go(found.url)


@pages.post("/avis/<uuid:notice_id>/vu")
@signed_in(because=OWN)
def see(notice_id: UUID) -> Response:
    """Set one aside without following it."""
    found = queries.notice_for(current_actor(), notice_id)
    with unit_of_work():
        operations.see(current_actor(), [found.id])
    return redirect_or_swap("messaging.notices")


@pages.post("/avis/vus")
@signed_in(because=OWN)
def see_all() -> Response:
    """Nothing is new any more."""
    with unit_of_work():
        operations.see_all(current_actor())
    flash_notice(_("Toutes vos alertes sont marquées comme lues."))
    return redirect_or_swap("messaging.notices")


@pages.post("/avis/choix")
@signed_in(because=OWN)
def mute() -> Response:
    """Which kinds one wants to be told."""
    wanted, asked = set(request.form.getlist("kind")), queries.kinds_for(current_actor())
    with unit_of_work():
        operations.mute(current_actor(), [kind.key for kind in asked if kind.key not in wanted])
    flash_notice(_("Vos choix sont enregistrés."))
    return redirect_or_swap("messaging.notices")
