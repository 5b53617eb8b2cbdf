"""The time requests take, for those who look after them: a page, and the same as a file."""

from __future__ import annotations

import io

from flask import make_response, request
from werkzeug.wrappers import Response

from catalogue.domain.times import WORKING, Wanted
from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from catalogue.views import times as views
from core import clock
from core.access import requires
from core.i18n import _
from core.sheets import FORMATS, Column, write
from core.web import current_actor, render


@pages.get("/delais")
@requires(Permission.REQUESTS_SUPERVISE)
def times() -> str:
    """Figures, time by status and function, what waits, month by month."""
    wanted = Wanted.of(request.args, clock.today())
    return render("catalogue/times.html", "_times.html", **views.page(current_actor(), wanted))


@pages.get("/delais/export")
@requires(Permission.REQUESTS_SUPERVISE)
def times_export() -> Response:
    """One line a status, as a CSV file."""
    wanted = Wanted.of(request.args, clock.today())
    unit = _("jours ouvrés") if wanted.counted == WORKING else _("jours calendaires")
    heads = [
        Column("circuit", _("Circuit")),
        Column("etape", _("Étape")),
        Column("sejours", _("Séjours terminés"), "number"),
        Column("mediane", _("Médiane (%(unit)s)", unit=unit), "number"),
        Column("neuf-sur-dix", _("9 sur 10 en moins de (%(unit)s)", unit=unit), "number"),
        Column("moyenne", _("Moyenne (%(unit)s)", unit=unit), "number"),
        Column("en-cours", _("En cours aujourd’hui"), "number"),
        Column("en-retard", _("En retard"), "number"),
        Column("plus-ancienne", _("La plus ancienne (jours calendaires)"), "number"),
    ]
    stream = io.BytesIO()
    write("csv", stream, heads, views.lines(current_actor(), wanted))
    answer = make_response(stream.getvalue())
    answer.headers["Content-Type"] = FORMATS["csv"][1]
    name = f"delais-{wanted.since}-{wanted.until}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
