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
from registry.events import ChangeProposed, ProposalAnswered
from registry.models import Record, RecordProposal
from registry.permissions import Permission

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
    permission: str

    def sentence(self, facts: Mapping[str, Any], count: int) -> str:
        """The sentence, in the language of the moment."""
        return self.said(facts, count)

    def concerns(self, actor: Actor) -> bool:
        """Whether this person may ever be told it: the others are not asked about it."""
        return actor.holds(self.permission)


def _proposed(facts: Mapping[str, Any], count: int) -> str:
    if count == 1:
        return _("%(label)s : un changement est proposé, il attend votre réponse.", **facts)
    return ngettext(
        "%(num)s proposition attend votre réponse.",
        "%(num)s propositions attendent votre réponse.",
        count,
    )


def _answered(facts: Mapping[str, Any], _count: int) -> str:
    return _("%(label)s : votre proposition a reçu sa réponse.", **facts)


NOTICES = (
    ProposalNotice(
        "record.proposed",
        _l("un changement est proposé sur une fiche que je gère"),
        "note-pencil",
        "sun",
        _proposed,
        Permission.RECORDS_WRITE,
    ),
    ProposalNotice(
        "record.answered",
        _l("ma proposition de changement a reçu sa réponse"),
        "check",
        "leaf",
        _answered,
        Permission.RECORDS_READ,
    ),
)


class RecordHearing:
    """Which records a person may hear of: those she would find in a list."""

    key = SUBJECT

    def readable(self, actor: Actor, ids: Sequence[UUID]) -> Collection[UUID]:
        """One query for each kind of records, for a whole list of notices."""
        return queries.reached(actor, ids)


@after(ChangeProposed)
def tell_who_may_answer(event: ChangeProposed) -> None:
    """Those who may write one of its fields; many at once are one notice that counts."""
    proposal = session.get(RecordProposal, event.proposal_id)
    record = session.get(Record, (event.entity, event.record_id))
    if proposal is None or record is None or proposal.state != "open":
        return
    people = queries.answerers(queries.live_entity(event.entity), record, proposal)
    messaging.notify(
        [person for person in people if person != proposal.made_by],
        "record.proposed",
        once=_once(event.proposal_id),
        bundle="proposals",
        bundle_url="/propositions",
        **_about(record),
    )


@after(ProposalAnswered)
def tell_who_proposed(event: ProposalAnswered) -> None:
    """The author hears of it, the others need not look any more."""
    messaging.withdraw((SUBJECT, event.record_id), _once(event.proposal_id))
    record = session.get(Record, (event.entity, event.record_id))
    if record is None or event.author is None:
        return
    messaging.notify(
        [event.author], "record.answered", once=f"answered:{event.proposal_id}", **_about(record)
    )


def _about(record: Record) -> dict[str, Any]:
    """Subject, facts and address; a name that is not open to all is not written down."""
    entity = queries.live_entity(record.entity)
    label = record.label if queries.name_is_public(record.entity) else entity.title
    return {
        "subject": (SUBJECT, record.id),
        "facts": {"label": label},
        "url": f"/fiches/{record.entity}/{record.id}#propositions",
    }


def _once(proposal_id: UUID) -> str:
    return f"proposed:{proposal_id}"
