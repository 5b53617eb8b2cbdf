"""A list of records as a file: ordered here, made behind the page."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response

from core.access import confirmed, requires
from core.database import unit_of_work
from core.i18n import _
from core.web import current_actor, flash_notice, redirect_or_swap
from documents import operations as documents
from registry import queries
from registry.pages.blueprint import pages
from registry.pages.lists import PREFIX
from registry.permissions import Permission


@pages.post("/fiches/<entity>/exports")
@requires(Permission.RECORDS_READ)
@confirmed
def export(entity: str) -> Response:
    """The list as it is searched, filtered and sorted, as CSV, XLSX or JSON lines."""
    found = queries.live_entity(entity)
    filters = {
        name.removeprefix(PREFIX): value
        for name, value in request.form.items()
        if name.startswith(PREFIX) and value
    }
    wanted = {
        "entity": found.key,
        "q": request.form.get("q", "").replace("\x00", "")[:100],
        "filters": filters,
        "sort": request.form.get("tri") or None,
    }
    form = request.form.get("format", "")
    with unit_of_work(idempotent=True) as work:
        documents.order_export(current_actor(), "records", wanted, form, found.plural)
        work.outcome["location"] = url_for("documents.exports")
    flash_notice(_("Votre export se prépare. Vous le trouverez ici."))
    return redirect_or_swap("documents.exports")
