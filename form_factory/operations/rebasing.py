"""A draft moved to another version of its form; every answer kept, where it can still be asked or
beside the questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from core import clock
from core.actor import Actor
from core.files import store
from core.ids import ulid
from form_factory.compiled import Compiled
from form_factory.domain.carrying import carry_draft
from form_factory.domain.files import holds_files
from form_factory.domain.form import Form
from form_factory.domain.rebase import OldAnswer, RebaseResult, matched
from form_factory.domain.returning import Way, brought_back, unanswered
from form_factory.domain.rows import with_rows
from form_factory.evaluation import field_at
from form_factory.models import AnswerDraft
from form_factory.oldwords import kept_words
from form_factory.operations.writing import write
from form_factory.queries import as_draft, form_of


def rebase_draft(
    actor: Actor, row: AnswerDraft, version_id: UUID, *also: tuple[str, UUID]
) -> RebaseResult:
    """Carry the draft over to a version of its form. The row is locked by the caller.

    `also` are who else holds files its answers name.
    """
    old, new = form_of(row.form_version_id), form_of(version_id)
    carried, result = carry_draft(old.form, new.form, as_draft(row))
    waiting = [*row.old_answers, *kept_aside(row, old, result.lost, *also)]
    draft, waiting = brought_back(carried, waiting, way_back(old.form, new.form))
    result.attention = unanswered(result.attention, carried, draft)
    row.form_version_id = version_id
    row.old_answers = waiting
    row.attention = list(
        dict.fromkeys([*_pointers(row.attention, old.form, new.form), *result.attention])
    )
    row.provenance = moved_keys(row.provenance, old.form, new.form)
    page = row.page if row.page and new.form.page(row.page) else None
    write(row, actor, with_rows(draft, new.form, ulid), page)
    return result


def kept_aside(
    row: AnswerDraft, old: Compiled, lost: Sequence[OldAnswer], *also: tuple[str, UUID]
) -> list[dict[str, Any]]:
    """Answers without a place, as they are kept in the row and shown on the page."""
    return [told(old, each, row.form_version_id, ("draft", row.id), *also) for each in lost]


def told(
    old: Compiled, each: OldAnswer, version_id: UUID, *owners: tuple[str, UUID]
) -> dict[str, Any]:
    """One answer with the words people knew it by; the files it names by their names."""
    field = field_at(old, each.pointer)
    files = []
    if field is not None and holds_files(old.form, field):
        ids = [one for one in each.value if isinstance(one, str)]
        found = [one for owner in owners for one in store().describe(ids, owner)]
        files = [{"id": str(one.id), "name": one.filename} for one in found]
    text = kept_words(old, each.pointer, each.value)
    return {
        "label": each.label, "pointer": each.pointer, "x_id": each.x_id, "value": each.value,
        "text": text, "files": files, "why": each.why, "version": str(version_id), "row": each.row,
        "at": clock.now().isoformat(),
    }  # fmt: skip


def way_back(old: Form, new: Form) -> Way:
    """How old answers find their place again between two versions."""
    return Way(lambda each: form_of(UUID(each["version"])).form, old, new)


def _pointers(wanted: Sequence[str], old: Form, new: Form) -> list[str]:
    known = matched(old, new)
    found = (known.get(pointer, (None, None))[1] for pointer in wanted)
    return [after.pointer for after in found if after is not None]


def moved_keys(notes: Mapping[str, Any], old: Form, new: Form) -> dict[str, Any]:
    """Notes kept by address, under the addresses of the newer form; those of a group stay with
    it while there is one."""
    if old is new:
        return dict(notes)
    known = matched(old, new)
    groups = {field.pointer: field for field in new.groups()}
    moved = ((known.get(p, (None, None))[1] or groups.get(p), note) for p, note in notes.items())
    return {after.pointer: note for after, note in moved if after is not None}
