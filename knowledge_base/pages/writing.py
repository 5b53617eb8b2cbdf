"""All entries for those who write them, and a new one."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import make_response, request, url_for
from flask_babel import format_date
from werkzeug.wrappers import Response

from accounts import queries as people
from core.access import requires
from core.database import unit_of_work
from core.errors import Invalid
from core.i18n import _
from core.web import current_actor, flash_notice, go, redirect_or_swap, render
from core.words import message
from knowledge_base import operations, queries
from knowledge_base.errors import UnknownEntry
from knowledge_base.models import Entry, EntryVersion
from knowledge_base.pages.blueprint import pages
from knowledge_base.permissions import Permission
from knowledge_base.queries.theming import known_themes

WRITE, DRAFT = Permission.KNOWLEDGE_WRITE, Permission.KNOWLEDGE_DRAFT
STATES = {
    "published": ("leaf", "check"),
    "draft": ("sun", "pencil"),
    "review": ("sky", "eye"),
    "retired": ("slate", "archive"),
}


@pages.get("/administration/aide")
@requires(WRITE, DRAFT)
def entries() -> str:
    """Every entry, with its state."""
    text = request.args.get("q", "").replace("\x00", "").strip()[:200]
    state = request.args.get("etat", "")
    found, drafts = queries.all_entries(text), queries.drafts()
    owners = people.names_of({row.owner_id for row in found if row.owner_id})
    rows = [_row(row, drafts.get(row.id), owners) for row in found]
    if state in STATES:
        rows = [row for row in rows if state in row["states"]]  # type: ignore[operator]
    return render(
        "knowledge_base/entries.html",
        rows=rows,
        text=text,
        state=state,
        words=words_of_states(),
        publishes=current_actor().holds(WRITE),
    )


@pages.get("/administration/aide/nouvelle")
@requires(WRITE, DRAFT)
def new_entry() -> Response:
    """The question and a first answer; the rest is said in the editor."""
    given = {name: request.args.get(name, "") for name in ("question", "answer", "theme")}
    return _new({name: text.replace("\x00", "")[:5000] for name, text in given.items()}, {})


@pages.post("/administration/aide/nouvelle")
@requires(WRITE, DRAFT)
def new_entry_post() -> Response:
    """Begin a draft, which nobody is shown yet."""
    typed = {name: request.form.get(name, "") for name in ("key", "question", "answer", "theme")}
    fields = {name: value for name, value in typed.items() if name != "key"}
    try:
        with unit_of_work(idempotent=True, act="knowledge_base.begin") as work:
            row = operations.begin_entry(current_actor(), fields, typed["key"])
            location = url_for("knowledge_base.edit_entry", key=row.key)
            work.outcome["location"] = location
    except Invalid as refusal:
        errors: dict[str, list[str]] = {}
        for problem in refusal.problems:
            name = problem.path.strip("/").split("/")[0]
            errors.setdefault("answer" if name == "blocks" else name, []).append(message(problem))
        return _new(typed, errors, 422)
    flash_notice(_("Le brouillon est commencé. Complétez-le, puis publiez-le."))
    return go(location)


@pages.post("/administration/aide/<string:key>/retirer")
@requires(WRITE)
def retire_entry(key: str) -> Response:
    """Show it no more."""
    with unit_of_work(idempotent=True, act="knowledge_base.retire") as work:
        operations.retire_entry(current_actor(), entry_of(key))
        work.outcome["location"] = url_for("knowledge_base.entries")
    flash_notice(_("La fiche est retirée."))
    return redirect_or_swap("knowledge_base.entries")


def entry_of(key: str) -> Entry:
    """The entry of this key; the route asked for the right to write."""
    found = queries.by_key(key)
    if found is None:
        raise UnknownEntry
    return found


def words_of_states() -> dict[str, str]:
    """How states are called."""
    return {
        "published": _("Publiée"),
        "draft": _("Brouillon"),
        "review": _("À relire"),
        "retired": _("Retirée"),
    }


def state_of(row: Entry, draft: EntryVersion | None) -> list[str]:
    """What stands: shown or not, and what is being written."""
    states = [row.state] if row.live_no else []
    return [*states, *([draft.state] if draft else [])] or ["draft"]


def _new(typed: dict[str, str], errors: dict[str, list[str]], status: int = 200) -> Response:
    page = render(
        "knowledge_base/new.html", typed=typed, errors=errors, known_themes=known_themes()
    )
    return make_response(page, status)


def _row(row: Entry, draft: EntryVersion | None, owners: Mapping[UUID, str]) -> dict[str, object]:
    words, states = words_of_states(), state_of(row, draft)
    return {
        "question": row.question,
        "url": url_for("knowledge_base.edit_entry", key=row.key),
        "theme": row.theme,
        "states": states,
        "tags": [(words[state], *STATES[state]) for state in states],
        "owner": owners.get(row.owner_id) if row.owner_id else None,
        "review": format_date(row.review_on, "short") if row.review_on else None,
    }
