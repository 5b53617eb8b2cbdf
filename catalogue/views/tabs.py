"""The tabs of a file: those of its circuit, then documents and history, which every file has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from catalogue.models import Request
from catalogue.operations.annotating import annotation_of
from catalogue.queries import Seen
from catalogue.standing import KIND, form_names
from catalogue.views.agreed import agreements
from catalogue.views.answers import answer_pages
from catalogue.views.history import history_of
from catalogue.views.rebasing import attention_on, old_answers
from catalogue.views.thread import message_count, thread_of
from core.actor import HOUSE, Actor
from core.i18n import _
from core.saying import day, moment, size
from documents import queries as documents
from form_factory import queries as forms
from form_factory.evaluation import evaluate
from form_factory.queries import DraftState
from form_factory.rendering import Show, page_view
from form_factory.summary import summary
from form_factory.views import SummaryPage, Urls
from workflows import queries as workflows
from workflows.domain.circuit import Tab

FORM, THREAD, DOCUMENTS, HISTORY = "form", "thread", "documents", "history"


@dataclass(frozen=True, slots=True)
class FileTab:
    """One tab: `what` is form, fields, annotations, thread, documents or history."""

    key: str
    label: str
    what: str
    #: Pointers of the answers shown, for `fields`.
    pointers: tuple[str, ...] = ()
    form: str = ""


def tabs_for(seen: Seen) -> list[FileTab]:
    """Tabs this person sees. A circuit that names none still shows answers and thread."""
    circuit = workflows.circuit_of(seen.versions.workflow.id)
    found = [
        _tab(tab)
        for tab in circuit.tabs
        if not tab.functions or set(tab.functions) & seen.functions
    ]
    shown = {tab.what for tab in found}
    if FORM not in shown:
        found.insert(0, FileTab("demande", _("Demande"), FORM))
    for what, key, label in (
        (THREAD, "echanges", _("Échanges")),
        (DOCUMENTS, "documents", _("Documents")),
        (HISTORY, "historique", _("Historique")),
    ):
        if what not in shown:
            found.append(FileTab(key, label, what))
    return found


def _tab(tab: Tab) -> FileTab:
    label = tab.label or tab.key.replace("_", " ").replace("-", " ").capitalize()
    if tab.annotations:
        return FileTab(tab.key, label, "annotations", form=tab.annotations)
    if isinstance(tab.show, tuple):
        return FileTab(tab.key, label, "fields", tab.show)
    usual = {
        FORM: _("Demande"),
        THREAD: _("Échanges"),
        DOCUMENTS: _("Documents"),
        HISTORY: _("Historique"),
    }
    return FileTab(tab.key, tab.label or usual.get(tab.show, label), tab.show or FORM)


def choose(tabs: Sequence[FileTab], key: str | None) -> FileTab:
    """The tab asked for, else the first."""
    return next((tab for tab in tabs if tab.key == key), tabs[0])


def tab_of_kind(tabs: Sequence[FileTab], what: str, form: str = "") -> str | None:
    """Key of the tab that shows this."""
    return next((t.key for t in tabs if t.what == what and (not form or t.form == form)), None)


def content_of(
    actor: Actor,
    seen: Seen,
    tab: FileTab,
    post_url: Callable[[str], str],
    page_id: str | None,
    **typed: Any,
) -> dict[str, Any]:
    """What the tab shows, for its template. `typed` comes from a refused annotation."""
    request = seen.request
    if tab.what == FORM:
        return {"answers": answer_pages(request, _urls())}
    if tab.what == "fields":
        return {"answers": some_answers(request, tab.pointers)}
    if tab.what == "annotations":
        return {"annotation": annotation_page(actor, seen, tab, post_url, page_id, **typed)}
    if tab.what == THREAD:
        entries = thread_of(actor, seen)
        return {"thread": entries, "messages": message_count(entries)}
    if tab.what == DOCUMENTS:
        return {"letters": _letters(request), "files": _files(request)}
    return {"history": history_of(seen)}


def some_answers(request: Request, pointers: Sequence[str]) -> list[SummaryPage]:
    """The answers at these pointers and under them, nothing else."""
    form = forms.form_of(request.form_version_id)
    outcome = evaluate(form, request.answers, forms.facts_of(form_names(HOUSE, request)))
    shown = frozenset(
        name
        for name in outcome.visible
        if any(name == p or name.startswith(p + "/") for p in pointers)
    )
    part = replace(outcome, projection=replace(outcome.projection, visible=shown))
    files = forms.files_of(form, request.answers, (KIND, request.id))
    notes = agreements(request, form)
    read = summary(form, part, _urls(), files, labels=request.labels, notes=notes)
    return [page for page in read if page.answers]


def annotation_page(
    actor: Actor,
    seen: Seen,
    tab: FileTab,
    post_url: Callable[[str], str],
    page_id: str | None,
    *,
    saved: Any = None,
) -> dict[str, Any]:
    """The form agents fill in beside the request (needs a unit of work at its first use)."""
    row = annotation_of(actor, seen, tab.form)
    state = forms.state_of(forms.draft_row(row.draft_id), form_names(actor, seen.request))
    page = state.page(page_id) or state.first()
    urls = Urls(post=post_url(page.id), page=post_url, file=_file_url)
    view = page_view(
        state.compiled,
        page,
        state.draft,
        state.outcome,
        urls,
        show=Show.TYPED,
        files=forms.files_of(state.compiled, state.draft.answers, ("draft", state.row.id)),
        known=forms.known_of(state.row, state.compiled),
        more=saved.problems if saved else (),
    )
    view = replace(view, form=str(state.row.form_version_id))
    if saved and saved.conflicts:
        from form_factory.rendering import conflict_views

        view = replace(view, conflicts=conflict_views(state.compiled, saved.conflicts))
    written = row.updated_by_name and row.answers
    return {
        "page": view,
        "urls": urls,
        "post": urls.post,
        "pages": [(p.id, p.title) for p in state.pages],
        "newer": _may_follow(seen, state),
        "attention": attention_on(state, page),
        "old_answers": old_answers(state.row.old_answers),
        "by": row.updated_by_name if written else None,
        "when": moment(row.updated_at) if written else None,
    }


def _may_follow(seen: Seen, state: DraftState) -> bool:
    newer = forms.newer_of(state.row.form_version_id)
    return newer is not None and seen.request.closed_at is None


def _urls() -> Urls:
    return Urls(post="", file=_file_url)


def _file_url(file_id: str) -> str:
    return url_for("documents.download", file_id=file_id)


def _letters(request: Request) -> list[dict[str, Any]]:
    return [
        {
            "title": letter.title,
            "when": moment(letter.created_at),
            "internal": letter.audience != "applicant",
            "number": letter.number,
            "voided": day(letter.voided_at) if letter.voided_at else "",
            "reason": letter.void_reason,
            "verify": verify_url(letter.token) if letter.file_id else None,
            "failed": letter.error is not None and letter.file_id is None,
            "url": _file_url(str(letter.file_id)) if letter.file_id else None,
        }
        for letter in documents.letters_about(KIND, request.id, internal=True)
    ]


def verify_url(token: str | None) -> str | None:
    """The page that says whether a letter still counts."""
    return url_for("documents.verify", token=token) if token else None


def _files(request: Request) -> list[dict[str, Any]]:
    return [
        {"name": f.filename, "size": size(f.size), "url": _file_url(str(f.id)), "stored": f.state}
        for f in documents.files_of(KIND, request.id)
    ]
