"""A view of the desk as a file: ordered here, made behind the page."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response

from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from catalogue.queries import desk
from catalogue.queries.views import kept_views
from catalogue.views import desk_columns
from catalogue.views.asked import Asked
from catalogue.views.desk_views import titles
from core.access import confirmed, requires
from core.database import unit_of_work
from core.i18n import _
from core.web import current_actor, flash_notice, redirect_or_swap
from documents import operations as documents


@pages.post("/bureau/exports")
@requires(Permission.REQUESTS_PROCESS)
@confirmed
def export() -> Response:
    """The view as it is narrowed and sorted, with the columns that are shown."""
    actor, asked = current_actor(), Asked.of(request.form)
    wanted = asked.filter()
    here = next((view for view in kept_views(actor) if view.key == asked.view), None)
    listed = desk.listed_for(wanted, desk.services_of(actor))
    document = {
        "filter": wanted.document(),
        "columns": desk_columns.chosen(actor, asked, here, listed),
    }
    title = here.name if here else titles().get(asked.view, _("Toutes"))
    form = request.form.get("format", "")
    with unit_of_work(idempotent=True) as work:
        documents.order_export(actor, "desk", document, form, _("Demandes – %(view)s", view=title))
        work.outcome["location"] = url_for("documents.exports")
    flash_notice(_("Votre export se prépare. Vous le trouverez ici."))
    return redirect_or_swap("documents.exports")
