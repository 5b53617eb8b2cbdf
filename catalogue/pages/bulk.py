"""Many requests at once: chosen in the list, foreseen, launched, followed, taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from accounts import queries as accounts
from catalogue import operations
from catalogue.models import BulkRun
from catalogue.operations import bulk
from catalogue.operations.bulk import Chosen, Wanted
from catalogue.pages.blueprint import pages
from catalogue.pages.letters import archive_of
from catalogue.permissions import Permission
from catalogue.queries import bulk as reading
from catalogue.run_letters import RUN_LETTERS
from catalogue.views.asked import Asked
from catalogue.views.bulk import letters_offered, run_context, runs_rows, title_of
from core.access import requires
from core.actor import Actor
from core.database import unit_of_work
from core.errors import BadInput, Conflict, Forbidden, Invalid, NotFound, PreauError
from core.i18n import _, text_of
from core.web import current_actor, flash_notice, go, redirect_or_swap, render
from documents import operations as documents

AGENTS = (Permission.REQUESTS_PROCESS,)
_LONGEST_COMMENT = 5000
#: Beyond it a number is not one of ours, and no column could hold it.
_MOST = 2**62


@pages.post("/bureau/lots")
@requires(*AGENTS)
def bulk_prepare() -> Response:
    """Freeze what was ticked, or the whole view, and show what would come of it."""
    actor, asked = current_actor(), Asked.of(request.form)
    wanted = _wanted(request.form.get("act", ""), asked)
    chosen = Chosen(view=asked.filter()) if "tout" in request.form else Chosen(_numbers())
    try:
        with unit_of_work(idempotent=True) as work:
            run = bulk.prepare(actor, wanted, chosen)
            location = url_for("catalogue.bulk_run", run_id=run.id)
            work.outcome = {"location": location}
    except Invalid as refusal:
        flash_notice(refusal.message, "sun")
        return go(asked.url())
    return go(location)


@pages.get("/bureau/lots")
@requires(*AGENTS)
def bulk_runs() -> str:
    """One's runs, and those on requests one supervises."""
    return render("catalogue/bulk_list.html", rows=runs_rows(current_actor()))


@pages.get("/bureau/lots/en-cours")
@requires(*AGENTS)
def bulk_now() -> str:
    """The run under way, for the foot of the list: asked behind it, which does not wait for it."""
    actor = current_actor()
    run = reading.latest_run(actor)
    context = run_context(actor, run) if run is not None else {"run": None}
    return render_template("catalogue/_bulk_now.html", **context)


@pages.get("/bureau/lots/<uuid:run_id>")
@requires(*AGENTS)
def bulk_run(run_id: UUID) -> str:
    """A run: its dry run, its progress, its outcome, whoever comes back to it and when."""
    actor = current_actor()
    return _shown(actor, reading.run_for(actor, run_id))


@pages.get("/bureau/lots/<uuid:run_id>/courriers.zip")
@requires(*AGENTS)
def bulk_letters(run_id: UUID) -> Response:
    """The letters of a run that count, of the requests one may still process."""
    run = reading.run_for(current_actor(), run_id)
    return archive_of(current_actor(), run)


@pages.post("/bureau/lots/<uuid:run_id>/imprimer")
@requires(*AGENTS)
def bulk_print(run_id: UUID) -> Response:
    """The same letters as one file to print: made behind the page, its asker's alone."""
    actor = current_actor()
    with unit_of_work(idempotent=True) as work:
        run = reading.run_for(actor, run_id)
        if letters_offered(run) != "print":
            raise NotFound
        wanted = {"run": str(run_id), "both_sides": "recto_verso" in request.form}
        documents.order_export(actor, RUN_LETTERS.key, wanted, "pdf", title_of(run))
        work.outcome["location"] = url_for("documents.exports")
    flash_notice(_("L’impression se prépare. Vous la trouverez ici."))
    return redirect_or_swap("documents.exports")


@pages.post("/bureau/lots/<uuid:run_id>/lancer")
@requires(*AGENTS)
def bulk_launch(run_id: UUID) -> Response | str:
    """Set it to work."""

    def act(run: BulkRun) -> None:
        bulk.launch(run, comment=_comment(), settings=_settings(run))

    return _steer(run_id, act)


@pages.post("/bureau/lots/<uuid:run_id>/arreter")
@requires(*AGENTS)
def bulk_stop(run_id: UUID) -> Response | str:
    """End the chunk in hand and go no further."""
    return _steer(run_id, bulk.stop)


@pages.post("/bureau/lots/<uuid:run_id>/reprendre")
@requires(*AGENTS)
def bulk_resume(run_id: UUID) -> Response | str:
    """Go on where it stopped."""
    return _steer(run_id, bulk.resume)


@pages.post("/bureau/lots/<uuid:run_id>/annuler")
@requires(*AGENTS)
def bulk_undo(run_id: UUID) -> Response | str:
    """Take it back within its grace."""
    return _steer(run_id, bulk.undo)


def _steer(run_id: UUID, act: Callable[[BulkRun], None]) -> Response | str:
    """An act on one's own run, its row held; a refusal stands on its page."""
    actor = current_actor()
    location = url_for("catalogue.bulk_run", run_id=run_id)
    try:
        with unit_of_work(idempotent=True) as work:
            act(reading.run_for(actor, run_id, lock=True, own=True))
            work.outcome = {"location": location}
    except (Invalid, Conflict, Forbidden) as refusal:
        run = reading.run_for(actor, run_id)
        return Response(_shown(actor, run, refusal), status=refusal.status, mimetype="text/html")
    return go(location)


def _shown(actor: Actor, run: BulkRun, refusal: PreauError | None = None) -> str:
    shown, after = request.args.get("voir", ""), _number(request.args.get("apres", "0"))
    context = run_context(actor, run, shown, after)
    trouble = {"text": text_of(refusal.message), "comment": _comment()} if refusal else None
    return render("catalogue/bulk.html", "_bulk_run.html", **context, trouble=trouble)


def _wanted(text: str, asked: Asked) -> Wanted:
    """The act of the button: `move:<key>`, `assign`, `tag`."""
    act, _colon, key = text.partition(":")
    settings = {"back": asked.url()}
    if act == "move" and key and key.isprintable() and len(key) <= 80:
        return Wanted("move", key, settings)
    if text in {"assign", "tag", "letter"}:
        return Wanted(text, settings=settings)
    raise BadInput


def _numbers() -> list[tuple[str, int | None]]:
    """« 2026-00412:7 »: the number of a request, and the version that was shown."""
    found: list[tuple[str, int | None]] = []
    for value in request.form.getlist("ref"):
        number, _colon, version = value.rpartition(":")
        if not number or "\x00" in number or len(number) > 100:
            raise BadInput
        found.append((number, _number(version)))
    return found


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadInput
    return min(int(text), _MOST)


def _comment() -> str:
    return request.form.get("comment", "").replace("\x00", "")[:_LONGEST_COMMENT]


def _settings(run: BulkRun) -> dict[str, Any]:
    """What an assignment or a tag needs besides, as its form says it."""
    if run.act == "assign":
        return _agent(request.form)
    if run.act == "tag":
        return _tags(request.form)
    if run.act == "letter":
        return _letter(request.form)
    return {}


def _letter(form: MultiDict[str, str]) -> dict[str, Any]:
    title = dict(bulk.letter_templates()).get(form.get("courrier", ""))
    if title is None:
        raise Invalid(message=_("Choisissez le courrier à éditer."))
    return {"template": form["courrier"], "name": title}


def _agent(form: MultiDict[str, str]) -> dict[str, Any]:
    chosen = form.get("agent", "")
    if not chosen:
        raise Invalid(message=_("Choisissez à qui confier ces demandes."))
    if chosen == "personne":
        return {"agent": None, "name": ""}
    try:
        agent = accounts.account(UUID(chosen))
    except (ValueError, NotFound) as error:
        raise Invalid(message=_("Choisissez à qui confier ces demandes.")) from error
    if agent.id not in {c.id for c in reading.candidates(_run_of(form))}:
        raise Invalid(message=_("Choisissez à qui confier ces demandes."))
    return {"agent": str(agent.id), "name": agent.name}


def _run_of(_form: MultiDict[str, str]) -> UUID:
    run_id: UUID = (request.view_args or {})["run_id"]
    return run_id


def _tags(form: MultiDict[str, str]) -> dict[str, Any]:
    key, name = form.get("etiquette", ""), form.get("nouvelle", "").strip()
    if name:
        key = operations.name_tag(name).key
    if not key:
        raise Invalid(message=_("Choisissez une étiquette."))
    removing = form.get("sens") == "retirer"
    return {"add": [] if removing else [key], "remove": [key] if removing else []}
