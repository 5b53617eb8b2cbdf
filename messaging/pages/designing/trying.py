"""« Aperçu »: the text as its reader would get it about a real request."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, send_file
from flask.typing import ResponseReturnValue

from core.access import requires
from core.contributions import all_of, one_of
from core.errors import NotFound
from core.i18n import _
from core.security import DOWNLOAD_POLICY
from core.web import render
from messaging.domain.designing.text import is_readable as readable
from messaging.domain.naming import VARIABLES, Trial, Variable
from messaging.kinds import LETTER_MODELS
from messaging.operations import organisation
from messaging.pages.blueprint import pages
from messaging.pages.designing.door import TRIAL, body_of, designer, head_of
from schemas.domain.variables import fill, one_line
from schemas.domain.written import written_out
from schemas.heading import unreadable
from schemas.permissions import Permission


@pages.get("/administration/modeles/<key>/apercu")
@requires(Permission.DEFINITIONS_WRITE)
def design_trial(key: str) -> ResponseReturnValue:
    """A request one may read, chosen by its number or in a list."""
    actor = designer()
    body = body_of(key)
    around = head_of(key, TRIAL)
    if not readable(body):
        return unreadable(around), 422
    reference = request.args.get("demande", "").strip()[:100]
    offered = [
        one for room in all_of(VARIABLES) for one in room.requests(actor, key, around["service"])
    ]
    trial = _trial(body, reference) if reference else None
    return render(
        "messaging/design/apercu.html",
        **around,
        body=body,
        reference=reference,
        offered=offered,
        services=services_for(key),
        found=trial,
        trial=drawn(body, trial) if trial else None,
        unknown=bool(reference) and trial is None,
    )


@pages.get("/administration/modeles/<key>/apercu.pdf")
@requires(Permission.DEFINITIONS_WRITE)
def design_paper(key: str) -> ResponseReturnValue:
    """The letter as a PDF that says it is none: without number, without code."""
    designer()
    body = body_of(key)
    press = one_of(LETTER_MODELS, "documents")
    trial = _trial(body, request.args.get("demande", "").strip()[:100])
    if press is None or trial is None or body.get("channel") != "letter" or not readable(body):
        raise NotFound
    made = press.preview(body, trial.values, trial.holds, _("Aperçu"))
    answer = send_file(
        io.BytesIO(made), "application/pdf", as_attachment=True, download_name=f"{key}.pdf"
    )
    answer.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    answer.headers["Cache-Control"] = "no-store"
    return answer


def services_for(key: str) -> list[tuple[str, str]]:
    """Services whose answers may be offered, those that use the text first."""
    found = [one for room in all_of(VARIABLES) for one in room.services(key)]
    return [(value, _("%(title)s (l’emploie)", title=t) if used else t) for value, t, used in found]


def sample(body: Mapping[str, Any], variables: Sequence[Variable]) -> dict[str, Any]:
    """The text with the samples of its variables; every block is shown."""
    values = {one.name: one.sample or f"[{one.label}]" for one in variables}
    values["organisation"] = organisation()
    blocks = [{k: v for k, v in one.items() if k != "when"} for one in body.get("blocks", ())]
    values["lien"] = "https://demarches.example/demandes"
    return _read(body, blocks, values, {})


def drawn(body: Mapping[str, Any], trial: Trial) -> dict[str, Any]:
    """The text with the values of a trial."""
    return _read(body, list(body.get("blocks", ())), trial.values, trial.holds)


def _read(
    body: Mapping[str, Any],
    blocks: Sequence[Mapping[str, Any]],
    values: Mapping[str, str],
    holds: Mapping[str, bool],
) -> dict[str, Any]:
    subject = one_line(fill(body.get("subject") or body.get("title", ""), values))
    return {"subject": subject, "blocks": list(written_out(blocks, values, holds))}


def _trial(body: Mapping[str, Any], reference: str) -> Trial | None:
    actor = designer()
    for room in all_of(VARIABLES):
        try:
            found: Trial = room.trial(actor, body, reference)
        except NotFound:
            continue
        return found
    return None
