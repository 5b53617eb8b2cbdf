"""Proposing changes to a record: the fields one may propose, asked by the renderer of forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response as FlaskResponse
from flask import make_response, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from core.access import signed_in
from core.actor import Actor
from core.database import unit_of_work
from core.errors import Invalid
from core.i18n import _, ngettext
from core.problems import Problem
from core.web import current_actor, flash_notice, go, render
from registry import entity_form, operations, queries
from registry.domain.entity import Entity
from registry.entity_form import Filling
from registry.errors import UnknownRecord
from registry.models import Record
from registry.operations import EVIDENCE, Beside
from registry.pages.blueprint import pages
from registry.pages.shown import address, sections

OWN = "one’s own establishment is in sight without a permission; the gate of records looks"
_ACCEPTED = ".pdf,image/jpeg,image/png,image/webp,.odt,.ods,.doc,.docx,.xls,.xlsx"


@pages.get("/fiches/<entity>/<code>/proposer")
@signed_in(because=OWN)
def propose(entity: str, code: str) -> FlaskResponse:
    """What this person may propose, as the record stands."""
    actor = current_actor()
    record = queries.record_for(actor, entity, code)
    found = queries.live_entity(entity)
    filling = entity_form.begun(found, _open_to(actor, found, record), record.data)
    return _page(actor, found, record, filling)


@pages.post("/fiches/<entity>/<code>/proposer")
@signed_in(because=OWN)
def keep_proposal(entity: str, code: str) -> Response:
    """Hand in what was typed; a button of a repeated field only draws the page anew."""
    actor = current_actor()
    record = queries.record_for(actor, entity, code)
    found = queries.live_entity(entity)
    keys = _open_to(actor, found, record)
    filling, act = entity_form.resumed(found, keys, record.data, request.form)
    if act.verb.startswith("rows."):
        return _page(actor, found, record, filling)
    if moved := filling.moved(record.data):
        return _page(actor, found, record, filling, moved=moved, status=409)
    if filling.problems:
        return _page(actor, found, record, filling, status=422)
    reasons = {key: _said(f"_motif-{key}") for key in filling.touched}
    try:
        with unit_of_work(idempotent=True) as work:
            made = operations.propose_changes(
                actor, record, filling.typed(), reason=_said("_reason"), beside=Beside(reasons)
            )
            operations.bring_evidence(actor, made, _files(keys))
            location = f"/propositions/{made[0].id}" if len(made) == 1 else "/propositions/miennes"
            work.outcome["location"] = location
            count = len(made)
    except Invalid as refusal:
        record = queries.record_for(actor, entity, code)
        return _page(actor, found, record, filling, refusal.problems, status=422)
    flash_notice(
        ngettext(
            "Votre proposition est transmise.", "Vos %(num)s propositions sont transmises.", count
        )
    )
    return go(location)


def _open_to(actor: Actor, entity: Entity, record: Record) -> list[str]:
    """The fields asked, in the order of the cards; nobody who may propose none sees the page."""
    levels = queries.writable(actor, entity, record)
    asked = [key for key, level in levels.items() if level == "propose"]
    fields = [entity.fields[key] for key in entity.fields if key in asked]
    ordered = [f.key for _key, _title, some in sections(entity, fields) for f in some]
    found = entity_form.askable(entity, ordered)
    if not found:
        raise UnknownRecord
    return found


def _files(keys: Sequence[str]) -> dict[str, list[FileStorage]]:
    found = {key: request.files.getlist(f"_piece-{key}") for key in keys}
    return {
        key: [one for one in files if one.filename] for key, files in found.items() if any(files)
    }


def _said(name: str) -> str:
    return request.form.get(name, "").replace("\x00", "").strip()


def _page(
    actor: Actor,
    entity: Entity,
    record: Record,
    filling: Filling,
    problems: Sequence[Problem] = (),
    *,
    moved: Sequence[str] = (),
    status: int = 200,
) -> FlaskResponse:
    view, controls = entity_form.drawn(filling, problems)
    fields = [entity.fields[key] for key in controls]
    page = render(
        "registry/propose.html", entity=entity, record=queries.seen(actor, entity, record),
        address=address, view=view, controls=controls, state=filling.state,
        sections=sections(entity, fields), errors=list(view.errors),
        said={name: value for name, value in request.form.items() if name.startswith("_motif-")},
        reason=_said("_reason"), moved=[entity.fields[key].title for key in moved],
        accept=_ACCEPTED, most=EVIDENCE.max_count,
        most_size=_("10 Mo"), touched=filling.touched,
    )  # fmt: skip
    answer: Any = make_response(page, status)
    return answer  # type: ignore[no-any-return]
