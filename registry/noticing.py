"""Notices about proposals: to who may answer, then to who proposed.

Each subscriber works behind the commit, once. No name of a person and no value stands in a notice;
it is told, and shown, only to who may see the record at that moment.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.actor import Actor
from core.database import session
from core.events import after
from core.i18n import _, _l, ngettext
from messaging import operations as messaging
from registry import queries
from registry.events import ProposalAnswered
from registry.models import Record, RecordProposal
from registry.permissions import Permission
from registry.queries.circuits import KIND
from workflows import queries as workflows
from workflows.events import Moved, MoveUndone

SUBJECT = "record"


@dataclass(frozen=True, slots=True)
class ProposalNotice:
    """One kind of notice; its sentence is formed from plain facts."""

    key: str
    label: Any
    icon: str
    tone: str
    said: Callable[[Mapping[str, Any], int], str]
    #: Who may ever be told it.
    permissions: tuple[str, ...]

    def sentence(self, facts: Mapping[str, Any], count: int) -> str:
        """The sentence, in the language of the moment."""
        return self.said(facts, count)

    def concerns(self, actor: Actor) -> bool:
        """Whether this person may ever be told it: the others are not asked about it."""
        return any(actor.holds(permission) for permission in self.permissions)


def _proposed(facts: Mapping[str, Any], count: int) -> str:
    if count == 1:
        return _("%(label)s : un changement est proposé, il attend votre réponse.", **facts)
    return ngettext(
        "%(num)s proposition attend votre réponse.",
        "%(num)s propositions attendent votre réponse.",
        count,
    )


def _to_clarify(facts: Mapping[str, Any], _count: int) -> str:
    return _("%(label)s : ce que vous proposez est à préciser.", **facts)


def _answered(facts: Mapping[str, Any], _count: int) -> str:
    return _("%(label)s : votre proposition a reçu sa réponse.", **facts)


NOTICES = (
    ProposalNotice(
        "record.proposed",
        _l("un changement est proposé sur une fiche que je gère"),
        "note-pencil",
        "sun",
        _proposed,
        (Permission.RECORDS_WRITE, Permission.RECORDS_DECIDE),
    ),
    ProposalNotice(
        "record.to-clarify",
        _l("une modification que je propose est à préciser"),
        "warning",
        "brick",
        _to_clarify,
        (Permission.RECORDS_READ,),
    ),
    ProposalNotice(
        "record.answered",
        _l("ma proposition de changement a reçu sa réponse"),
        "check",
        "leaf",
        _answered,
        (Permission.RECORDS_READ,),
    ),
)


class RecordHearing:
    """Which records a person may hear of: those she would find in a list."""

    key = SUBJECT

    def readable(self, actor: Actor, ids: Sequence[UUID]) -> Collection[UUID]:
        """One query for each kind of records, for a whole list of notices."""
        return queries.reached(actor, ids)


@after(Moved)
def tell_of_a_change(event: Moved) -> None:
    """Those it waits for now; many at once are one notice that counts. Its end is told apart."""
    proposal = session.get(RecordProposal, event.subject_id) if event.subject_kind == KIND else None
    record = queries.target_of(proposal) if proposal is not None else None
    if proposal is None or record is None or proposal.state != "open":
        return
    _forget_what_waited(proposal, event.step_id)
    if proposal.status != event.to_status:
        return
    people = [one for one in queries.answerers(proposal, record) if one != event.actor_id]
    about = _about(record, proposal)
    messaging.notify(
        [person for person in people if person != proposal.made_by],
        "record.proposed",
        once=_once(event.step_id),
        bundle="proposals",
        bundle_url="/propositions",
        **about,
    )
    if proposal.made_by in people:
        messaging.notify(
            [proposal.made_by], "record.to-clarify", once=_once(event.step_id), **about
        )


@after(ProposalAnswered)
def tell_who_proposed(event: ProposalAnswered) -> None:
    """The author hears of it, the others need not look any more."""
    proposal = session.get(RecordProposal, event.proposal_id)
    record = queries.target_of(proposal) if proposal is not None else None
    if proposal is None or record is None:
        return
    _forget_what_waited(proposal, event.step_id)
    if proposal.state != "answered" or event.author is None or proposal.outcome == "withdrawn":
        return
    messaging.notify(
        [event.author], "record.answered", once=_once(event.step_id), **_about(record, proposal)
    )


@after(MoveUndone)
def forget_what_was_undone(event: MoveUndone) -> None:
    """An answer that was taken back and that nobody has looked at is as if it had not come."""
    proposal = session.get(RecordProposal, event.subject_id) if event.subject_kind == KIND else None
    if proposal is not None:
        for record_id in _records_of(proposal):
            messaging.withdraw((SUBJECT, record_id), _once(event.step_id))


def _forget_what_waited(proposal: RecordProposal, step_id: int) -> None:
    """Notices of the stays before."""
    for step in workflows.steps_of(proposal.id):
        if step.id < step_id:
            for record_id in _records_of(proposal):
                messaging.withdraw((SUBJECT, record_id), _once(step.id))


def _records_of(proposal: RecordProposal) -> set[UUID]:
    """The record that was named, and the one it was merged into."""
    record = queries.target_of(proposal)
    return {proposal.record_id, record.id} if record else {proposal.record_id}


def _about(record: Record, proposal: RecordProposal) -> dict[str, Any]:
    """Subject, facts and address; a name that is not open to all is not written down."""
    entity = queries.live_entity(record.entity)
    label = record.label if queries.name_is_public(record.entity) else entity.title
    return {
        "subject": (SUBJECT, record.id),
        "facts": {"label": label},
        "url": f"/propositions/{proposal.id}",
    }


def _once(step_id: int) -> str:
    return f"change:{step_id}"
