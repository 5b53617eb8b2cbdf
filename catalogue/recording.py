"""What an accepted request changes in a record: proposed, and let through by who decided.

`{"do": "apply-change", "record": "/lieu", "values": {"telephone": "/nouveau_telephone"}}`: a value
that begins with "/" is an answer of the request, any other one stands for itself. Without `record`
it is the establishment the request was made for. Values are compared with what the record held
when the request was handed in: where it moved since, whoever may write it chooses (FAULTS, A-14:
the rights are those of the moment).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from accounts import queries as accounts
from catalogue.facts import establishment_entity
from catalogue.models import Request
from catalogue.standing import KIND
from core import history
from core.actor import HOUSE, Actor
from core.database import session
from core.errors import PreauError
from core.words import message
from form_factory.domain.pointers import MISSING, parts_of, value_at
from registry import operations as registry
from registry import queries as records
from workflows import queries as workflows

if TYPE_CHECKING:
    from workflows.models import Step

LONGEST: Final = 500


class ApplyChange:
    """The action « apply-change » of circuits of requests."""

    key = "apply-change"

    def entity(self) -> str:
        """What it writes when no answer names a record: for the editor of circuits."""
        return establishment_entity()

    def run(
        self,
        subject_kind: str,
        subject_id: UUID,
        step: Step,
        settings: Mapping[str, Any],
        once: str,
    ) -> None:
        """Propose the change once, and let it through for who decided, if it is theirs to do."""
        request = held(subject_id) if subject_kind == KIND else None
        if request is None or registry.asked_by(KIND, request.id, once):
            return
        record = _record(request, settings)
        if record is None:
            _note(request, "request.change-refused", reason="")
            return
        values = {
            key: wanted
            for key, value in settings["values"].items()
            if (wanted := value_of(request, value)) is not MISSING
        }
        try:
            made = _proposed(request, record, values, once)
        except PreauError as refusal:
            _note(request, "request.change-refused", reason=why(refusal))
            return
        for proposal in made:
            _let_through(proposal, step)
            _note(request, "request.change-proposed", number=proposal.number)


def held(request_id: UUID) -> Request | None:
    """The request, held to the end: its history is a chain, and agents may be writing to it."""
    found: Request | None = session.get(
        Request, request_id, with_for_update=True, populate_existing=True
    )
    return found


def why(refusal: PreauError) -> str:
    """A refusal as the file of a request keeps it: each fault in words, within a line or two."""
    problems = getattr(refusal, "problems", ())
    told = " ".join(dict.fromkeys(str(message(each)) for each in problems)) or str(refusal)
    return told if len(told) <= LONGEST else f"{told[: LONGEST - 1]}…"


def _record(request: Request, settings: Mapping[str, Any]) -> Any:
    """The record an answer names, by id or code; the establishment of the request otherwise."""
    entity = settings.get("entity") or establishment_entity()
    if not settings.get("record"):
        own = request.establishment_id
        return records.record(establishment_entity(), own) if own else None
    named = value_at(request.answers, parts_of(settings["record"]))
    if not isinstance(named, str) or "\x00" in named:
        return None
    found = records.record_by_code(entity, named)
    if found is not None:
        return found
    try:
        return records.record(entity, UUID(named))
    except ValueError:
        return None


def value_of(request: Request, value: Any) -> Any:
    """An answer of the request when it begins with "/" (MISSING without one), else itself."""
    if isinstance(value, str) and value.startswith("/"):
        return value_at(request.answers, parts_of(value))
    return value


def _proposed(request: Request, record: Any, values: Mapping[str, Any], once: str) -> list[Any]:
    """In the name of whoever filed the request, whose number goes with it."""
    applicant = accounts.actor_of(request.applicant_id)
    author = applicant if applicant.account_id else Actor(name=request.applicant_name)
    source = {
        "kind": KIND, "id": str(request.id), "once": once,
        "number": request.reference or request.provisional,
    }  # fmt: skip
    base = {
        key: held_at(record, key, request.submitted_at)
        for key in values
        if request.submitted_at is not None
    }
    return registry.propose_for(author, record, values, source=source, base=base)


def held_at(record: Any, key: str, instant: datetime | None) -> Any:
    """What a field held at an instant, by its history: the value before the first change since."""
    found = record.data.get(key)
    for line in history.lines_of("record", record.id):  # newest first
        if instant is None or line.at <= instant:
            break
        for change in line.patch:
            written = line.act not in {"record.proposed", "record.proposal-refused"}
            if written and change["path"] == f"/{key}":
                found = change.get("old")
    return found


def _let_through(proposal: Any, step: Step) -> None:
    """Whoever decided of the request decides of the change too, where it is theirs to decide; where
    it is not, or the record moved, it waits like any other."""
    for account_id in deciders(step):
        actor = accounts.actor_of(account_id)
        try:
            with session.begin_nested():
                seen = records.proposal_seen(actor, proposal.id, lock=True)
                said = {
                    one.field.key: registry.Said("accept")
                    for one in seen.fields
                    if one.mine_to_answer and not one.has_moved
                }
                if seen.is_mine or len(said) < len(proposal.patch):
                    continue
                way = registry.conclude(actor, seen, said, step.comment or "")
                registry.decide(actor, seen, said, way)
        except PreauError:
            session.refresh(proposal)
            continue
        if proposal.state != "open":
            return


def deciders(step: Step) -> list[UUID]:
    """Who made the move, or gave the visas that did."""
    if step.actor_id is not None:
        return [step.actor_id]
    entry = int(step.before.get("entry_no", 0))
    votes = workflows.votes_of(step.subject_id, standing_only=False)
    return [v.account_id for v in votes if v.entry_no == entry and v.verdict == "accept"]


def _note(request: Request, act: str, *, reason: str = "", **facts: Any) -> None:
    history.record(
        HOUSE, KIND, request.id, act, version=request.version, facts=facts, reason=reason or None
    )
