"""One record: its page, its form, out of the lists and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response as FlaskResponse
from flask import make_response, request
from werkzeug.wrappers import Response

from core import history
from core.access import requires, signed_in
from core.actor import Actor
from core.database import unit_of_work
from core.errors import Forbidden, Invalid
from core.i18n import _
from core.problems import Problem
from core.web import current_actor, flash_notice, go, render
from core.words import message
from registry import operations, queries
from registry.domain.casting import Unreadable, text_of, value_for
from registry.domain.entity import Entity, EntityField, Kind
from registry.domain.rights import ARCHIVE
from registry.models import Record
from registry.pages.blueprint import pages
from registry.pages.pending import pending, provenance
from registry.pages.shown import address, boxes, cell, date_in_words, sections
from registry.pages.story import story, told_to
from registry.permissions import Permission


@pages.get("/fiches/<entity>/<code>")
@signed_in(because="one’s own establishment is in sight without a permission; the query looks")
def show(entity: str, code: str) -> str:
    """Identity by cards, where it comes from, what happened, what is proposed."""
    actor = current_actor()
    record = queries.record_for(actor, entity, code)
    found = queries.live_entity(entity)
    seen = queries.seen(actor, found, record)
    lines = history.lines_of("record", record.id, 50) if told_to(actor, record) else []
    shown = [field for field in found.fields.values() if seen.shows(field)]
    levels = queries.writable(actor, found, record)
    return render(
        "registry/record.html", entity=found, record=seen, cell=cell, address=address,
        date_in_words=date_in_words, sections=sections(found, shown),
        story=story(actor, found, record, lines),
        pending=pending(actor, found, record), provenance=provenance(found, seen, lines),
        may_edit="write" in levels.values(), may_propose="propose" in levels.values(),
        may_archive=ARCHIVE in seen.access.actions and seen.state in {"active", "archived"},
        may_restrict=actor.holds(Permission.RECORDS_RESTRICTED, record.scope_path),
        may_list=actor.holds(Permission.RECORDS_READ),
    )  # fmt: skip


@pages.get("/fiches/<entity>/nouvelle")
@requires(Permission.RECORDS_WRITE)
def new(entity: str) -> FlaskResponse:
    """An empty form."""
    return _form(queries.live_entity(entity), None, {}, ())


@pages.post("/fiches/<entity>/nouvelle")
@requires(Permission.RECORDS_WRITE)
def create(entity: str) -> Response:
    """Make a record out of the form."""
    version = queries.live_version(entity)
    found = queries.entity_of(version)
    fields = _askable(found)
    try:
        data = _typed(fields)
        with unit_of_work(idempotent=True) as work:
            record = operations.create_record(current_actor(), version, data)
            work.outcome["location"] = _address(record)
    except Invalid as refusal:
        return _form(found, None, _texts(fields), refusal.problems, 422)
    flash_notice(_("La fiche est créée."))
    return go(_address(record))


@pages.get("/fiches/<entity>/<code>/modifier")
@requires(Permission.RECORDS_READ, Permission.RECORDS_WRITE)
def edit(entity: str, code: str) -> FlaskResponse:
    """The form of a record, as it stands: what this person writes, and what they may propose."""
    record = queries.record_for(current_actor(), entity, code)
    found = queries.live_entity(entity)
    texts = {f.key: text_of(record.data.get(f.key)) for f in _askable(found, record)}
    return _form(found, record, texts, ())


@pages.post("/fiches/<entity>/<code>/modifier")
@requires(Permission.RECORDS_READ, Permission.RECORDS_WRITE)
def update(entity: str, code: str) -> Response:
    """Write what the form says, unless somebody was faster."""
    actor = current_actor()
    record = queries.record_for(actor, entity, code)
    found = queries.live_entity(entity)
    fields = _askable(found, record)
    asked = {f.key for f in fields if _levels(found, record).get(f.key) == "propose"}
    reason = request.form.get("_reason", "").replace("\x00", "")
    try:
        data = _typed(fields)
        waits = any(record.data.get(key) != value for key, value in data.items() if key in asked)
        with unit_of_work(idempotent=True) as work:
            operations.update_record(actor, record, data, _version_seen(), reason=reason or None)
            work.outcome["location"] = _address(record)
    except Invalid as refusal:
        record = queries.record_for(actor, entity, code)
        return _form(found, record, _texts(fields), refusal.problems, 422)
    flash_notice(
        _("Votre proposition est transmise à qui peut l’accepter.")
        if waits
        else _("La fiche est enregistrée.")
    )
    return go(_address(record))


@pages.post("/fiches/<entity>/<code>/archiver")
@requires(Permission.RECORDS_WRITE)
def archive(entity: str, code: str) -> Response:
    """Out of the lists."""
    said = _("La fiche est archivée : elle n’est plus dans les listes.")
    return _shelved(entity, code, operations.archive_record, said)


@pages.post("/fiches/<entity>/<code>/remettre")
@requires(Permission.RECORDS_WRITE)
def restore(entity: str, code: str) -> Response:
    """Back in the lists."""
    said = _("La fiche est de nouveau dans les listes.")
    return _shelved(entity, code, operations.restore_record, said)


def _shelved(entity: str, code: str, act: Callable[[Actor, Record], object], said: str) -> Response:
    record = queries.record_for(current_actor(), entity, code, ARCHIVE)
    with unit_of_work(idempotent=True) as work:
        act(current_actor(), record)
        work.outcome["location"] = _address(record)
    flash_notice(said)
    return go(_address(record))


def _address(record: Record) -> str:
    """Where this person reads it."""
    return address(queries.seen(current_actor(), queries.live_entity(record.entity), record))


def _levels(entity: Entity, record: Record | None) -> Mapping[str, str]:
    """Field → write or propose, of a record or of one to be made."""
    actor = current_actor()
    if record is not None:
        return queries.writable(actor, entity, record)
    return dict.fromkeys(queries.creatable(actor, entity), "write")


def _askable(entity: Entity, record: Record | None = None) -> list[EntityField]:
    """What the form asks: all this person may write or propose."""
    levels = _levels(entity, record)
    return [f for f in entity.fields.values() if f.key in levels and f.kind is not Kind.OTHER]


def _typed(fields: list[EntityField]) -> dict[str, Any]:
    """What was typed, as values; `Invalid` says what cannot be read."""
    data: dict[str, Any] = {}
    faults = []
    for field in fields:
        if field.key not in request.form:
            continue  # a box that was not on the page changes nothing
        try:
            data[field.key] = value_for(field, request.form[field.key])
        except Unreadable as fault:
            faults.append(Problem(f"/{field.key}", fault.code))
    if faults:
        raise Invalid(faults)
    return data


def _texts(fields: list[EntityField]) -> dict[str, str]:
    return {field.key: request.form.get(field.key, "").replace("\x00", "") for field in fields}


def _version_seen() -> int | None:
    seen = request.form.get("_version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None


def _form(
    entity: Entity, record: Record | None, texts: dict[str, str], problems: Any, status: int = 200
) -> FlaskResponse:
    fields = _askable(entity, record)
    if not fields:
        raise Forbidden
    errors: dict[str, list[str]] = {}
    for problem in problems:
        errors.setdefault(problem.path.strip("/").split("/")[0], []).append(message(problem))
    levels = _levels(entity, record)
    page = render(
        "registry/form.html", entity=entity, address=address,
        record=record and queries.seen(current_actor(), entity, record),
        boxes=boxes(fields, texts, errors, levels), sections=sections(entity, fields),
        errors=[(f"v-{key}" if key in texts else "", said[0]) for key, said in errors.items()],
        proposes="propose" in levels.values(),
        only_proposes=set(levels.values()) == {"propose"},
        reason=request.form.get("_reason", ""),
    )  # fmt: skip
    return make_response(page, status)
