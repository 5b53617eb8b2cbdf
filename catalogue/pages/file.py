"""Acts on one request: move, vote, tick, annotate, assign, take back, write."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import make_response, request
from werkzeug.wrappers import Response

from catalogue import operations, queries
from catalogue.pages import following
from catalogue.pages.acting import file_again, perform, words_of
from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from catalogue.queries import Seen
from catalogue.views.file import render_file
from catalogue.views.tabs import tab_of_kind, tabs_for
from core.access import requires
from core.actor import Actor
from core.database import unit_of_work
from core.errors import BadInput, Conflict, Forbidden, Invalid, NotFound
from core.i18n import _
from core.web import current_actor, flash_notice, go, wants_partial
from workflows import queries as workflows
from workflows.domain.votes import Choice

AGENTS = (Permission.REQUESTS_PROCESS,)
BOTH_SIDES = (Permission.REQUESTS_PROCESS, Permission.REQUESTS_FILE, Permission.REQUESTS_FOLLOW)
#: Beyond it a number is not one of ours, and no column could hold it.
_MOST = 2**62


@pages.post("/demandes/<reference>/actions/<transition>")
@requires(*BOTH_SIDES)
def move(reference: str, transition: str) -> Response | str:
    """Make a move of the circuit."""

    def act(actor: Actor, seen: Seen) -> str:
        operations.move(
            actor,
            seen,
            transition,
            comment=_text("comment"),
            expected_version=_number("version"),
            confirmed=bool(request.form.get("confirm")),
        )
        circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
        return _(
            "%(move)s : c’est fait. La demande est « %(status)s ».",
            move=circuit.transition[transition].label,
            status=circuit.status[seen.request.status].label,
        )

    return perform(reference, f"move:{transition}", act)


@pages.post("/demandes/<reference>/visas/<function>")
@requires(*AGENTS)
def vote(reference: str, function: str) -> Response | str:
    """Give a visa, favourable or not."""

    def act(actor: Actor, seen: Seen) -> str:
        verdict = request.form.get("verdict", "")
        if verdict not in set(Choice):
            raise Invalid(message=_("Choisissez « Favorable » ou « Défavorable »."))
        operations.vote(
            actor, seen, function, verdict, comment=_text("comment"), seen_entry=_number("entry")
        )
        return _("Votre visa est donné.")

    return perform(reference, f"visa:{function}", act)


@pages.post("/demandes/<reference>/controles")
@requires(*AGENTS)
def tick(reference: str) -> Response | str:
    """Tick and untick lines: only what this person changed, others may tick at the same time."""

    def act(actor: Actor, seen: Seen) -> str:
        if _number("entree", request.args) not in {None, seen.request.entry_no}:
            raise Conflict(_("La demande a changé d’étape. Relisez-la avant de vérifier."))
        circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
        shown = set(filter(None, request.args.get("coches", "").split(",")))
        for item in circuit.status[seen.request.status].checklist:
            now = item.key in request.form
            if now != (item.key in shown):
                operations.tick(actor, seen, item.key, done=now)
        return "" if wants_partial() else _("Les vérifications sont enregistrées.")

    return perform(reference, "checks", act)


@pages.post("/demandes/<reference>/annotations/<form_key>")
@requires(*AGENTS)
def annotate(reference: str, form_key: str) -> Response | str:
    """Save what agents write beside the request. Nothing typed is lost, wrong or not."""
    actor = current_actor()
    with unit_of_work(idempotent=True) as work:
        seen = queries.request_for(actor, reference, lock=True)
        page_id = request.args.get("page", "")
        saved = operations.save_annotation(
            actor, seen, form_key, page_id, request.form, request.files
        )
        tab = tab_of_kind(tabs_for(seen), "annotations", form_key)
        location = file_again(seen, tab)
        work.outcome = {"location": location}
    if saved.problems or saved.conflicts:
        return render_file(actor, seen, tab, status=422, saved=saved)
    if saved.moved:
        flash_notice(
            _("Le formulaire a changé pendant votre saisie. Vos réponses sont gardées."), "sun"
        )
    elif saved.act.verb == "save":
        flash_notice(_("L’instruction est enregistrée."))
    return go(location)


@pages.post("/demandes/<reference>/affectation")
@requires(*AGENTS)
def assign(reference: str) -> Response | str:
    """Put somebody in charge, or nobody."""

    def act(actor: Actor, seen: Seen) -> str:
        chosen = request.form.get("agent", "")
        try:
            agent = UUID(chosen) if chosen else None
        except ValueError as error:
            raise BadInput from error
        try:
            operations.assign(actor, seen, agent)
        except NotFound as error:  # an account that does not exist may not process it either
            raise Forbidden from error
        return _("La demande est confiée.") if agent else _("La demande n’est confiée à personne.")

    return perform(reference, "assign", act)


@pages.post("/demandes/<reference>/annuler/<int:step>")
@requires(*AGENTS)
def undo(reference: str, step: int) -> Response | str:
    """Take one's last move back, within its grace."""

    def act(actor: Actor, seen: Seen) -> str:
        operations.undo(actor, seen, min(step, _MOST))
        circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
        return _(
            "L’action est annulée. La demande est de nouveau « %(status)s ».",
            status=circuit.status[seen.request.status].label,
        )

    return perform(reference, "undo", act)


@pages.post("/demandes/<reference>/messages")
@requires(*BOTH_SIDES)
def post_message(reference: str) -> Response | str:
    """Write in the thread; a note among agents is theirs alone."""
    internal = request.form.get("audience") == "internal"
    text = request.form.get("text", "")

    def act(actor: Actor, seen: Seen) -> str:
        operations.post(actor, seen, text, internal=internal, files=request.files.getlist("files"))
        return _("La note est ajoutée.") if internal else _("Le message est envoyé.")

    actor = current_actor()
    seen = queries.request_for(actor, reference)
    if seen.side == "agency":
        return perform(reference, "message", act, tab=tab_of_kind(tabs_for(seen), "thread"))
    try:
        return perform(reference, "message", act)
    except Invalid as refusal:
        return _written_again(actor, reference, text, words_of(refusal))


def _written_again(actor: Actor, reference: str, text: str, sentence: str) -> Response:
    seen = queries.request_for(actor, reference)
    page = following._follow(  # noqa: SLF001 – the applicants' page of this same room
        actor, seen, message_errors=[sentence], message_text=text
    )
    return make_response(page, 422)


def _text(name: str) -> str:
    return request.form.get(name, "").replace("\x00", "")[:5000]


def _number(name: str, source: Any = None) -> int | None:
    text = (request.form if source is None else source).get(name)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise BadInput
    return int(text)
