"""Papers to keep: the form without answers, to fill in by hand, and the answers that were given."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from flask import send_file
from werkzeug.wrappers import Response

from catalogue import queries
from catalogue.domain.service import Service
from catalogue.pages.blueprint import pages
from catalogue.pages.following import EVERYONE
from catalogue.permissions import Permission
from catalogue.queries import Seen
from catalogue.standing import form_names
from catalogue.views.answers import answer_pages
from core.access import requires
from core.actor import Actor
from core.errors import NotFound
from core.i18n import _, spoken
from core.saying import dated
from core.security import DOWNLOAD_POLICY
from core.web import current_actor
from documents.operations import pdf
from form_factory import printing
from form_factory import queries as forms
from form_factory.oldwords import read_words
from form_factory.summary import summary
from messaging import operations as messaging
from schemas import queries as schemas


@pages.get("/teleservices/<key>/formulaire/<button>.pdf")
@requires(Permission.SERVICES_READ, Permission.REQUESTS_PROCESS)
def blank_form(key: str, button: str) -> Response:
    """The form behind a button, empty."""
    version = queries.service_for(current_actor(), key)
    found = Service.of(version.body).button(button)
    live = schemas.live("form", found.form) if found is not None else None
    if live is None:
        raise NotFound
    form = forms.form_of(live.id, spoken())
    words = {
        "how": _("Remplissez les questions qui vous concernent. Cochez les cases par une croix."),
        "join": _("Joignez le document à ce papier."),
        "computed": _("Calculé par l’administration."),
        "optional": _("facultatif"),
    }
    data = {"title": form.form.title, "pages": printing.blank_pages(form)}
    return _paper("form", f"{live.key}.pdf", data, words)


@pages.get("/demandes/<reference>/reponses.pdf")
@requires(*EVERYONE)
def answers_paper(reference: str) -> Response:
    """The answers of a draft to whoever writes it, of a request to both sides."""
    actor = current_actor()
    seen = queries.request_for(actor, reference)
    request = seen.request
    if request.submitted_at is None:
        data = _of_draft(actor, seen)
    else:
        pages_read = printing.answered_pages(answer_pages(request))
        data = {"pages": pages_read, "old": _old(request.old_answers)}
    facts = [
        (_("Établissement"), request.establishment_label),
        (_("Demande"), request.reference or request.provisional),
        (_("Déposée"), dated(request.submitted_at) if request.submitted_at else _("pas encore")),
    ]
    words = {"empty": _("Non renseigné"), "old": _("Anciennes réponses")}
    title = seen.versions.service.title
    name = f"{request.reference or request.provisional}.pdf"
    return _paper("answers", name, {"title": title, "facts": facts, **data}, words)


def _of_draft(actor: Actor, seen: Seen) -> dict[str, Any]:
    if seen.side != "applicant" or not seen.functions:
        raise NotFound
    row = forms.draft_row(seen.request.draft_id)
    state = forms.state_of(row, form_names(actor, seen.request))
    files = forms.files_of(state.compiled, state.draft.answers, ("draft", row.id))
    read = summary(state.compiled, state.outcome, files=files)
    return {"pages": printing.answered_pages(read), "old": _old(row.old_answers)}


def _old(kept: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "label": one["label"],
            "text": read_words(one),
            "files": [f["name"] for f in one["files"]],
            "note": "",
        }
        for one in kept
    ]


def _paper(template: str, name: str, data: Mapping[str, Any], words: Mapping[str, str]) -> Response:
    said = {
        **data,
        "organisation": messaging.organisation(),
        "lang": spoken() or "fr",
        "words": words,
    }
    answer = send_file(
        io.BytesIO(pdf(template, said)),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=name,
        max_age=0,
    )
    answer.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    answer.headers["Cache-Control"] = "no-store"
    return answer
