"""Tags put on one request and taken off."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from catalogue import operations
from catalogue.pages.acting import perform
from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from catalogue.queries import Seen
from core.access import requires
from core.actor import Actor
from core.i18n import _


@pages.post("/demandes/<reference>/etiquettes")
@requires(Permission.REQUESTS_PROCESS)
def tag(reference: str) -> Response | str:
    """The tags that are ticked, and the new one that was named; those unticked go."""

    def act(actor: Actor, seen: Seen) -> str:
        shown = set(request.form.getlist("montrees"))
        ticked = set(request.form.getlist("etiquette"))
        named = request.form.get("nouvelle", "").strip()
        added = {operations.name_tag(named).key} if named else set()
        operations.tag(actor, seen, add=ticked | added, remove=(shown - ticked) - added)
        return _("Les étiquettes sont enregistrées.")

    return perform(reference, "tags", act)
