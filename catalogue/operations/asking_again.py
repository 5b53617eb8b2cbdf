"""What is asked of an applicant when his request comes back to him: named, answered, withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, update

from catalogue import amending
from catalogue.amending import awaits_applicant
from catalogue.models import CorrectionAsk, Request
from catalogue.nameable import nameable
from catalogue.queries import Seen
from catalogue.standing import KIND
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.history import record
from core.i18n import _
from core.problems import Problem
from form_factory import operations as forms
from form_factory.difference import Told
from form_factory.domain.form import Form
from workflows import queries as workflows
from workflows.events import CarriedOver, Moved, MoveUndone

MOST: Final = 200
LONGEST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing to be corrected, as whoever sends the request back names it."""

    address: str
    remark: str = ""


def ask(actor: Actor, seen: Seen, step_id: int, wishes: Sequence[Wish]) -> None:
    """Keep what is to be corrected. Nothing named: the whole form, as far as it was not narrower.

    Asking again adds to what is still open.
    """
    request = seen.request
    circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
    if not awaits_applicant(circuit, request.status):
        if wishes:
            raise Invalid(message=_("Cette action ne rend pas la demande à son établissement."))
        return
    if not wishes:
        if amending.open_asks(request.id):
            _keep(actor, request, step_id, "", _("Toute la demande"), "")
        return
    amending.name_rows(request)
    labels = {each.address: each.label for each in nameable(request)}
    strange = [wish for wish in wishes if wish.address not in labels]
    if strange or len(wishes) > MOST:
        raise Invalid([Problem("/corrections", "correction-unknown")])
    told = {wish.address: wish.remark.strip()[:LONGEST] for wish in wishes}
    for address, remark in told.items():
        _keep(actor, request, step_id, address, labels[address], remark)
    asked = [{"label": labels[a], "remark": remark} for a, remark in told.items()]
    record(
        actor, KIND, request.id, "request.correction-asked", version=request.version,
        facts={"asked": asked, "step": step_id},
    )  # fmt: skip
    session.flush()  # told in the same answer


def _keep(
    actor: Actor, request: Request, step_id: int, address: str, label: str, remark: str
) -> None:
    session.add(
        CorrectionAsk(
            request_id=request.id, step_id=step_id, address=address, label=str(label),
            remark=remark, asked_by=actor.account_id, at=clock.now(),
        )
    )  # fmt: skip


def in_words(request: Request, wishes: Iterable[Wish]) -> str:
    """« À corriger : Devis, Lots », for a move that wants a comment and was given remarks."""
    labels = {each.address: each.label for each in nameable(request)}
    names = [labels[wish.address] for wish in wishes if wish.address in labels]
    return _("À corriger : %(names)s.", names=", ".join(names)) if names else ""


def answered(actor: Actor, request: Request, changes: Sequence[Told]) -> list[dict[str, Any]]:
    """Tick off what was asked, with whether it was changed; told as history keeps it."""
    del actor
    found = []
    for each in amending.open_asks(request.id):
        changed = bool(changes) if not each.address else amending.touched(each.address, changes)
        each.closed_at = clock.now()
        each.outcome = "changed" if changed else "unchanged"
        if each.address:
            found.append({"label": each.label, "remark": each.remark, "outcome": each.outcome})
    return found


def withdraw(events: Collection[Moved | CarriedOver]) -> None:
    """The request went on without its applicant: nothing is asked of him any more."""
    last = {event.subject_id: event for event in events if event.subject_kind == KIND}
    if not (asked := _asked_among(last)):
        return
    versions = select(Request.id, Request.workflow_version_id).where(Request.id.in_(asked))
    for request_id, version_id in session.execute(versions):
        if version_id is None:
            continue
        event = last[request_id]
        circuit = workflows.bridge_of(version_id).circuit
        if not awaits_applicant(circuit, event.to_status):
            session.execute(
                update(CorrectionAsk)
                .where(CorrectionAsk.request_id == request_id, CorrectionAsk.closed_at.is_(None))
                .values(closed_at=clock.now(), outcome="withdrawn", closed_step=event.step_id)
            )


def take_back(events: Collection[MoveUndone]) -> None:
    """A move was undone: what it asked is asked no more, what it withdrew is asked again."""
    steps = {event.step_id for event in events if event.subject_kind == KIND}
    ids = {event.subject_id for event in events if event.subject_kind == KIND}
    if not _asked_among(ids, closed=True):
        return
    mine = CorrectionAsk.request_id.in_(ids)
    session.execute(
        update(CorrectionAsk)
        .where(mine, CorrectionAsk.closed_step.in_(steps))
        .values(closed_at=None, outcome="", closed_step=None)
    )
    session.execute(
        update(CorrectionAsk)
        .where(mine, CorrectionAsk.step_id.in_(steps), CorrectionAsk.closed_at.is_(None))
        .values(closed_at=clock.now(), outcome="withdrawn")
    )


def carry(request: Request, old: Form, new: Form) -> None:
    """The form changed under a request sent back: what is asked follows its question."""
    groups = {field.pointer for field in new.groups()}
    for each in amending.open_asks(request.id):
        holder, bracket, row = each.address.partition("[")
        if not each.address or holder in groups:
            continue
        moved = next(iter(forms.moved_keys({holder: True}, old, new)), None)
        if moved is None:
            each.closed_at, each.outcome = clock.now(), "withdrawn"
        else:
            each.address = f"{moved}{bracket}{row}"


def _asked_among(ids: Collection[UUID] | Mapping[UUID, Any], *, closed: bool = False) -> list[UUID]:
    query = select(CorrectionAsk.request_id).where(CorrectionAsk.request_id.in_(list(ids)))
    if not closed:
        query = query.where(CorrectionAsk.closed_at.is_(None))
    return list(session.scalars(query.distinct()))
