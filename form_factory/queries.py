"""Drafts and what they come to: the form of their pinned version, evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core import clock
from core.database import session
from core.errors import NotFound
from core.files import FileRef, FileRule, store
from core.i18n import spoken
from form_factory.beside import Beside, beside
from form_factory.compiled import Compiled, compiled
from form_factory.domain.drafts import Draft, same
from form_factory.domain.files import files_in
from form_factory.domain.form import Field, Page
from form_factory.domain.normal import is_blank
from form_factory.domain.pointers import parts_of, value_at
from form_factory.errors import DraftDamaged
from form_factory.evaluation import Outcome, evaluate, field_at
from form_factory.models import AnswerDraft, FormChange
from form_factory.references import unreached, untouched
from form_factory.uploads import rule_for
from form_factory.views import Known
from schemas import queries as schemas
from schemas.domain.conditions import Facts
from schemas.errors import UnknownDefinition
from schemas.models import DefinitionVersion


@dataclass(frozen=True, slots=True)
class DraftState:
    """A draft, its form, and everything the form says of its answers."""

    row: AnswerDraft
    compiled: Compiled
    draft: Draft
    outcome: Outcome
    #: Ids of the steps walked through, when not all of them are (form_factory.opening).
    among: frozenset[str] | None = None

    @property
    def pages(self) -> list[Page]:
        """The steps these answers lead through."""
        pages = self.outcome.pages
        return pages if self.among is None else [p for p in pages if p.id in self.among]

    def page(self, page_id: str | None) -> Page | None:
        """A step that is shown; None when it does not exist or is hidden by the answers."""
        return next((page for page in self.pages if page.id == page_id), None)

    def first(self) -> Page:
        """The step to start from."""
        return self.pages[0]

    def after(self, page_id: str) -> Page | None:
        """The step behind this one; None behind the last."""
        ids = [page.id for page in self.pages]
        place = ids.index(page_id) + 1 if page_id in ids else 0
        return self.pages[place] if place < len(ids) else None

    def before(self, page_id: str) -> Page | None:
        """The step in front of this one."""
        ids = [page.id for page in self.pages]
        place = ids.index(page_id) if page_id in ids else 0
        return self.pages[place - 1] if place else None


def newer_of(version_id: UUID) -> DefinitionVersion | None:
    """The version of the same form that is live now, when it is a later one."""
    version = schemas.version(version_id)
    live = schemas.live("form", version.key)
    return live if live is not None and live.number > version.number else None


def older_versions(version_id: UUID) -> list[UUID]:
    """Versions of the same form that were published before this one."""
    version = schemas.version(version_id)
    return [
        each.id
        for each in schemas.versions("form", version.key)
        if each.number < version.number and each.status == "published"
    ]


def deadline_of(version_id: UUID) -> date | None:
    """The last day on which a draft of this version may be written; None when there is none."""
    version = schemas.version(version_id)
    found = session.scalar(
        select(func.min(FormChange.drafts_until)).where(
            FormChange.form_key == version.key, FormChange.number > version.number
        )
    )
    return found if isinstance(found, date) else None


def is_outdated(version_id: UUID) -> bool:
    """Whether drafts of this version have to be moved before anything else."""
    if newer_of(version_id) is None:
        return False
    until = deadline_of(version_id)
    return until is not None and clock.today() > until


def draft_row(draft_id: UUID, *, lock: bool = False) -> AnswerDraft:
    """The row of a draft, locked until the end of the act when it is to be written."""
    query = select(AnswerDraft).where(AnswerDraft.id == draft_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise NotFound
    return found


def form_of(version_id: UUID, language: str | None = None) -> Compiled:
    """The compiled form of a pinned version, in `language` where its words are translated."""
    version = schemas.version(version_id)
    return compiled(version.body, version.sha256, language)


def same_form(version_id: UUID, said: str | None) -> Compiled | None:
    """The other version of the same form that a page says it was drawn under; None when it is
    this one, or nothing of the kind."""
    if not said or said == str(version_id):
        return None
    try:
        found = schemas.version(UUID(said))
    except (ValueError, UnknownDefinition):
        return None
    here = schemas.version(version_id)
    same = (found.kind, found.key) == (here.kind, here.key) and found.status != "draft"
    return compiled(found.body, found.sha256) if same else None


def state_of(row: AnswerDraft, names: Mapping[str, Any]) -> DraftState:
    """Evaluate a draft; `names` are the facts around the answers (establishment, actor).

    Its words are those of the reader, where the form has them.
    """
    form = form_of(row.form_version_id, spoken())
    draft = as_draft(row)
    standing = untouched(form, draft, row.provenance or {}, locked_in(row, form))
    judge = partial(unreached, form, standing=standing)
    return DraftState(
        row, form, draft, evaluate(form, draft.answers, facts_of(names), unreached=judge)
    )


def as_draft(row: AnswerDraft) -> Draft:
    """The row as the value the domain works on; told in words when it is damaged."""
    if not all(isinstance(part, dict) for part in (row.answers, row.rows, row.field_versions)):
        raise DraftDamaged
    version = max([0, *row.field_versions.values()])
    return Draft(row.answers, row.rows, row.field_versions, version)


def facts_of(names: Mapping[str, Any]) -> Facts:
    """Facts at this instant."""
    return Facts(names=dict(names), today=clock.today(), now=clock.now())


def files_of(
    form: Compiled, answers: Mapping[str, Any], owner: tuple[str, UUID]
) -> dict[str, FileRef]:
    """The files that answers name and their owner holds, by id."""
    ids = [file_id for _, file_id in files_in(form.plan, answers)]
    return {str(ref.id): ref for ref in store().describe(ids, owner)} if ids else {}


def field_of(form: Compiled, pointer: str) -> Field | None:
    """The question behind an address with row numbers."""
    return field_at(form, pointer)


def file_rule(form: Compiled, field: Field) -> FileRule:
    """What a file question accepts."""
    return rule_for(form, field)


def known_of(row: AnswerDraft, form: Compiled) -> dict[str, Known]:
    """Where prefilled answers come from, for « valeur connue »; not those that were changed."""
    return known_among(form, row.provenance, row.answers)


def known_among(
    form: Compiled, notes: Mapping[str, Any], answers: Mapping[str, Any]
) -> dict[str, Known]:
    """The same of any answers; a locked question of several parts is told part by part."""
    found: dict[str, Known] = {}
    shut = locked_among(form, notes)
    for pointer, note in notes.items():
        now, missed = value_at(answers, parts_of(pointer)), bool(note.get("missed"))
        stands = is_blank(now) if missed else same(now, note.get("value"))
        if stands or pointer in shut:
            label, locked = note.get("label") or note["source"], pointer in shut
            known = Known(label, note.get("at"), locked, missed, bool(note.get("unasked")))
            inside = [part for part in shut if part.startswith(f"{pointer}/")] if locked else []
            found |= dict.fromkeys([pointer, *inside], known)
    return found


def locked_in(row: AnswerDraft, form: Compiled) -> frozenset[str]:
    """Questions whose answer came from a source that locks it, the parts of a group with it."""
    return locked_among(form, row.provenance)


def locked_among(form: Compiled, notes: Mapping[str, Any]) -> frozenset[str]:
    """The same of any notes; a part that was not known is still to be answered."""
    own = locking(form, notes)
    held = [(parts_of(pointer), notes[pointer].get("value")) for pointer in own]
    inside = {
        field.pointer
        for path, value in held
        if isinstance(value, dict)
        for field in form.form.fields()
        if field.path[: len(path)] == path
        and not is_blank(value_at(value, field.path[len(path) :]))
    }
    return own | inside


def locking(form: Compiled, notes: Mapping[str, Any]) -> frozenset[str]:
    """The notes whose rule locks what it fills in."""
    locks = {
        (rule["field"], rule["source"])
        for rule in form.form.document.get("prefill", ())
        if rule.get("lock", "no") in {"yes", "unless-empty"}
    }
    return frozenset(
        pointer
        for pointer, note in notes.items()
        if (pointer, note["source"]) in locks and not note.get("missed")
    )


def kept_beside(state: DraftState, by: UUID | None) -> Beside:
    """What goes beside the answers when this draft is handed in."""
    return beside(state.compiled, state.outcome.answers, clock.now(), by)


def published(key: str) -> list[tuple[UUID, str]]:
    """The versions of a form that were in service one day: id and hash."""
    rows = session.execute(
        select(DefinitionVersion.id, DefinitionVersion.sha256)
        .where(DefinitionVersion.kind == "form", DefinitionVersion.key == key)
        .where(DefinitionVersion.status != "draft")
        .order_by(DefinitionVersion.number)
    )
    return [(row.id, row.sha256) for row in rows]
