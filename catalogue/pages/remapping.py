"""A circuit rehearsed against the requests that run on older versions, and carried over to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.operations import remapping
from catalogue.operations.remapping import RemapGate
from catalogue.pages.blueprint import pages
from catalogue.queries import remapping as reading
from catalogue.remap_models import RemapRun
from catalogue.views.remapping import rehearsal_context, run_context
from core.access import requires
from core.actor import Actor
from core.database import session, unit_of_work
from core.errors import BadInput, Conflict, Invalid, PreauError
from core.i18n import _
from core.web import current_actor, flash_notice, go, render, wants_partial
from schemas import queries as schemas
from schemas.errors import NothingLive
from schemas.heading import editor_head
from schemas.permissions import Permission, need

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion

KIND = "workflow"
_MOST = 2**62


@pages.get("/administration/circuits/<string:key>/repetition")
@requires(Permission.DEFINITIONS_WRITE)
def rehearsal(key: str) -> ResponseReturnValue:
    """What would become of the requests under way, and the choices that are still to be made."""
    return _rehearsed(_designer(key), key)


@pages.post("/administration/circuits/<string:key>/repetition")
@requires(Permission.DEFINITIONS_WRITE)
def rehearse(key: str) -> ResponseReturnValue:
    """Play the draft against them all; nothing is done to any."""
    actor = _designer(key)
    location = url_for("catalogue.rehearsal", key=key)
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = location
            remapping.rehearse(actor, version_to_play(key))
    except Invalid as refusal:
        session.rollback()
        return _rehearsed(actor, key, refusal=refusal), refusal.status
    return go(location)


@pages.post("/administration/circuits/<string:key>/repetition/choix")
@requires(Permission.DEFINITIONS_WRITE)
def remap_choices(key: str) -> ResponseReturnValue:
    """Write in the draft what becomes of each status that goes, and play it again."""
    actor = _designer(key)
    location = url_for("catalogue.rehearsal", key=key)
    choices = {
        name.removeprefix("vers_"): value
        for name, value in request.form.items()
        if name.startswith("vers_")
    }
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = location
            draft = remapping.record(actor, key, choices, seen=_number("vu"))
            session.flush()  # it is played as it is kept
            remapping.rehearse(actor, draft)
    except (Invalid, Conflict) as refusal:
        session.rollback()
        return _rehearsed(actor, key, refusal=refusal, choices=choices), refusal.status
    flash_notice(_("Vos choix sont gardés dans le brouillon."))
    return go(location)


@pages.post("/administration/circuits/<string:key>/reprises")
@requires(Permission.DEFINITIONS_PUBLISH)
def remap_again(key: str) -> ResponseReturnValue:
    """Carry over what was left on older versions: it had moved, or the publication let it stay."""
    actor = _publisher(key)
    with unit_of_work(idempotent=True) as work:
        version = schemas.live(KIND, key)
        if version is None:
            raise NothingLive
        run = remapping.follow(actor, version, "again")
        location = (
            url_for("catalogue.remap_run", key=key, run_id=run.id)
            if run
            else url_for("catalogue.rehearsal", key=key)
        )
        work.outcome["location"] = location
    if run is None:
        flash_notice(_("Aucune demande ne reste sur une version plus ancienne."))
    return go(location)


@pages.get("/administration/circuits/<string:key>/reprises/<uuid:run_id>")
@requires(Permission.DEFINITIONS_WRITE)
def remap_run(key: str, run_id: UUID) -> ResponseReturnValue:
    """A rehearsal or a run: how far it is, what became of each, the requests behind a number."""
    return _run_page(_designer(key), reading.run_for(key, run_id))


@pages.post("/administration/circuits/<string:key>/reprises/<uuid:run_id>/arreter")
@requires(Permission.DEFINITIONS_PUBLISH)
def remap_stop(key: str, run_id: UUID) -> ResponseReturnValue:
    """End the chunk in hand and go no further."""
    return _steer(key, run_id, remapping.stop)


@pages.post("/administration/circuits/<string:key>/reprises/<uuid:run_id>/reprendre")
@requires(Permission.DEFINITIONS_PUBLISH)
def remap_resume(key: str, run_id: UUID) -> ResponseReturnValue:
    """Go on where it stopped."""
    return _steer(key, run_id, remapping.resume)


@pages.post("/administration/circuits/<string:key>/reprises/<uuid:run_id>/annuler")
@requires(Permission.DEFINITIONS_PUBLISH)
def remap_undo(key: str, run_id: UUID) -> ResponseReturnValue:
    """Put every request back on the version it ran on."""
    return _steer(key, run_id, remapping.undo)


def version_to_play(key: str) -> DefinitionVersion:
    """The draft; without one, what is in service."""
    version = schemas.draft(KIND, key) or schemas.live(KIND, key)
    if version is None:
        raise NothingLive
    return version


def _steer(key: str, run_id: UUID, act: Callable[[RemapRun], None]) -> ResponseReturnValue:
    actor = _publisher(key)
    location = url_for("catalogue.remap_run", key=key, run_id=run_id)
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = location
            run = reading.run_for(key, run_id, lock=True)
            if run.mode == "rehearsal":
                raise BadInput
            act(run)
    except Conflict as refusal:
        session.rollback()
        run = reading.run_for(key, run_id)
        return _run_page(actor, run, refusal), refusal.status
    return go(location)


def _rehearsed(actor: Actor, key: str, **more: Any) -> str:
    around = editor_head(KIND, key, RemapGate.tab)
    context = rehearsal_context(actor, version_to_play(key), **more)
    if wants_partial() and request.method == "GET" and request.args.get("suite"):
        return render_template("catalogue/remap/_rehearsal.html", **context)
    return render("catalogue/remap/rehearsal.html", **around, **context)


def _run_page(actor: Actor, run: RemapRun, refusal: PreauError | None = None) -> str:
    after = request.args.get("apres", "0")
    if not (after.isascii() and after.isdigit() and len(after) < 19):
        raise BadInput
    group = request.args.get("groupe", "")[:80].replace("\x00", "")
    context = run_context(actor, run, group, min(int(after), _MOST))
    return render("catalogue/remap/run.html", "_run.html", **context, refusal=refusal)


def _designer(key: str) -> Actor:
    """Definitions are everybody's: the right is held on the whole organisation."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_WRITE)
    schemas.definition_for(actor, KIND, key)
    return actor


def _publisher(key: str) -> Actor:
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_PUBLISH)
    schemas.definition_for(actor, KIND, key)
    return actor


def _number(name: str) -> int | None:
    text = request.form.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadInput
    return min(int(text), _MOST)
