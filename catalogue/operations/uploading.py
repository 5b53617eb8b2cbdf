"""Files a program brought beforehand: they become the draft's once an answer of it names them."""

from __future__ import annotations

from uuid import UUID

from core.actor import Actor
from core.errors import Invalid
from core.files import FileRef, FileRule, store
from core.problems import Problem
from documents.domain.contents import CONTENTS, extensions_of
from documents.domain.sizes import in_words
from documents.queries import UPLOAD
from form_factory import queries as drafts
from form_factory.domain.files import files_in
from form_factory.queries import DraftState


def take_uploads(actor: Actor, draft_id: UUID, state: DraftState) -> None:
    """Give the draft the files of this person that its answers name, each as its question allows.

    Refused as a whole when one is too large or of another kind: the form says so, whatever door
    the file came through (FAULTS I-24).
    """
    if actor.account_id is None:
        return
    mine = (UPLOAD, actor.account_id)
    named = list(files_in(state.compiled.plan, state.draft.answers))
    held = {str(ref.id): ref for ref in store().describe([i for _, i in named], mine)}
    problems = []
    for pointer, file_id in named:
        field = drafts.field_of(state.compiled, pointer)
        if file_id in held and field is not None:
            rule = drafts.file_rule(state.compiled, field)
            problems += _refused(held[file_id], rule, pointer, field.label)
    if problems:
        raise Invalid(problems)
    store().hand_over(list(held), mine, ("draft", draft_id))


def _refused(ref: FileRef, rule: FileRule, pointer: str, label: str) -> list[Problem]:
    if ref.size > rule.max_bytes:
        said = {"most": in_words(rule.max_bytes), "field": label}
        return [Problem(pointer, "file-size", said)]
    kinds = {c.media_type for c in CONTENTS.values() if c.family in rule.families}
    if ref.media_type not in kinds:
        accepted = ", ".join(extensions_of(rule.families))
        return [Problem(pointer, "file-kind", {"accepted": accepted, "field": label})]
    return []
