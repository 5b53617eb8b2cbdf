"""What agents write beside a request, in forms of the circuit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from catalogue import queries
from catalogue.facts import known_establishment
from catalogue.models import Annotation
from catalogue.queries import Seen
from catalogue.standing import KIND, form_names
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Invalid, NotFound
from core.history import difference, record
from core.ids import uuid7
from form_factory import operations as forms
from form_factory import queries as drafts
from form_factory.operations import Saved
from form_factory.queries import DraftState
from schemas import queries as schemas
from workflows import queries as workflows
from workflows.domain.circuit import Tab


def tab_for(seen: Seen, form_key: str) -> Tab:
    """The tab that holds this annotation form, if this person may see it."""
    circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
    found = next((t for t in circuit.tabs if t.annotations == form_key), None)
    if found is None or seen.side != "agency" or not (set(found.functions) & seen.functions):
        raise NotFound
    return found


def annotation_of(actor: Actor, seen: Seen, form_key: str) -> Annotation:
    """The annotations of this request, made at their first use (needs a unit of work)."""
    tab_for(seen, form_key)
    found = queries.annotation(seen.request.id, form_key)
    if found is not None:
        return found
    form = schemas.live("form", form_key)
    if form is None:
        raise NotFound
    known = known_establishment(actor, seen.request.establishment_id)
    names = {**form_names(actor, seen.request), "establishment": known}
    draft = forms.start_draft(actor, form.id, names)
    row = Annotation(
        id=uuid7(),
        request_id=seen.request.id,
        form_key=form_key,
        draft_id=draft.id,
        answers={},
        updated_at=clock.now(),
        updated_by=actor.account_id,
        updated_by_name=actor.name,
    )
    session.add(row)
    session.flush()  # two first writers meet on the unique index
    return row


def save_annotation(
    actor: Actor,
    seen: Seen,
    form_key: str,
    page_id: str,
    posted: MultiDict[str, str],
    files: MultiDict[str, FileStorage] | None,
) -> Saved:
    """Fold what an agent typed; what holds becomes `annotations.*` at once."""
    row = annotation_of(actor, seen, form_key)
    names = form_names(actor, seen.request)
    state = drafts.state_of(drafts.draft_row(row.draft_id), names)
    page = state.page(page_id) or state.first()
    saved = forms.save_page(actor, row.draft_id, page.id, posted, files, names)
    _keep(actor, seen, row, saved.state)
    return saved


def patch_annotation(
    actor: Actor, seen: Seen, form_key: str, answers: Mapping[str, Any]
) -> Annotation:
    """Set answers by their keys, as a program does; one of them that does not hold refuses all."""
    row = annotation_of(actor, seen, form_key)
    state = forms.patch_answers(actor, row.draft_id, answers, form_names(actor, seen.request))
    problems = [p for p in state.outcome.errors if p.path.split("/")[1:2] in [[k] for k in answers]]
    if problems:
        raise Invalid(problems)
    _keep(actor, seen, row, state)
    return row


def annotation_forms(seen: Seen) -> list[str]:
    """Keys of the annotation forms this person may write in."""
    circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
    return [
        tab.annotations
        for tab in circuit.tabs
        if tab.annotations and seen.side == "agency" and set(tab.functions) & seen.functions
    ]


def _keep(actor: Actor, seen: Seen, row: Annotation, state: DraftState) -> None:
    """What holds becomes `annotations.*`, with a line of history."""
    wrong = {p.path.split("/")[1] for p in state.outcome.errors if p.path}
    answers = {k: v for k, v in state.outcome.answers.items() if k not in wrong}
    patch = difference(row.answers, answers)
    if not patch:
        return
    row.answers = answers
    row.updated_at, row.updated_by = clock.now(), actor.account_id
    row.updated_by_name = actor.name
    record(
        actor,
        KIND,
        seen.request.id,
        "request.annotated",
        version=seen.request.version,
        facts={"form": row.form_key},
        patch=patch,
    )
