"""An agent changes answers of a request: typed beside them, applied in one act, with a trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict

from catalogue import amending
from catalogue.amending import Amended
from catalogue.errors import AnswersMoved, IncompleteAnswers, NotEditable
from catalogue.models import AnswerEdit, Request
from catalogue.operations.correcting import problems_of
from catalogue.operations.discussing import post
from catalogue.operations.submitting import renamed, take_over_correction
from catalogue.queries import Seen
from catalogue.standing import KIND, form_names, standing_of
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.history import difference, record
from core.i18n import _
from core.unseen import is_unseen
from form_factory import operations as forms
from form_factory import queries as drafts
from form_factory.difference import Told
from form_factory.domain.drafts import Draft
from form_factory.domain.scope import Scope
from form_factory.fields import type_for
from form_factory.operations import Saved
from workflows import operations as workflows
from workflows import queries as circuits

#: Lines of a difference told in a message: the rest is counted on the page.
MOST_TOLD = 30


@dataclass(frozen=True, slots=True)
class Editing:
    """An edit under way: its row, and the answers as they would stand."""

    edit: AnswerEdit
    found: Amended
    changes: Sequence[Told]
    #: What changed in the request since the edit began, in words.
    meanwhile: Sequence[Told] = ()


def editing_scope(seen: Seen) -> Scope | None:
    """Which answers this agent may change here and now; None when none.

    A status says so for all of them, a tab for those it shows. An agreement is its giver's alone.
    """
    request = seen.request
    circuit = circuits.bridge_of(seen.versions.workflow.id).circuit
    status = circuit.status.get(request.status)
    agents = {
        f
        for f in seen.functions
        if f in circuit.functions and circuit.functions[f].source == "group"
    }
    if seen.side != "agency" or request.submitted_at is None or status is None or status.is_final:
        return None
    addresses: set[str] = set()
    if agents & set(status.editable_by):
        addresses.add("")
    for tab in circuit.tabs:
        if agents & set(tab.edit):
            addresses |= {""} if tab.show == "form" else set(tab.show)
    return Scope(frozenset(addresses), _agreements(request)) if addresses else None


def _agreements(request: Request) -> frozenset[str]:
    form = drafts.form_of(request.form_version_id)
    return frozenset(p for p, field in form.fields.items() if type_for(field).name == "consent")


def begin(actor: Actor, seen: Seen) -> AnswerEdit:
    """The edit of this agent, made at its first use; up to date with the form of the request."""
    request = seen.request
    if editing_scope(seen) is None:
        raise NotEditable
    edit = edit_of(actor, request)
    if edit is None:
        amending.name_rows(request)
        row = forms.copy_draft(actor, request.form_version_id, request.answers, request.rows)
        edit = AnswerEdit(
            request_id=request.id,
            account_id=actor.account_id,
            draft_id=row.id,
            base_answers=dict(request.answers),
            base_rows=dict(request.rows),
            begun_at=clock.now(),
        )
        session.add(edit)
        session.flush()  # two tabs opened at once meet on the unique index
    row = drafts.draft_row(edit.draft_id)
    if row.form_version_id != request.form_version_id:
        locked = drafts.draft_row(edit.draft_id, lock=True)
        forms.rebase_draft(actor, locked, request.form_version_id, (KIND, request.id))
        edit.base_answers, edit.base_rows = dict(request.answers), dict(request.rows)
    return edit


def edit_of(actor: Actor, request: Request) -> AnswerEdit | None:
    """What this agent began to change here."""
    query = select(AnswerEdit).where(
        AnswerEdit.request_id == request.id,
        AnswerEdit.account_id == actor.account_id,
        AnswerEdit.closed_at.is_(None),
    )
    return session.scalar(query)


def under_way(actor: Actor, seen: Seen, edit: AnswerEdit) -> Editing:
    """The edit as it would be applied."""
    request = seen.request
    scope = editing_scope(seen)
    if scope is None:
        raise NotEditable
    row = drafts.draft_row(edit.draft_id)
    opened = amending.under(request, row, form_names(actor, request), scope)
    found = Amended(opened.state, opened.scope, opened.beyond)
    meanwhile: Sequence[Told] = ()
    if _base(edit).answers != request.answers:
        meanwhile = amending.between(request, opened.state, _base(edit))
    return Editing(edit, found, amending.difference(request, opened.state), meanwhile)


def save_edit(
    actor: Actor,
    seen: Seen,
    page_id: str,
    posted: MultiDict[str, str],
    files: MultiDict[str, FileStorage] | None,
) -> Saved:
    """Fold a page into the edit: only what this agent may change."""
    edit = begin(actor, seen)
    now = under_way(actor, seen, edit)
    names = form_names(actor, seen.request)
    saved = forms.save_page(
        actor, edit.draft_id, page_id, posted, files, names, scope=now.found.scope
    )
    return replace(saved, state=under_way(actor, seen, edit).found.state)


def catch_up(actor: Actor, seen: Seen, edit: AnswerEdit) -> list[str]:
    """Bring the edit under the answers of the moment; labels of what both changed."""
    request = seen.request
    row = drafts.draft_row(edit.draft_id, lock=True)
    met = forms.catch_up(actor, row, _base(edit), amending.filed(request))
    edit.base_answers, edit.base_rows = dict(request.answers), dict(request.rows)
    return list(dict.fromkeys(change.field.label for change in met))


def apply_edit(actor: Actor, seen: Seen, *, comment: str, expected_version: int | None) -> None:
    """Take the edit into the request, whole: refused when the answers moved meanwhile."""
    request = seen.request
    edit = edit_of(actor, request)
    if edit is None:
        raise AnswersMoved
    now = under_way(actor, seen, edit)
    if now.meanwhile:
        raise AnswersMoved(changes=amending.lines_of(now.meanwhile))
    if expected_version is not None and expected_version != request.version:
        raise AnswersMoved
    if is_unseen(comment):
        raise Invalid(message=_("Dites pourquoi vous modifiez ces réponses."))
    if problems := problems_of(request, now.found):
        raise IncompleteAnswers(problems)
    if not now.changes:
        raise Invalid(message=_("Aucune réponse n’est modifiée."))
    _take_over(actor, seen, now, comment.strip())


def _take_over(actor: Actor, seen: Seen, now: Editing, comment: str) -> None:
    request, before = seen.request, amending.filed(seen.request)
    row = drafts.draft_row(now.edit.draft_id, lock=True)
    take_over_correction(request, now.found.state, actor.account_id)
    renamed(request, seen.versions.service)
    forms.close_draft(row)
    now.edit.closed_at, now.edit.outcome = clock.now(), "applied"
    if request.correction_draft_id is not None:
        correction = drafts.draft_row(request.correction_draft_id, lock=True)
        forms.catch_up(actor, correction, before, amending.filed(request))
    session.flush()  # guards read the new answers
    workflows.answers_changed(request, standing_of(actor, request, seen.versions))
    request.updated_at = clock.now()
    record(
        actor, KIND, request.id, "request.answers-edited", version=request.version,
        patch=difference(before.answers, request.answers), reason=comment,
        facts={"changes": amending.lines_of(now.changes)},
    )  # fmt: skip
    post(actor, seen, _told(now.changes, comment), internal=False, files=())


def _told(changes: Sequence[Told], comment: str) -> str:
    """The message by which the establishment hears of it."""
    nothing = _("rien")
    lines = [
        f"- {c.label} : {_short(c.before or nothing)} → {_short(c.after or nothing)}"
        for c in changes[:MOST_TOLD]
    ]
    if len(changes) > MOST_TOLD:
        lines.append("- …")
    head = _("L’administration a modifié des réponses de votre demande :")
    return "\n".join([head, *lines, _("Motif : %(why)s", why=comment)])


def _short(text: str) -> str:
    most = 120
    return text if len(text) <= most else text[: most - 1] + "…"


def drop_edit(actor: Actor, seen: Seen) -> None:
    """Give the edit up: nothing of it was ever applied."""
    edit = edit_of(actor, seen.request)
    if edit is not None:
        forms.close_draft(drafts.draft_row(edit.draft_id, lock=True))
        edit.closed_at, edit.outcome = clock.now(), "dropped"


def _base(edit: AnswerEdit) -> Draft:
    rows: dict[str, Any] = edit.base_rows
    return Draft(edit.base_answers, rows)
