"""The screens on which help is written."""

from __future__ import annotations

from flask import make_response, request, url_for
from flask_babel import format_date
from werkzeug.wrappers import Response

from core.access import requires
from core.database import unit_of_work
from core.errors import Conflict, Invalid
from core.i18n import _
from core.web import current_actor, flash_notice, redirect_or_swap, render
from core.words import message
from knowledge_base import operations, queries
from knowledge_base.errors import UnknownEntry
from knowledge_base.forms import EntryForm
from knowledge_base.models import Entry
from knowledge_base.pages.blueprint import pages
from knowledge_base.permissions import Permission
from knowledge_base.rendering import answer_html


@pages.get("/administration/aide")
@requires(Permission.KNOWLEDGE_WRITE)
def entries() -> str:
    """Every entry, with its state."""
    text = request.args.get("q", "").replace("\x00", "").strip()[:200]
    rows = [_row(row) for row in queries.all_entries(text)]
    return render("knowledge_base/entries.html", rows=rows, text=text)


@pages.get("/administration/aide/nouvelle")
@requires(Permission.KNOWLEDGE_WRITE)
def new_entry() -> Response:
    """An empty screen."""
    return _screen(EntryForm(formdata=None), None)


@pages.post("/administration/aide/nouvelle")
@requires(Permission.KNOWLEDGE_WRITE)
def new_entry_post() -> Response:
    """Write a new entry, or look at how it would read."""
    return _written(EntryForm(), None)


@pages.get("/administration/aide/<string:key>")
@requires(Permission.KNOWLEDGE_WRITE)
def edit_entry(key: str) -> Response:
    """The entry as it stands."""
    row, form = _of(key), EntryForm(formdata=None)
    form.show(row)
    return _screen(form, row)


@pages.post("/administration/aide/<string:key>")
@requires(Permission.KNOWLEDGE_WRITE)
def edit_entry_post(key: str) -> Response:
    """Change it, or look at how it would read."""
    return _written(EntryForm(), _of(key))


@pages.post("/administration/aide/<string:key>/retirer")
@requires(Permission.KNOWLEDGE_WRITE)
def retire_entry(key: str) -> Response:
    """Show it no more."""
    with unit_of_work(idempotent=True, act="knowledge_base.retire") as work:
        operations.retire_entry(current_actor(), _of(key))
        work.outcome["location"] = url_for("knowledge_base.entries")
    flash_notice(_("La fiche est retirée."))
    return redirect_or_swap("knowledge_base.entries")


def _written(form: EntryForm, row: Entry | None) -> Response:
    """Shared by both screens: what was typed stays whatever is refused."""
    form.validate()
    if form.errors:
        return _screen(form, row, status=422)
    if "preview" in request.form:
        return _screen(form, row, preview=True)
    key = row.key if row else (form.key.data or "").strip()
    version = (form.version.data or "").strip()
    try:
        with unit_of_work(idempotent=True, act="knowledge_base.write") as work:
            operations.write_entry(
                current_actor(),
                key,
                form.fields(),
                new=row is None,
                version=int(version[:9]) if row and version.isdecimal() else None,
            )
            work.outcome["location"] = url_for("knowledge_base.entries")
    except Invalid as refusal:
        for problem in refusal.problems:
            field = form[problem.path.strip("/").split("/")[0]]
            field.errors = [*field.errors, message(problem)]
        return _screen(form, row, status=422)
    except Conflict as refusal:
        form.form_errors.append(
            _("Quelqu’un a modifié cette fiche entre-temps. Copiez votre texte, puis rouvrez-la.")
        )
        return _screen(form, row, status=refusal.status)
    flash_notice(_("La fiche d’aide est enregistrée."))
    return redirect_or_swap("knowledge_base.entries")


def _screen(
    form: EntryForm, row: Entry | None, *, status: int = 200, preview: bool = False
) -> Response:
    html = answer_html(form.answer.data or "") if preview else None
    page = render("knowledge_base/edit.html", form=form, entry=row, preview=html)
    return make_response(page, status)


def _of(key: str) -> Entry:
    found = queries.by_key(key)
    if found is None:
        raise UnknownEntry
    return found


STATES = {
    "published": ("leaf", "check"),
    "draft": ("sun", "pencil"),
    "retired": ("slate", "archive"),
}


def _row(row: Entry) -> dict[str, object]:
    words = {"published": _("Publiée"), "draft": _("Brouillon"), "retired": _("Retirée")}
    tone, icon = STATES[row.state]
    return {
        "question": row.question,
        "url": url_for("knowledge_base.edit_entry", key=row.key),
        "theme": row.theme,
        "state": {"label": words[row.state], "tone": tone, "icon": icon},
        "review": format_date(row.review_on, "short") if row.review_on else None,
    }
