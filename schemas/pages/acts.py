"""Acts of an administrator on one definition: discard, go back, retire."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from core.access import be_sure, requires
from core.database import unit_of_work
from core.errors import BadInput
from core.i18n import _
from core.web import current_actor, flash_notice, go
from schemas import heading, kinds, operations, queries
from schemas.pages.door import pages
from schemas.permissions import Permission, need


@pages.post("/definitions/<string:kind>/<string:key>/abandonner")
@requires(Permission.DEFINITIONS_WRITE)
def discard(kind: str, key: str) -> ResponseReturnValue:
    """Forget the draft."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_WRITE)
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = url_for("schemas.index")
        operations.discard_draft(actor, kind, key, seen=seen_in_form())
        if queries.definition(kind, key) is not None:
            work.outcome["location"] = url_for("schemas.show", kind=kind, key=key)
    flash_notice(_("Brouillon abandonné."))
    return go(work.outcome["location"])


@pages.post("/definitions/<string:kind>/<string:key>/revenir")
@requires(Permission.DEFINITIONS_WRITE)
def go_back(kind: str, key: str) -> ResponseReturnValue:
    """Begin a draft from an older version."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_WRITE)
    number = number_in_form()
    location = heading.edit_url(queries.definition_for(actor, kind, key))
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = location
        operations.revert(actor, kind, key, number, seen=seen_in_form())
    flash_notice(_("Le brouillon reprend la version %(number)s.", number=number))
    return go(location)


@pages.post("/definitions/<string:kind>/<string:key>/retirer")
@requires(Permission.DEFINITIONS_PUBLISH)
def retire(kind: str, key: str) -> ResponseReturnValue:
    """Take a definition out of service."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_PUBLISH)
    sure_of_rights(kind)
    location = url_for("schemas.show", kind=kind, key=key)
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = location
        operations.retire(actor, kind, key, request.form.get("motif", "")[:2000] or None)
    flash_notice(_("Définition retirée. Ce qui court sur ses versions continue."))
    return go(location)


def sure_of_rights(kind: str) -> None:
    """What gives rights (a role) is changed by somebody who has just shown who they are."""
    if getattr(kinds.kind_of(kind), "publish_permission", None) is not None:
        be_sure()


def number_in_form() -> int:
    """The version that was chosen in the list."""
    number = request.form.get("numero", "")
    if not number.isdecimal() or len(number) > 9:
        raise BadInput(_("Choisissez une version dans la liste."))
    return int(number)


def seen_in_form() -> int | None:
    """The version of the draft that the page had shown."""
    seen = request.form.get("vu", "")
    if not seen:
        return None
    if not seen.isdecimal() or len(seen) > 9:
        raise BadInput
    return int(seen)
