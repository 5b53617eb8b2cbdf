"""A draft that begins with earlier answers, read under the live version of their form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from core.actor import Actor
from core.database import session
from core.files import store
from form_factory.compiled import Compiled
from form_factory.domain.carrying import carry_draft
from form_factory.domain.drafts import Draft
from form_factory.domain.files import files_in
from form_factory.domain.normal import is_blank
from form_factory.domain.pointers import MISSING, drop, value_at
from form_factory.fields import type_for
from form_factory.models import AnswerDraft
from form_factory.operations.drafts import EARLIER, start_draft
from form_factory.operations.rebasing import told
from form_factory.prefill import NOWHERE, Around
from form_factory.queries import form_of


@dataclass(frozen=True, slots=True)
class Earlier:
    """Answers that were handed in: under which version, who holds their files, whose they are."""

    form_version_id: UUID
    answers: Mapping[str, Any]
    rows: Mapping[str, Any]
    owner: tuple[str, UUID]
    #: How people call it, and when it was handed in.
    label: str
    at: date


def start_from(
    actor: Actor,
    form_version_id: UUID,
    names: Mapping[str, Any],
    earlier: Earlier,
    around: Around = NOWHERE,
) -> AnswerDraft:
    """Open a draft with what the earlier answers come to; its files are held twice from now on.

    A consent is given anew, and what the form asks otherwise by now is to be looked at.
    """
    old, new = form_of(earlier.form_version_id), form_of(form_version_id)
    carried, result = carry_draft(old.form, new.form, Draft(earlier.answers, earlier.rows))
    answers: dict[str, Any] = {**carried.answers}
    anew = _given_anew(new, answers)
    told_of = _provenance(new, answers, earlier)
    row = start_draft(actor, form_version_id, names, answers, told_of, around)
    row.answers = _with_own_files(actor, row, new, earlier.owner)
    row.attention = list(dict.fromkeys([*result.attention, *anew]))
    row.old_answers = [
        told(old, each, earlier.form_version_id, earlier.owner)
        for each in result.lost
        if each.pointer not in old.plan.computed
    ]
    session.flush()  # the page that opens next reads it
    return row


def _given_anew(form: Compiled, answers: dict[str, Any]) -> list[str]:
    """Takes out what is worth nothing as a copy: consents, and what is worked out."""
    for pointer in form.plan.computed:
        drop(answers, tuple(pointer.strip("/").split("/")))
    found = []
    for field in form.form.fields():
        given = value_at(answers, field.path)
        if type_for(field).name == "consent" and given is not MISSING:
            drop(answers, field.path)
            found.append(field.pointer)
    return found


def _provenance(form: Compiled, answers: Mapping[str, Any], earlier: Earlier) -> dict[str, Any]:
    values = {field.pointer: value_at(answers, field.path) for field in form.form.fields()}
    return {
        pointer: {
            "source": EARLIER,
            "label": earlier.label,
            "at": earlier.at.isoformat(),
            "value": value,
        }
        for pointer, value in values.items()
        if not is_blank(value)
    }


def _with_own_files(
    actor: Actor, row: AnswerDraft, form: Compiled, owner: tuple[str, UUID]
) -> dict[str, Any]:
    """The answers with the ids of the draft's own files; one that is gone is left out."""
    named = {file_id for _, file_id in files_in(form.plan, row.answers)}
    if not named:
        return row.answers
    own = store().copy(actor, sorted(named), owner, ("draft", row.id))
    found: dict[str, Any] = _renamed(row.answers, named, own)
    return found


def _renamed(value: Any, named: set[str], own: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(inner, named, own) for key, inner in value.items()}
    if isinstance(value, list):
        kept = [one for one in value if not (isinstance(one, str) and one in named - set(own))]
        return [_renamed(one, named, own) for one in kept]
    return own.get(value, value) if isinstance(value, str) and value in named else value
