"""Functions that requests wait for and nobody holds."""

from __future__ import annotations

from catalogue import vacancies as known
from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from core.access import requires
from core.web import current_actor, render


@pages.get("/bureau/fonctions-vacantes")
@requires(Permission.REQUESTS_SUPERVISE)
def vacancies() -> str:
    """What waits, for whom, since when, at the places one supervises."""
    found = known.vacancies_for(current_actor())
    return render("catalogue/vacancies.html", rows=found, total=sum(one.count for one in found))
