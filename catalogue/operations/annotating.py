"""What agents write beside a request, in forms of the circuit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import FileStorage, MultiDict

from catalogue import queries
from catalogue.facts import known_establishment, open_establishment
from catalogue.models import Annotation, Request
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
from form_factory.domain.carrying import carry_draft
from form_factory.operations import Saved
from form_factory.prefill import NOWHERE, Around
from form_factory.queries import DraftState
from schemas import queries as schemas
from workflows import queries as workflows
from workflows.domain.circuit import Tab

if TYPE_CHECKING:
    from form_factory.models import AnswerDraft
    from schemas.models import DefinitionVersion


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
        follow_form(actor, seen, found)
        return found
    return _begun(actor, seen.request, form_key)


def _begun(actor: Actor, request: Request, form_key: str) -> Annotation:
    """An annotation with what is known already."""
    form = schemas.live("form", form_key)
    if form is None:
        raise NotFound
    place = request.establishment_id
    # begun by the house, it is for whoever reads the tab: nothing is read with the house's rights
    known = open_establishment(place) if actor.system else known_establishment(actor, place)
    names = {**form_names(actor, request), "establishment": known}
    around = NOWHERE if actor.system else Around(request.service_key, place, request.scope_path)
    draft = forms.start_draft(actor, form.id, names, around=around)
    row = Annotation(
        id=uuid7(),
        request_id=request.id,
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


def follow_form(actor: Actor, seen: Seen, row: Annotation, *, asked: bool = False) -> None:
    """Move what agents write to the newer version of its form: when somebody asks for it, else as
    its publication said. Answers without a place stay beside, read-only."""
    version_id = drafts.draft_row(row.draft_id).form_version_id
    newer = drafts.newer_of(version_id)
    if newer is None or seen.request.closed_at is not None:
        return
    draft = drafts.draft_row(row.draft_id, lock=True)
    if not asked and (newer.policy == "stay" or (newer.policy != "all" and _looks(draft, newer))):
        return
    forms.rebase_draft(actor, draft, newer.id)
    record(
        actor, KIND, seen.request.id, "request.annotations-moved", version=seen.request.version,
        facts={"form": newer.body["title"], "number": newer.number},
    )  # fmt: skip
    state = drafts.state_of(draft, form_names(actor, seen.request))
    _keep(actor, seen.request, row, state, seen.told_for)


def _looks(draft: AnswerDraft, newer: DefinitionVersion) -> bool:
    """Whether something would have to be looked at."""
    old, new = drafts.form_of(draft.form_version_id), drafts.form_of(newer.id)
    _carried, result = carry_draft(old.form, new.form, drafts.as_draft(draft))
    return bool(result.lost or result.attention)


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
    elsewhere = drafts.same_form(state.row.form_version_id, posted.get("_form")) is not None
    if not elsewhere:  # a page drawn under an older version is read as it was drawn
        page_id = (state.page(page_id) or state.first()).id
    saved = forms.save_page(actor, row.draft_id, page_id, posted, files, names)
    _keep(actor, seen.request, row, saved.state, seen.told_for)
    if saved.act.verb == "newer":
        follow_form(actor, seen, row, asked=True)
    return saved


def patch_annotation(
    actor: Actor, seen: Seen, form_key: str, answers: Mapping[str, Any]
) -> Annotation:
    """Set answers by their keys, as a program does; one of them that does not hold refuses all."""
    row = annotation_of(actor, seen, form_key)
    _patched(actor, seen.request, row, answers, seen.told_for)
    return row


def annotate_as_told(
    actor: Actor, request: Request, form_key: str, answers: Mapping[str, Any]
) -> None:
    """The same by a circuit itself, whose tabs say nothing of the house."""
    row = queries.annotation(request.id, form_key) or _begun(actor, request, form_key)
    _patched(actor, request, row, answers, {})


def _patched(
    actor: Actor,
    request: Request,
    row: Annotation,
    answers: Mapping[str, Any],
    told: Mapping[str, str],
) -> None:
    state = forms.patch_answers(actor, row.draft_id, answers, form_names(actor, request))
    problems = [p for p in state.outcome.errors if p.path.split("/")[1:2] in [[k] for k in answers]]
    if problems:
        raise Invalid(problems)
    _keep(actor, request, row, state, told)


def annotation_forms(seen: Seen) -> list[str]:
    """Keys of the annotation forms this person may write in."""
    circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
    return [
        tab.annotations
        for tab in circuit.tabs
        if tab.annotations and seen.side == "agency" and set(tab.functions) & seen.functions
    ]


def _keep(
    actor: Actor,
    request: Request,
    row: Annotation,
    state: DraftState,
    told: Mapping[str, str],
) -> None:
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
        request.id,
        "request.annotated",
        version=request.version,
        facts={"form": row.form_key, **told},
        patch=patch,
    )
