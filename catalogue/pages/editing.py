"""An agent changes the answers of a request: page by page, then the difference, then one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import make_response, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from catalogue import queries
from catalogue.errors import AnswersMoved, IncompleteAnswers, NotEditable
from catalogue.operations import editing
from catalogue.operations.correcting import problems_of
from catalogue.operations.editing import Editing
from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from catalogue.queries import Seen
from catalogue.standing import KIND
from catalogue.views.correcting import before_after, opened_labels
from catalogue.views.filling import visited_pages
from core.access import requires
from core.actor import Actor
from core.database import unit_of_work
from core.errors import Invalid, NotFound
from core.files import FileRef
from core.i18n import _, text_of
from core.web import current_actor, flash_notice, go, render, wants_partial
from core.words import message
from form_factory import queries as forms
from form_factory.operations import Saved
from form_factory.queries import DraftState
from form_factory.rendering import Narrowed, Show, conflict_views, page_view
from form_factory.views import Urls

AGENTS = (Permission.REQUESTS_PROCESS,)
HOME = "/demandes/<reference>/modification"


@pages.post(HOME)
@requires(*AGENTS)
def begin_edit(reference: str) -> Response:
    """Begin, or go on with what was begun."""
    actor = current_actor()
    with unit_of_work():
        seen = _seen(actor, reference, lock=True)
        now = editing.under_way(actor, seen, editing.begin(actor, seen))
    page = request.form.get("page", "")
    state = now.found.state
    shown = page if state.page(page) else state.first().id
    return go(url_for("catalogue.edit_answers", reference=reference, page_id=shown))


@pages.get(f"{HOME}/<page_id>")
@requires(*AGENTS)
def edit_answers(reference: str, page_id: str) -> Response | str:
    """One page of the form; what this agent may not change is shown as it stands."""
    actor = current_actor()
    try:
        seen, now = _found(actor, reference)
    except NotEditable:
        return go(url_for("catalogue.follow", reference=reference))
    state = now.found.state
    if state.page(page_id) is None:
        return go(url_for("catalogue.edit_answers", reference=reference, page_id=state.first().id))
    return _draw(seen, now, page_id)


@pages.post(f"{HOME}/<page_id>")
@requires(*AGENTS)
def save_edit(reference: str, page_id: str) -> Response | str:
    """Save what the page says, then go where the button leads."""
    return _save(reference, page_id, request.form)


@pages.post(f"{HOME}/<page_id>/enregistrer")
@requires(*AGENTS)
def autosave_edit(reference: str, page_id: str) -> Response | str:
    """Save after each change."""
    posted = MultiDict(request.form)
    posted.poplist("_action")
    return _save(reference, page_id, posted)


@pages.get(HOME)
@requires(*AGENTS)
def check_edit(reference: str) -> Response | str:
    """The difference, before it is applied."""
    actor = current_actor()
    try:
        seen, now = _found(actor, reference)
    except NotEditable:
        return go(url_for("catalogue.follow", reference=reference))
    if now.meanwhile:
        return _caught_up(actor, reference, "")
    return _difference(seen, now)


@pages.post(f"{HOME}/appliquer")
@requires(*AGENTS)
def apply_edit(reference: str) -> Response | str:
    """One act: the answers change, visas are asked again, the establishment is told."""
    actor, comment = current_actor(), request.form.get("comment", "").replace("\x00", "")[:5000]
    version = request.form.get("version", "")
    expected = int(version) if version.isascii() and version.isdigit() else None
    location = url_for("catalogue.follow", reference=reference)
    try:
        with unit_of_work(idempotent=True) as work:
            seen = _seen(actor, reference, lock=True)
            editing.apply_edit(actor, seen, comment=comment, expected_version=expected)
            work.outcome = {"location": location}
    except AnswersMoved:
        return _caught_up(actor, reference, comment)
    except NotEditable:
        flash_notice(
            _(
                "La demande a changé d’étape : ses réponses ne se modifient plus ici. "
                "Votre modification est gardée, sans être appliquée."
            ),
            "sun",
        )
        return go(location)
    except (IncompleteAnswers, Invalid) as refusal:
        seen, now = _found(actor, reference)
        said = [] if isinstance(refusal, IncompleteAnswers) else [text_of(refusal.message)]
        return make_response(_difference(seen, now, comment, trouble=said, told=True), 422)
    flash_notice(_("Les réponses sont modifiées. L’établissement est prévenu."))
    return go(location)


@pages.post(f"{HOME}/abandonner")
@requires(*AGENTS)
def drop_edit(reference: str) -> Response:
    """Give it up: the filed answers were never touched."""
    actor = current_actor()
    with unit_of_work():
        editing.drop_edit(actor, _seen(actor, reference, lock=True))
    flash_notice(_("Votre modification est abandonnée. Les réponses n’ont pas changé."), "slate")
    return go(url_for("catalogue.follow", reference=reference))


def _seen(actor: Actor, reference: str, *, lock: bool = False) -> Seen:
    seen = queries.request_for(actor, reference, lock=lock)
    if seen.side != "agency":
        raise NotFound
    return seen


def _found(actor: Actor, reference: str) -> tuple[Seen, Editing]:
    """What was begun; a page of it asked for by its address does not begin it."""
    seen = _seen(actor, reference)
    edit = editing.edit_of(actor, seen.request)
    if edit is None:
        raise NotEditable
    return seen, editing.under_way(actor, seen, edit)


def _save(reference: str, page_id: str, posted: MultiDict[str, str]) -> Response | str:
    actor = current_actor()
    with unit_of_work():
        seen = _seen(actor, reference, lock=True)
        saved = editing.save_edit(actor, seen, page_id, posted, request.files)
        edit = editing.begin(actor, seen)
        now = editing.under_way(actor, seen, edit)
        return _answer(seen, now, saved, page_id)


def _answer(seen: Seen, now: Editing, saved: Saved, page_id: str) -> Response | str:
    state, verb = now.found.state, saved.act.verb
    shown = page_id if state.page(page_id) else state.first().id
    if wants_partial():
        return _draw(seen, now, shown, saved=saved, partial=True)
    if saved.problems or saved.conflicts:
        return make_response(_draw(seen, now, shown, saved=saved), 422)
    reference = seen.request.reference
    check = url_for("catalogue.check_edit", reference=reference)
    onward = {"next": state.after(page_id), "previous": state.before(page_id)}
    if verb in onward:
        there = onward[verb]
        if there is None and verb == "next":
            return go(check)
        shown = there.id if there is not None else shown
    if verb == "quit":
        flash_notice(_("Votre modification est gardée, pas encore appliquée."), "sun")
        return go(url_for("catalogue.follow", reference=reference))
    return go(url_for("catalogue.edit_answers", reference=reference, page_id=shown))


def _urls(seen: Seen, page_id: str) -> Urls:
    reference = seen.request.reference or ""
    return Urls(
        url_for("catalogue.save_edit", reference=reference, page_id=page_id),
        url_for("catalogue.autosave_edit", reference=reference, page_id=page_id),
        lambda p: url_for("catalogue.edit_answers", reference=reference, page_id=p),
        lambda f: url_for("documents.download", file_id=f),
    )


def _draw(
    seen: Seen,
    now: Editing,
    page_id: str,
    *,
    saved: Saved | None = None,
    partial: bool = False,
) -> str:
    state, scope = now.found.state, now.found.scope
    page = state.page(page_id)
    if page is None:
        raise NotFound
    urls = _urls(seen, page_id)
    view = page_view(
        state.compiled,
        page,
        state.draft,
        state.outcome,
        urls,
        show=Show.TYPED,
        visited=visited_pages(state, page_id),
        files=_files(seen, state),
        more=saved.problems if saved else (),
        only=Narrowed(state.pages, scope),
    )
    view = replace(view, form=str(state.row.form_version_id), quiet=partial)
    if saved and saved.conflicts:
        view = replace(view, conflicts=conflict_views(state.compiled, saved.conflicts))
    return render(
        "catalogue/edit.html",
        "form_factory/_autosaved.html" if partial else None,
        seen=seen,
        row=seen.request,
        page=view,
        urls=urls,
        opened=opened_labels(now.found),
        changes=len([c for c in now.changes if not c.computed]),
        saved_at=state.row.updated_at,
        has_errors=bool(view.errors),
    )


def _files(seen: Seen, state: DraftState) -> dict[str, FileRef]:
    found: dict[str, FileRef] = {}
    for owner in (("draft", state.row.id), (KIND, seen.request.id)):
        found.update(forms.files_of(state.compiled, state.draft.answers, owner))
    return found


def _caught_up(actor: Actor, reference: str, comment: str) -> Response:
    """Somebody was faster: what they changed is said, and taken into the edit where it can be."""
    with unit_of_work():
        seen = _seen(actor, reference, lock=True)
        edit = editing.edit_of(actor, seen.request)
        if edit is None:
            raise AnswersMoved
        meanwhile = editing.under_way(actor, seen, edit).meanwhile
        met = editing.catch_up(actor, seen, edit)
        now = replace(editing.under_way(actor, seen, edit), meanwhile=meanwhile)
    body = _difference(seen, now, comment, met=met, trouble=[text_of(AnswersMoved.message)])
    return make_response(body, AnswersMoved.status)


def _difference(
    seen: Seen,
    now: Editing,
    comment: str = "",
    *,
    met: Sequence[str] = (),
    trouble: Sequence[str] = (),
    told: bool = False,
) -> str:
    state = now.found.state
    problems = problems_of(seen.request, now.found)
    urls = _urls(seen, state.first().id)
    context: dict[str, Any] = {
        "seen": seen,
        "row": seen.request,
        "changes": before_after(now.changes),
        "meanwhile": before_after(now.meanwhile),
        "met": met,
        "opened": opened_labels(now.found),
        "problems": [message(each) for each in problems],
        "trouble": [*trouble, *([message(each) for each in problems] if told else [])],
        "comment": comment,
        "last_url": urls.page(state.pages[-1].id) if urls.page else "",
        "has_errors": bool(trouble),
    }
    return render("catalogue/edit_check.html", **context)
