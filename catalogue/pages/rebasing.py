"""Moving a draft to the newer version of its form; telling that a moved request was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from werkzeug.wrappers import Response

from catalogue import operations, queries
from catalogue.errors import NotEditable
from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from catalogue.queries import Seen
from catalogue.views.rebasing import foreseen, newer_of
from core.access import requires
from core.database import unit_of_work
from core.i18n import _, ngettext
from core.web import current_actor, flash_notice, go, render
from form_factory import queries as forms

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion


@pages.get("/demandes/<reference>/nouvelle-version")
@requires(Permission.REQUESTS_FILE)
def newer_form(reference: str) -> str | Response:
    """What changed in the form, and what of one's answers asks for a look."""
    seen = queries.request_for(current_actor(), reference)
    newer = _newer(seen)
    if newer is None:
        return go(url_for("catalogue.follow", reference=reference))
    row = forms.draft_row(seen.request.draft_id)
    return render(
        "catalogue/rebase.html",
        request_row=seen.request,
        service=seen.versions.service,
        newer=newer_of(seen.request),
        **foreseen(row, newer.id),
    )


def _newer(seen: Seen) -> DefinitionVersion | None:
    if seen.request.submitted_at is not None or seen.side != "applicant" or not seen.functions:
        return None
    return forms.newer_of(seen.request.form_version_id)


@pages.post("/demandes/<reference>/nouvelle-version")
@requires(Permission.REQUESTS_FILE)
def rebase(reference: str) -> Response:
    """Move the draft; every answer is kept."""
    actor = current_actor()
    with unit_of_work(idempotent=True) as work:
        seen = queries.request_for(actor, reference, lock=True)
        if seen.request.submitted_at is not None:
            raise NotEditable
        result = operations.rebase(actor, seen)
        count = len(result.attention) if result is not None else 0
        work.outcome["said"] = count
    told = _("Votre saisie est passée à la nouvelle version. Toutes vos réponses sont gardées.")
    if work.outcome["said"]:
        told += " " + ngettext(
            "%(num)s réponse est à vérifier.",
            "%(num)s réponses sont à vérifier.",
            work.outcome["said"],
        )
    flash_notice(told)
    return go(url_for("catalogue.follow", reference=reference))


@pages.post("/demandes/<reference>/formulaire-verifie")
@requires(Permission.REQUESTS_PROCESS)
def form_reviewed(reference: str) -> Response:
    """An agent has looked at what the change of form left."""
    actor = current_actor()
    with unit_of_work(idempotent=True, act="catalogue.form_reviewed"):
        seen = queries.request_for(actor, reference, lock=True)
        operations.reviewed(actor, seen)
    flash_notice(_("C’est noté : la demande est vérifiée sous sa nouvelle version."))
    return go(url_for("catalogue.follow", reference=reference))
