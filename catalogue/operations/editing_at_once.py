"""Answers a program changes on behalf of an agent: typed, compared and applied in one act.

The very rules of the page: what a status or a tab opens to this agent, a reason, the difference
told to the establishment, visas asked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogue.amending import Amended
from catalogue.errors import EditUnderWay
from catalogue.operations import editing
from catalogue.operations.uploading import take_uploads
from catalogue.queries import Seen
from catalogue.standing import form_names
from core.actor import Actor
from core.errors import Invalid
from core.problems import Problem
from form_factory import operations as forms
from form_factory.domain.difference import differences
from form_factory.queries import DraftState


def edit_at_once(
    actor: Actor,
    seen: Seen,
    given: Mapping[str, Any],
    *,
    comment: str,
    expected_version: int | None,
) -> None:
    """All of it or nothing; what the agent has begun on the page is never swept along."""
    if editing.edit_of(actor, seen.request) is not None:
        raise EditUnderWay
    edit = editing.begin(actor, seen)
    names = form_names(actor, seen.request)
    state = forms.patch_answers(actor, edit.draft_id, given, names, keep_rows=True)
    take_uploads(actor, edit.draft_id, state)
    if shut := _shut(editing.under_way(actor, seen, edit).found, state, given):
        raise Invalid(shut)
    editing.apply_edit(actor, seen, comment=comment, expected_version=expected_version)


def _shut(found: Amended, typed: DraftState, given: Mapping[str, Any]) -> list[Problem]:
    """What was given and would not be taken: this agent may not change it here."""
    return [
        Problem(each.address, "answer-shut", {"field": each.field.label})
        for each in differences(typed.compiled.form, found.state.draft, typed.draft)
        if each.address.lstrip("/").partition("/")[0].partition("[")[0] in given
    ]
