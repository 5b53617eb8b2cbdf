"""The agents' desk: the list of requests and the numbers beside its views."""

from __future__ import annotations

from flask import render_template, request

from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from catalogue.queries.desk import services_of
from catalogue.queries.views import kept_views
from catalogue.views.desk import Asked, list_context
from catalogue.views.desk_views import counts_of, view_groups
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
    services, kept = services_of(actor), kept_views(actor)
    counts = counts_of(actor, asked, services, kept)
    groups = view_groups(asked, services, kept, counts)
    return render_template(
        "catalogue/_counts.html", groups=groups, number=counts["list"], late=counts.get("list-late")
    )
