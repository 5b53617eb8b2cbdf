"""The form beside its editor, by the renderer people get; its answers travel in the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from core.access import requires
from core.ids import ulid
from core.web import current_actor, render
from form_factory.compiled import Compiled, compiled
from form_factory.domain.form import Page
from form_factory.domain.rows import with_rows
from form_factory.pages.door import pages
from form_factory.pages.editing.desk import runnable
from form_factory.rendering import Show, page_view
from form_factory.trying.state import Trial, stepped, trial_of
from form_factory.trying.verdict import tried
from form_factory.views import PageView, Urls
from schemas.heading import editor_head
from schemas.permissions import Permission, need


@dataclass(frozen=True, slots=True)
class Preview:
    """One page of the form as it would be asked now."""

    url: str
    #: None while the draft cannot be run.
    view: PageView | None
    trial: str = ""
    page: str = ""
    total: int = 0
    #: The answers hide this page: it is shown all the same, to whoever builds it.
    forced: bool = False


def preview_of(
    key: str, document: dict[str, Any], sha256: str, page_id: str, trial: Trial
) -> Preview:
    """The page `page_id` with the answers of `trial`."""
    url = url_for("form_factory.preview", key=key)
    form = runnable(document, sha256)
    page = form.form.page(page_id) if form else None
    if form is None or page is None:
        return Preview(url, None, page=page_id)
    draft = with_rows(trial.draft, form.form, ulid, list(page.fields()))
    outcome = tried(form, draft.answers, current_actor())
    forced = all(one.id != page_id for one in outcome.pages)
    if forced:
        form = compiled(_always(document, page_id), f"{sha256}:{page_id}")
        page = form.form.page(page_id) or page
        outcome = tried(form, draft.answers, current_actor())
    view = page_view(form, page, draft, outcome, Urls(post=url), show=Show.TYPED, files=trial.files)
    view = replace(view, errors=())  # each stands at its question; a summary would take the focus
    told = replace(trial, draft=draft).text()
    return Preview(url, view, told, page_id, len(outcome.pages), forced)


def _always(document: Mapping[str, Any], page_id: str) -> dict[str, Any]:
    """The same form with this page shown whatever is answered."""
    pages = [
        {name: value for name, value in page.items() if name != "when" or page["id"] != page_id}
        for page in document["ui"]["pages"]
    ]
    return {**document, "ui": {**document["ui"], "pages": pages}}


@pages.post("/<string:key>/apercu")
@requires(Permission.DEFINITIONS_WRITE)
def preview(key: str) -> ResponseReturnValue:
    """The questions after an answer: what it shows, hides, computes. Nothing is kept."""
    need(current_actor(), Permission.DEFINITIONS_WRITE)
    head = editor_head("form", key, "formulaire")
    version = head["head"]["shown"]
    form = runnable(version.body, version.sha256)
    trial, page_id = trial_of(request.form.get("_trial")), request.form.get("etape") or ""
    page: Page | None = form.form.page(page_id) if form else None
    if form is not None and page is not None:
        trial, act, _problems = stepped(trial, form, page, request.form, request.files)
        page_id = _beside(form, trial, page_id, act.verb)
    shown = preview_of(key, version.body, version.sha256, page_id, trial)
    return render("form_factory/editor/preview.html", "_preview.html", preview=shown, **head)


def _beside(form: Compiled, trial: Trial, page_id: str, verb: str) -> str:
    """Where « Continuer » and « Précédent » lead."""
    ids = [page.id for page in tried(form, trial.draft.answers, current_actor()).pages]
    by = {"next": 1, "previous": -1}.get(verb, 0)
    if page_id not in ids or not by:
        return page_id
    return ids[min(max(ids.index(page_id) + by, 0), len(ids) - 1)]
