"""« Liens »: addresses that open the form of a service with some answers filled in."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from catalogue.operations import linking
from catalogue.pages.blueprint import pages
from catalogue.pages.designing.door import designer, designs
from catalogue.prefills.signed import counts, token_of
from core import clock
from core.database import unit_of_work
from core.errors import Invalid, NotFound
from core.i18n import _
from core.web import current_actor, flash_notice, go, render
from core.words import message
from schemas import queries as schemas


@pages.get("/administration/services/<key>/liens")
@designs
def service_links(key: str) -> ResponseReturnValue:
    """Those there are, and a new one."""
    return _page(key)


@pages.post("/administration/services/<key>/liens")
@designs
def make_service_link(key: str) -> ResponseReturnValue:
    """Keep the values, give the address."""
    service = _service(key)
    form = request.form
    typed = {one.path: form.get(one.name, "")[:2000] for one in linking.fillable(service)}
    try:
        with unit_of_work(idempotent=True) as work:
            title = " ".join(form.get("titre", "").split())[:120]
            linking.make_link(designer(), service, title, _day(), typed)
            work.outcome["location"] = url_for("catalogue.service_links", key=key)
    except Invalid as refusal:
        return _page(key, refusal)
    flash_notice(_("Le lien est prêt : copiez son adresse."))
    return go(work.outcome["location"])


@pages.post("/administration/services/<key>/liens/<uuid:link_id>/retirer")
@designs
def revoke_service_link(key: str, link_id: UUID) -> ResponseReturnValue:
    """It fills nothing in any more."""
    _service(key)
    with unit_of_work(idempotent=True) as work:
        linking.revoke_link(designer(), key, link_id)
        work.outcome["location"] = url_for("catalogue.service_links", key=key)
    flash_notice(_("Le lien ne remplit plus rien."))
    return go(work.outcome["location"])


def _service(key: str) -> dict[str, Any]:
    """The live version of a service this person designs."""
    designer()
    schemas.definition_for(current_actor(), "service", key)
    live = schemas.live("service", key)
    if live is None:
        raise NotFound
    return dict(live.body)


def _day() -> date | None:
    try:
        return date.fromisoformat(request.form.get("jusqu-au", ""))
    except ValueError:
        return None


def _page(key: str, refusal: Invalid | None = None) -> Response:
    service = _service(key)
    errors = {p.path.strip("/"): str(message(p)) for p in (refusal.problems if refusal else ())}
    links = [
        {
            "id": link.id,
            "title": link.title,
            "until": link.until,
            "names": len(link.values),
            "counts": counts(link, key),
            "emptied": not link.values,
            "revoked": link.revoked_at is not None,
            "url": url_for("catalogue.sheet", key=key, lien=token_of(link), _external=True),
        }
        for link in linking.links_of(key)
    ]
    html = render(
        "catalogue/design/liens.html",
        service=service,
        key=key,
        links=links,
        fillable=linking.fillable(service),
        typed=request.form if refusal else {},
        errors=errors,
        today=clock.today(),
        longest=clock.today() + linking.LONGEST,
    )
    return make_response(html, 422 if refusal else 200)
