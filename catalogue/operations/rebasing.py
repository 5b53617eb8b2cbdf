"""A draft, or a request under way, moved to a newer version of its form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalogue.errors import AlreadySubmitted
from catalogue.models import Request
from catalogue.operations import asking_again
from catalogue.queries import Seen
from catalogue.standing import KIND, form_names
from core import clock
from core.actor import HOUSE, Actor
from core.database import session
from core.errors import NotFound
from core.history import difference, record
from core.ids import ulid
from form_factory import operations as forms
from form_factory import queries as drafts
from form_factory.domain.carrying import carry_draft
from form_factory.domain.drafts import Draft
from form_factory.domain.rebase import OldAnswer, RebaseResult
from form_factory.domain.returning import brought_back, unanswered
from form_factory.domain.rows import with_rows
from form_factory.evaluation import Outcome, evaluate, field_at
from workflows import operations as workflows

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion


def rebase(actor: Actor, seen: Seen) -> RebaseResult | None:
    """Move one's own draft to the live version; None when it is there already."""
    request = seen.request
    if request.submitted_at is not None:
        raise AlreadySubmitted
    if seen.side != "applicant" or not seen.functions:
        raise NotFound
    newer = drafts.newer_of(request.form_version_id)
    return move_draft(actor, request, newer) if newer is not None else None


def move_draft(actor: Actor, request: Request, version: DefinitionVersion) -> RebaseResult:
    """Carry a draft over, with a line of history. The request is locked by the caller."""
    result = forms.rebase_draft(actor, drafts.draft_row(request.draft_id, lock=True), version.id)
    _tell(actor, request, version)
    return result


def needs_a_look(request: Request, version: DefinitionVersion) -> bool:
    """Whether a draft, carried over, would have something to look at."""
    row = drafts.draft_row(request.draft_id)
    old, new = drafts.form_of(row.form_version_id), drafts.form_of(version.id)
    _draft, result = carry_draft(old.form, new.form, drafts.as_draft(row))
    return bool(result.lost or result.attention)


def move_request(request: Request, version: DefinitionVersion, *, review: bool) -> bool:
    """Carry a request under way over; whether it was. The request is locked by the caller.

    Without `review` only what nobody has to look at: every answer read as it was, none missing.
    """
    old, new = drafts.form_of(request.form_version_id), drafts.form_of(version.id)
    filed = Draft(request.answers, request.rows)
    draft, result = carry_draft(old.form, new.form, filed)
    way = forms.way_back(old.form, new.form)
    carried, waiting = brought_back(draft, request.old_answers, way)
    attention = unanswered(result.attention, draft, carried)
    carried = with_rows(carried, new.form, ulid)
    outcome = evaluate(new, carried.answers, drafts.facts_of(form_names(HOUSE, request)))
    left = [*result.lost, *_hidden(new, outcome)]
    wrong = [problem.path for problem in outcome.errors]
    if not review and (left or attention or wrong):
        return False
    before = dict(request.answers)
    request.old_answers = [*waiting, *_kept_aside(request, version, left)]
    request.answers = dict(outcome.answers)
    request.rows = {p: list(i) for p, i in carried.rows.items()}
    for kept in ("labels", "consents"):  # what has no question any more stays under its old name
        notes = getattr(request, kept)
        setattr(request, kept, {**notes, **forms.moved_keys(notes, old.form, new.form)})
    patch = difference(before, request.answers)
    if review:
        request.form_review = {
            "number": version.number, "at": clock.now().isoformat(),
            "attention": list(dict.fromkeys([*attention, *wrong])),
        }  # fmt: skip
    _move_correction(request, version)
    asking_again.carry(request, old.form, new.form)
    if patch:
        workflows.drop_votes(request)
    _tell(HOUSE, request, version, patch)
    return True


def reviewed(actor: Actor, seen: Seen) -> None:
    """An agent has looked at what the change of form left."""
    request = seen.request
    if seen.side != "agency":
        raise NotFound
    if request.form_review is None:
        return
    facts = {"number": request.form_review["number"]}
    request.form_review = None
    record(actor, KIND, request.id, "request.form-reviewed", version=request.version, facts=facts)
    session.flush()  # told in the same answer


def _move_correction(request: Request, version: DefinitionVersion) -> None:
    if request.correction_draft_id is not None:
        row = drafts.draft_row(request.correction_draft_id, lock=True)
        forms.rebase_draft(HOUSE, row, version.id, (KIND, request.id))


def _hidden(new: Any, outcome: Outcome) -> list[OldAnswer]:
    """Answers the newer form does not show: kept beside, for a request holds what is shown."""
    found = []
    for pointer, value in outcome.projection.parked.items():
        field = field_at(new, pointer)
        if field is not None:
            found.append(OldAnswer(field.x_id, pointer, field.label, value, "hidden"))
    return found


def _kept_aside(
    request: Request, version: DefinitionVersion, left: list[OldAnswer]
) -> list[dict[str, Any]]:
    """Each in the words of the version that asked it last."""
    told = []
    for each in left:
        form_id = version.id if each.why == "hidden" else request.form_version_id
        told.append(forms.told(drafts.form_of(form_id), each, form_id, (KIND, request.id)))
    return told


def _tell(
    actor: Actor, request: Request, version: DefinitionVersion, patch: list[Any] | None = None
) -> None:
    """The request pins the newer version from now on, and its history says so."""
    request.form_version_id = version.id
    request.updated_at = clock.now()
    record(
        actor, KIND, request.id, "request.form-moved", version=request.version,
        patch=patch or (), facts={"form": version.key, "number": version.number},
    )  # fmt: skip
    session.flush()  # what is read next runs on the newer version
