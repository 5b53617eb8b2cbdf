"""Limiting access to a record, and giving it back."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response

from core.access import requires
from core.database import unit_of_work
from core.i18n import _
from core.web import current_actor, flash_notice, go
from registry import operations, queries
from registry.pages.blueprint import pages
from registry.pages.shown import address
from registry.permissions import Permission


@pages.post("/fiches/<entity>/<code>/limitation")
@requires(Permission.RECORDS_RESTRICTED)
def restrict(entity: str, code: str) -> Response:
    """Nobody reads or writes the record any more, but who may limit access."""
    return _set(entity, code, lift=False)


@pages.post("/fiches/<entity>/<code>/limitation/lever")
@requires(Permission.RECORDS_RESTRICTED)
def lift(entity: str, code: str) -> Response:
    """The record is back under the usual rules."""
    return _set(entity, code, lift=True)


def _set(entity: str, code: str, *, lift: bool) -> Response:
    actor = current_actor()
    record = queries.record_for(actor, entity, code)
    reason = request.form.get("motif", "").replace("\x00", "")
    act = operations.lift_restriction if lift else operations.restrict_record
    with unit_of_work(idempotent=True) as work:
        act(actor, record, reason)
        seen = queries.seen(actor, queries.live_entity(entity), record)
        shown = seen.access.actions & {"read"}
        location = address(seen) if shown else url_for("registry.listing", entity=entity)
        work.outcome["location"] = location
    flash_notice(
        _("L’accès à cette fiche est rétabli.") if lift else _("L’accès à cette fiche est limité.")
    )
    return go(location)
