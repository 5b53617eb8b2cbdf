"""Filling a request in, page by page; reading it back; handing it in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import make_response, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from catalogue import amending, operations, queries
from catalogue.amending import Amended
from catalogue.errors import GoneOn, IncompleteAnswers, NotEditable, OutdatedForm
from catalogue.operations.correcting import problems_of
from catalogue.operations.filling import editable_draft, may_correct, shut_to
from catalogue.pages.blueprint import pages
from catalogue.pages.gone_on import gone_on
from catalogue.permissions import Permission
from catalogue.queries import Seen
from catalogue.standing import KIND, filling_names
from catalogue.views.correcting import (
    answered_rows,
    before_after,
    opened_labels,
    remarks_of,
    urls_of,
)
from catalogue.views.filling import help_of, urls_for, visited_pages
from catalogue.views.rebasing import beside, old_answers
from core.access import requires
from core.actor import Actor
from core.database import unit_of_work
from core.errors import NotFound
from core.files import FileRef
from core.i18n import _
from core.web import current_actor, flash_notice, go, render, wants_partial
from core.words import message
from form_factory import queries as forms
from form_factory.operations import Saved
from form_factory.queries import DraftState
from form_factory.rendering import Narrowed, Show, page_view, steps
from form_factory.summary import summary


def taken_up(actor: Actor, seen: Seen) -> Amended:
    """The draft this person writes in now, evaluated, with what is open of it."""
    row, names = forms.draft_row(editable_draft(seen)), filling_names(actor, seen.request)
    if seen.request.submitted_at is None:
        return Amended(forms.state_of(row, names))
    return amending.corrected(seen.request, row, names)


def state_for(actor: Actor, seen: Seen) -> DraftState:
    """The same, without what is asked of it."""
    return taken_up(actor, seen).state


def files_for(seen: Seen, state: DraftState) -> dict[str, FileRef]:
    """Files of the draft, and those filed before when it is a correction."""
    found: dict[str, FileRef] = {}
    for owner in (("draft", state.row.id), (KIND, seen.request.id)):
        found.update(forms.files_of(state.compiled, state.draft.answers, owner))
    return found


@pages.get("/demandes/<reference>/etape/<page_id>")
@requires(Permission.REQUESTS_FILE)
def fill(reference: str, page_id: str) -> str | Response:
    """One page of the form."""
    actor = current_actor()
    seen = queries.request_for(actor, reference)
    try:
        state = _state_or_begun(actor, seen)
    except (NotEditable, GoneOn):
        return go(url_for("catalogue.follow", reference=reference))
    except OutdatedForm:
        return go(url_for("catalogue.newer_form", reference=reference))
    if state.page(page_id) is None:
        return go(url_for("catalogue.fill", reference=reference, page_id=state.first().id))
    show = Show.ALL if request.args.get("corriger") else Show.NONE
    return _draw(actor, seen, state, page_id, show=show)


def _state_or_begun(actor: Actor, seen: Seen) -> DraftState:
    """A link of a mail leads to the very question: the correction begins there."""
    row = seen.request
    if row.submitted_at is not None and row.correction_draft_id is None and may_correct(seen):
        with unit_of_work():
            locked = queries.request_for(actor, row.reference or "", lock=True)
            operations.open_correction(actor, locked)
    return state_for(actor, seen)


@pages.post("/demandes/<reference>/etape/<page_id>")
@requires(Permission.REQUESTS_FILE)
def save(reference: str, page_id: str) -> str | Response:
    """Save what the page says, then go where the button leads. Nothing typed is ever lost."""
    try:
        return _save(reference, page_id, request.form)
    except GoneOn as refusal:
        if wants_partial():
            raise
        return gone_on(reference, page_id, refusal)


def _save(reference: str, page_id: str, posted: MultiDict[str, str]) -> str | Response:
    actor = current_actor()
    with unit_of_work():
        # the request before its draft, in the order of whoever hands it in or moves it
        seen = queries.request_for(actor, reference, lock=True)
        saved = operations.save_page(actor, seen, page_id, posted, request.files)
        if seen.request.submitted_at is None and forms.is_outdated(seen.request.form_version_id):
            flash_notice(OutdatedForm.message, "sun")
            return go(url_for("catalogue.newer_form", reference=reference))
        return _answer(actor, seen, saved, page_id)  # drawn in the transaction of what it read


@pages.post("/demandes/<reference>/etape/<page_id>/enregistrer")
@requires(Permission.REQUESTS_FILE)
def autosave(reference: str, page_id: str) -> str | Response:
    """Save after each change; the answer is the body of the page as these answers make it.

    No button speaks here: with the Tab key, the one that has just got the focus comes along.
    """
    posted = MultiDict(request.form)
    posted.poplist("_action")
    return _save(reference, page_id, posted)


def _answer(actor: Actor, seen: Seen, saved: Saved, page_id: str) -> str | Response:
    """Where to go after a save: stay, on, back, out."""
    state, verb = saved.state, saved.act.verb
    if saved.moved:
        return _drawn_under_another(seen, saved, page_id)
    if wants_partial():
        shown = page_id if state.page(page_id) else state.first().id
        return _draw(actor, seen, state, shown, saved=saved, show=_asked_for(), partial=True)
    here = state.page(page_id)
    if verb == "quit":
        flash_notice(_("Votre saisie est enregistrée. Vous pouvez la reprendre quand vous voulez."))
        return go(url_for("catalogue.follow", reference=seen.request.provisional))
    if verb == "previous":
        back = state.before(page_id)
        return go(_page_url(seen, back.id if back else page_id))
    if verb == "next" and not saved.problems and not saved.conflicts:
        wrong = _problems_on(state, page_id)
        if not wrong:
            onward = state.after(page_id)
            return go(_page_url(seen, onward.id) if onward else _check_url(seen))
        return _draw(actor, seen, state, page_id, saved=saved, show=Show.ALL, status=422)
    if saved.problems or saved.conflicts or here is None:
        shown = page_id if here else state.first().id
        return _draw(actor, seen, state, shown, saved=saved, show=Show.TYPED, status=422)
    return go(_page_url(seen, page_id) + _anchor(saved))


def _asked_for() -> Show:
    """After « Continuer » the page tells all that is left to do, until it is done."""
    return Show.ALL if request.form.get("_told") else Show.TYPED


def _drawn_under_another(seen: Seen, saved: Saved, page_id: str) -> Response:
    """The form changed while this page was being filled in: all of it is drawn anew."""
    said = _("Le formulaire a changé pendant votre saisie. Vos réponses sont gardées.")
    flash_notice(" ".join([said, *(message(each) for each in saved.problems)]), "sun")
    here = saved.state.page(page_id) or saved.state.first()
    return go(_page_url(seen, here.id))


def _anchor(saved: Saved) -> str:
    """Come back beside the row that was added or moved."""
    if saved.act.verb.startswith("rows.") and saved.act.pointer:
        return "#f-" + saved.act.pointer.strip("/").replace("/", "-")
    return ""


def _problems_on(state: DraftState, page_id: str) -> list[Any]:
    from form_factory.evaluation import errors_on

    page = state.page(page_id)
    return errors_on(state.compiled, page, state.outcome.errors) if page else []


def _draw(
    actor: Actor,
    seen: Seen,
    state: DraftState,
    page_id: str,
    *,
    saved: Saved | None = None,
    show: Show = Show.NONE,
    status: int = 200,
    partial: bool = False,
) -> str | Response:
    page = state.page(page_id)
    if page is None:
        raise NotFound
    urls = urls_for(seen.request, page_id)
    found = Amended(state)
    if seen.request.submitted_at is not None:
        found = amending.corrected(seen.request, state.row, filling_names(actor, seen.request))
    view = page_view(
        state.compiled,
        page,
        state.draft,
        state.outcome,
        urls,
        show=show,
        visited=visited_pages(state, page_id),
        files=files_for(seen, state),
        known=forms.known_of(state.row, state.compiled),
        more=saved.problems if saved else (),
        only=Narrowed(state.pages, found.scope, remarks_of(found.asks)),
    )
    view = replace(view, form=str(state.row.form_version_id), quiet=partial)
    if saved and saved.conflicts:
        view = _with_conflicts(view, state, saved)
    context: dict[str, Any] = {
        "seen": seen,
        "request_row": seen.request,
        "page": view,
        "urls": urls,
        "help": help_of(actor, page.help),
        "service": seen.versions.service,
        "has_errors": bool(view.errors),
        **beside(seen, state, page),
        "saved_at": state.row.updated_at,
        "motive": _motive(seen) if seen.request.submitted_at else None,
        "opened": opened_labels(found),
        "narrowed": found.scope is not None,
    }
    if partial:
        return make_response(
            render("catalogue/fill.html", "form_factory/_autosaved.html", **context)
        )
    return make_response(render("catalogue/fill.html", **context), status)


def _with_conflicts(view: Any, state: DraftState, saved: Saved) -> Any:
    from form_factory.rendering import conflict_views

    return replace(view, conflicts=conflict_views(state.compiled, saved.conflicts))


def _motive(seen: Seen) -> str | None:
    """Why the request came back, in the words of whoever sent it back."""
    from workflows import queries as workflows
    from workflows.domain.remap import stayed

    journal = workflows.steps_of(seen.request.id, 20)
    steps_back = [s for s in journal if s.undone_at is None and not stayed(s)]
    return steps_back[0].comment if steps_back else None


@pages.get("/demandes/<reference>/verification")
@requires(Permission.REQUESTS_FILE)
def check(reference: str) -> str | Response:
    """The summary before handing in, with a way back to each page."""
    actor = current_actor()
    seen = queries.request_for(actor, reference)
    try:
        found = taken_up(actor, seen)
    except (NotEditable, GoneOn):
        return go(url_for("catalogue.follow", reference=reference))
    except OutdatedForm:
        return go(url_for("catalogue.newer_form", reference=reference))
    return _summary(seen, found)


def _summary(seen: Seen, found: Amended, status: int = 200) -> Response:
    """All that would be refused stands there, what the form cannot know of its files included."""
    state, urls = found.state, urls_for(seen.request, None)
    problems = problems_of(seen.request, found)
    state = replace(state, outcome=replace(state.outcome, errors=problems))
    open_pages = {page.id for page in state.pages}
    listed = replace(urls, page=lambda p: urls.page(p) if urls.page and p in open_pages else None)
    parts = summary(state.compiled, state.outcome, listed, files_for(seen, state))
    changes = amending.difference(seen.request, state) if seen.request.submitted_at else []
    body = render(
        "catalogue/check.html",
        seen=seen,
        request_row=seen.request,
        pages=parts,
        urls=urls,
        service=seen.versions.service,
        problems=state.outcome.errors,
        steps=steps(
            state.compiled,
            state.outcome,
            urls,
            current=None,
            visited=frozenset(p.id for p in state.pages),
            pages=state.pages,
        ),
        changes=before_after(changes),
        asked=answered_rows(found.asks, changes, urls_of(seen.request) if found.asks else {}),
        opened=opened_labels(found),
        has_errors=bool(state.outcome.errors) and status != 200,
        told=status != 200,
        resubmit=_resubmission(seen),
        last=state.pages[-1].id,
        old_answers=old_answers(state.row.old_answers),
        error_links=[
            (f"resume-{_page_of(state, p.path)}", message(p)) for p in state.outcome.errors
        ],
    )
    return make_response(body, status)


def _page_of(state: DraftState, pointer: str) -> str:
    """Id of the page that asks the question at `pointer`."""
    stem = pointer.split("/")[1:2]
    for page in state.pages:
        if any([field.path[0]] == stem for field in page.fields()):
            return page.id
    return state.first().id


def _resubmission(seen: Seen) -> Any:
    """The move that hands corrections in; None on a first submission."""
    if seen.request.submitted_at is None:
        return None
    from workflows import queries as workflows

    circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
    return next(
        (
            t
            for t in circuit.leaving(seen.request.status)
            if set(t.by) & seen.functions and "form.complete" in t.checks
        ),
        None,
    )


@pages.post("/demandes/<reference>/deposer")
@requires(Permission.REQUESTS_FILE)
def submit(reference: str) -> str | Response:
    """Hand in: first submission, or corrections asked for. Twice the same click is one request."""
    actor = current_actor()
    try:
        with unit_of_work(idempotent=True) as work:
            seen = queries.request_for(actor, reference, lock=True)
            first = seen.request.submitted_at is None
            if first:
                operations.submit(actor, seen)
            else:
                _hand_corrections_in(actor, seen)
            work.outcome["location"] = url_for(
                "catalogue.receipt" if first else "catalogue.follow",
                reference=seen.request.reference,
            )
    except OutdatedForm as refusal:
        flash_notice(refusal.message, "sun")
        return go(url_for("catalogue.newer_form", reference=reference))
    except IncompleteAnswers:
        seen = queries.request_for(actor, reference)
        return _summary(seen, taken_up(actor, seen), 422)
    except GoneOn as refusal:
        return gone_on(reference, "", refusal)
    return go(work.outcome["location"])


def _hand_corrections_in(actor: Actor, seen: Seen) -> None:
    transition = _resubmission(seen)
    if transition is None:
        raise shut_to(seen)
    operations.move(actor, seen, transition.key)


@pages.post("/demandes/<reference>/corriger")
@requires(Permission.REQUESTS_FILE)
def correct(reference: str) -> Response:
    """Open the answers of a request that was sent back."""
    actor = current_actor()
    try:
        with unit_of_work():
            seen = queries.request_for(actor, reference, lock=True)
            operations.open_correction(actor, seen)
            state = state_for(actor, seen)
    except GoneOn as refusal:
        return gone_on(reference, "", refusal)
    return go(_page_url(seen, state.first().id))


@pages.post("/demandes/<reference>/supprimer")
@requires(Permission.REQUESTS_FILE)
def discard(reference: str) -> Response:
    """Throw a draft away, for good: nothing was handed in, nobody else has seen it."""
    actor = current_actor()
    with unit_of_work():
        seen = queries.request_for(actor, reference, lock=True)
        operations.discard(actor, seen)
    flash_notice(_("Le brouillon est supprimé."), "slate")
    return go(url_for("catalogue.mine"))


def _page_url(seen: Seen, page_id: str) -> str:
    return url_for("catalogue.fill", reference=_name(seen), page_id=page_id)


def _check_url(seen: Seen) -> str:
    return url_for("catalogue.check", reference=_name(seen))


def _name(seen: Seen) -> str:
    return seen.request.reference or seen.request.provisional
