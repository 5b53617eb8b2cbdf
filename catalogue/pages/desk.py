"""The agents' desk: the list of requests and the numbers beside its views."""

from __future__ import annotations

from flask import render_template, request

from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from catalogue.views.desk import Asked, counts_of, list_context, services_of, view_groups
from core.access import requires
from core.web import current_actor, render


@pages.get("/bureau")
@requires(Permission.REQUESTS_PROCESS)
def desk() -> str:
    """Requests this person may process: one view, narrowed by filters, one page."""
    asked = Asked.of(request.args)
    return render("catalogue/desk.html", "_list.html", **list_context(current_actor(), asked))


@pages.get("/bureau/comptes")
@requires(Permission.REQUESTS_PROCESS)
def desk_counts() -> str:
    """How many stand in each view: asked behind the list, which does not wait for it."""
    actor, asked = current_actor(), Asked.of(request.args)
    services = services_of(actor)
    groups = view_groups(asked, services, counts_of(actor, services))
    return render_template("catalogue/_counts.html", groups=groups)
