"""Acts of an administrator on one definition: publish, discard, go back, retire."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from core.access import requires
from core.database import unit_of_work
from core.errors import BadInput, Conflict, Invalid
from core.i18n import _
from core.web import current_actor, flash_notice, go, render
from schemas import heading, kinds, operations, queries
from schemas.difference import differences
from schemas.errors import NoDraft
from schemas.pages.door import pages
from schemas.pages.shown import MOST_SHOWN, difference_rows, problem_lines
from schemas.permissions import Permission, need


@pages.get("/definitions/<string:kind>/<string:key>/publier")
@requires(Permission.DEFINITIONS_PUBLISH)
def review(kind: str, key: str) -> ResponseReturnValue:
    """Before publishing: what changes for people, what stands in the way."""
    need(current_actor(), Permission.DEFINITIONS_PUBLISH)
    return render("schemas/publish.html", **_review(kind, key))


@pages.post("/definitions/<string:kind>/<string:key>/publier")
@requires(Permission.DEFINITIONS_PUBLISH)
def publish(kind: str, key: str) -> ResponseReturnValue:
    """Make the draft live."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_PUBLISH)
    location = url_for("schemas.show", kind=kind, key=key)
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = location
            version = operations.publish(
                actor, kind, key, request.form.get("motif"), seen=seen_in_form()
            )
            number = version.number
    except (Invalid, Conflict) as refusal:
        if isinstance(refusal, NoDraft):
            raise
        return render("schemas/publish.html", refusal=refusal, **_review(kind, key)), refusal.status
    flash_notice(_("Version %(number)s publiée.", number=number))
    return go(location)


def _review(kind: str, key: str) -> dict[str, Any]:
    definition = queries.definition_for(current_actor(), kind, key)
    draft = queries.draft(kind, key)
    if draft is None:
        raise NoDraft
    live = queries.live(kind, key)
    found = differences(live.body if live else {}, draft.body)
    problems = problem_lines(operations.problems_of(draft), "")
    refusing = [p for p in problems if not p["warning"]]
    return {
        "definition": definition,
        "edit_url": heading.edit_url(definition),
        "kind": kinds.kind_of(kind),
        "draft": draft,
        "live": live,
        "rows": difference_rows(found),
        "count": len(found),
        "most": MOST_SHOWN,
        "problems": refusing,
        "warnings": [p for p in problems if p["warning"]],
        "forcible": bool(refusing) and all(p["test"] for p in refusing),
        "reason": request.form.get("motif", ""),
    }


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
    number = request.form.get("numero", "")
    if not number.isdecimal() or len(number) > 9:
        raise BadInput(_("Choisissez une version dans la liste."))
    location = heading.edit_url(queries.definition_for(actor, kind, key))
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = location
        operations.revert(actor, kind, key, int(number), seen=seen_in_form())
    flash_notice(_("Le brouillon reprend la version %(number)s.", number=number))
    return go(location)


@pages.post("/definitions/<string:kind>/<string:key>/retirer")
@requires(Permission.DEFINITIONS_PUBLISH)
def retire(kind: str, key: str) -> ResponseReturnValue:
    """Take a definition out of service."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_PUBLISH)
    location = url_for("schemas.show", kind=kind, key=key)
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = location
        operations.retire(actor, kind, key, request.form.get("motif", "")[:2000] or None)
    flash_notice(_("Définition retirée. Ce qui court sur ses versions continue."))
    return go(location)


def seen_in_form() -> int | None:
    """The version of the draft that the page had shown."""
    seen = request.form.get("vu", "")
    if not seen:
        return None
    if not seen.isdecimal() or len(seen) > 9:
        raise BadInput
    return int(seen)
