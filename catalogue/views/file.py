"""The file of a request as agents see it: beside its list, with guide, tabs and composer."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, request, url_for
from sqlalchemy.exc import IntegrityError

from catalogue import operations
from catalogue.amending import awaits_applicant, open_asks, unsubmitted
from catalogue.models import Request
from catalogue.operations import remapping
from catalogue.operations.editing import editing_scope
from catalogue.queries import Seen
from catalogue.standing import filling_names, standing_of
from catalogue.views.desk import (
    CHANGED,
    Asked,
    file_url,
    list_context,
    neighbours,
    services_of,
)
from catalogue.views.desk_rows import place_urls, tags_shown
from catalogue.views.history import labels_of
from catalogue.views.moves import Trouble, guide_of
from catalogue.views.rebasing import old_answers, review_of
from catalogue.views.steps import agents_by_function, cells_of, step_detail
from catalogue.views.tabs import FileTab, content_of, tabs_for
from catalogue.views.turns import deadlines_of, turn_of
from catalogue.views.whole import KEY as WHOLE_KEY
from catalogue.views.whole import WHOLE, choose_or_whole, whole_of
from core.actor import Actor
from core.database import current_work, unit_of_work
from core.errors import Conflict
from core.i18n import _
from core.saying import day
from core.web import render, wants_partial
from schemas import queries as schemas
from workflows import queries as workflows
from workflows.domain.circuit import Circuit

_TEMPLATES = ("catalogue/file.html", "_file_part.html")


def render_file(
    actor: Actor,
    seen: Seen,
    tab: str | None = None,
    *,
    trouble: Trouble | None = None,
    status: int = 200,
    **typed: Any,
) -> Response:
    """The file as a page, or its panel for htmx. Looking at it is remembered."""
    asked = Asked.of(request.args)
    shown = tabs_for(seen)
    chosen = choose_or_whole(shown, tab or request.args.get("onglet"))
    context = file_page(actor, seen, asked, shown, chosen, trouble=trouble, **typed)
    answer = make_response(_drawn(actor, seen, context), status)
    # after an act the same file goes on under one's fingers; another one starts afresh
    swap = "innerHTML" if request.method == "GET" else "morph:innerHTML"
    if request.method == "POST" and (status < 400 or status == Conflict.status):
        answer.headers["HX-Trigger"] = CHANGED
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#dossier", swap
    return answer


def _drawn(actor: Actor, seen: Seen, context: dict[str, Any]) -> str:
    """The page, in the transaction of all that was read for it: nothing is asked again."""
    if request.method != "GET":
        return render(*_TEMPLATES, **context)
    with unit_of_work():
        operations.saw(actor, seen.request.id)
        return render(*_TEMPLATES, **context)


def file_page(
    actor: Actor,
    seen: Seen,
    asked: Asked,
    shown: list[FileTab],
    chosen: FileTab,
    *,
    trouble: Trouble | None = None,
    **typed: Any,
) -> dict[str, Any]:
    """Everything the page of a file draws."""
    row = seen.request
    stand = standing_of(actor, row, seen.versions)
    circuit = workflows.circuit_of(seen.versions.workflow.id)
    steps = workflows.steps_of(row.id)
    agents = agents_by_function(seen)
    tags = tags_shown(row)  # all of the house, those of the list among them
    listed = _beside(actor, asked, row)
    before, behind = neighbours(actor, row, asked, listed)
    whole = chosen.what == WHOLE
    content = whole_of(actor, seen, shown) if whole else _content(actor, seen, asked, chosen, typed)
    wanted = request.args.get("etape")
    return {
        **listed,
        **content,
        "seen": seen,
        "row": row,
        "service": seen.versions.service,
        "status": circuit.status[row.status],
        "trouble": trouble,
        "chosen": chosen,
        "whole_url": file_url(row, asked, onglet=WHOLE_KEY),
        "before_url": before,
        "behind_url": behind,
        "submitted": day(row.submitted_at),
        "cells": cells_of(
            row,
            stand,
            steps,
            agents,
            lambda key: file_url(row, asked, onglet=chosen.key, etape=key),
        ),
        "step": step_detail(wanted, row, circuit, steps, agents),
        "turn": turn_of(row, circuit, deadlines_of(row, circuit), mine=False),
        "guide": guide_of(actor, seen, stand, _labels(seen, circuit)),
        "placing": _placing(actor, seen),
        "review": review_of(row),
        "may_edit": chosen.what in {"form", "fields"} and editing_scope(seen) is not None,
        "unsubmitted": _unsubmitted(actor, seen),
        "to_correct": open_asks(row.id) if awaits_applicant(circuit, row.status) else [],
        "old_answers": old_answers(row.old_answers),
        "tabs": [
            {
                "label": t.label,
                "url": file_url(row, asked, onglet=t.key),
                "current": t.key == chosen.key,
                "number": content.get("messages") if t.key == chosen.key else None,
            }
            for t in shown
        ],
        "agents": sorted(
            {(str(p.id), p.name) for people in agents.values() for p in people},
            key=lambda pair: pair[1],
        ),
        "assignee": next(
            (p.name for people in agents.values() for p in people if p.id == row.assignee_id), None
        ),
        "act": _urls(row, asked, chosen),
        "place_url": listed["places"].get(row.establishment_id),
        **tags,
        "has_errors": trouble is not None,
        "checks_url": _checks_url(row, asked, chosen, circuit),
    }


def _placing(actor: Actor, seen: Seen) -> dict[str, Any] | None:
    """Where this request may be placed by hand, when its circuit was published anew over it."""
    pinned = seen.versions.workflow
    live = schemas.live("workflow", pinned.key)
    if live is None or live.id == pinned.id or seen.side != "agency":
        return None
    found = remapping.places_for(actor, seen)
    if found is None:
        return None
    version, places = found
    return {"number": version.number, "places": [(s.key, s.label) for s in places]}


def _unsubmitted(actor: Actor, seen: Seen) -> int:
    """How many answers the applicant has changed and not handed in: never which."""
    if seen.request.correction_draft_id is None:
        return 0
    return unsubmitted(seen.request, filling_names(actor, seen.request))


def _beside(actor: Actor, asked: Asked, current: Request) -> dict[str, Any]:
    """The list beside the file; the panel alone has none, the list is there already."""
    if wants_partial():
        services, places = services_of(actor), place_urls(actor, [current])
        return {"asked": asked, "services": services, "places": places}
    return list_context(actor, asked, current=current)


def _content(
    actor: Actor, seen: Seen, asked: Asked, chosen: FileTab, typed: dict[str, Any]
) -> dict[str, Any]:
    """The tab's content. Annotations begin at their first display: rows keep their identities."""

    def post_url(page_id: str) -> str:
        return url_for(
            "catalogue.annotate",
            reference=seen.request.reference,
            form_key=chosen.form,
            page=page_id,
            **asked.params(),
            onglet=chosen.key,
        )

    page_id = request.args.get("page")
    if chosen.what != "annotations" or current_work() is not None:
        return content_of(actor, seen, chosen, post_url, page_id, **typed)
    try:
        with unit_of_work():
            return content_of(actor, seen, chosen, post_url, page_id, **typed)
    except IntegrityError:  # two agents opened the tab at once: the first one's draft is there
        with unit_of_work():
            return content_of(actor, seen, chosen, post_url, page_id, **typed)


def _urls(row: Request, asked: Asked, chosen: FileTab) -> Any:
    """`act("move", transition="…")` → the address of an act that comes back to this view."""

    def act(endpoint: str, **values: Any) -> str:
        return url_for(
            f"catalogue.{endpoint}",
            reference=row.reference,
            **values,
            **asked.params(),
            onglet=chosen.key,
        )

    return act


def _checks_url(row: Request, asked: Asked, chosen: FileTab, circuit: Circuit) -> str:
    """Where the check-list posts: it says which stay, and what was ticked when it was shown."""
    keys = {item.key for item in circuit.status[row.status].checklist}
    ticked = [key for key in workflows.ticks_of(row) if key in keys] if keys else []
    return str(_urls(row, asked, chosen)("tick", entree=row.entry_no, coches=",".join(ticked)))


def _labels(seen: Seen, circuit: Circuit) -> dict[str, str]:
    """Names that conditions use → the words people know them by."""
    if not any(t.guard is not None for t in circuit.leaving(seen.request.status)):
        return {}
    return {
        f"data.{pointer.strip('/').replace('/', '.')}": label
        for pointer, label in labels_of(seen).items()
    } | {"request.status": _("l’étape")}
