"""Proposed changes as the house sees them, for timers; the mails their circuits write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import Select, select

from accounts import queries as accounts
from core.actor import HOUSE
from core.database import session
from core.i18n import _
from core.rows import among
from core.saying import day
from messaging import operations as messaging
from registry import queries
from registry.errors import UnknownProposal
from registry.models import RecordProposal
from registry.operations.standing import standing_of
from registry.queries.circuits import KIND, circuit_of
from schemas import queries as schemas
from workflows.operations.bulk import Held
from workflows.operations.timing import storm_of
from workflows.standing import Standing

if TYPE_CHECKING:
    from workflows.models import Step


@dataclass(slots=True)
class HeldChange(Held):
    """The head of a proposal, and the proposal itself, for its fields."""

    proposal: Any = None


class ChangeSubjects:
    """Filler of `workflows.subjects`."""

    key = KIND
    table = RecordProposal

    def hold(self, subject_ids: Sequence[UUID]) -> Mapping[UUID, HeldChange]:
        """Open proposals nobody else is at work on, then their records, locked."""
        query = _open(subject_ids).with_for_update(skip_locked=True)
        found = {}
        for row in session.scalars(query.execution_options(populate_existing=True)):
            record = queries.target_of(row)
            if record is not None:
                session.refresh(record, with_for_update=True)
                found[row.id] = HeldChange(
                    row.id, row.version, row.status, row.status_kind, list(row.markers),
                    row.entered_at, row.entry_no, list(row.waiting_functions), row.due_at, row,
                )  # fmt: skip
        return found

    def held_by_others(self, subject_ids: Sequence[UUID]) -> AbstractSet[UUID]:
        """Those that are there all the same, and somebody else's for the moment."""
        free = session.scalars(_open(subject_ids).with_for_update(skip_locked=True))
        there = {row.id for row in session.scalars(_open(subject_ids)) if queries.target_of(row)}
        return there - {row.id for row in free}

    def standings(self, held: Sequence[HeldChange], key: str) -> Mapping[UUID, Standing]:
        """Each as the house sees it."""
        del key
        found = {}
        for each in held:
            record = queries.target_of(each.proposal)
            if record is not None:
                entity = queries.live_entity(record.entity)
                found[each.id] = standing_of(HOUSE, each.proposal, record, entity)
        return found

    def more(self, held: Any) -> Mapping[str, Any]:
        """Nothing: what follows an end is written by whoever hears of it."""
        del held
        return {}


def _open(ids: Sequence[UUID]) -> Select[RecordProposal]:
    return (
        select(RecordProposal)
        .where(among(RecordProposal.id, ids), RecordProposal.state == "open")
        .order_by(RecordProposal.id)
    )


class NotifyOfChange:
    """`{"do": "notify", …}` of the circuit of a change: one mail a person, by their own rights."""

    key = f"{KIND}.notify"
    paces_itself = True

    def run(
        self,
        subject_kind: str,
        subject_id: UUID,
        step: Step,
        settings: Mapping[str, Any],
        once: str,
    ) -> None:
        """Write the mails; the same `once` writes nothing twice."""
        proposal = session.get(RecordProposal, subject_id)
        record = queries.target_of(proposal) if proposal is not None else None
        found = schemas.live("template", str(settings["template"]))
        if subject_kind != KIND or proposal is None or record is None or found is None:
            return
        for person in sorted(queries.holders(proposal, record, settings.get("to", ()))):
            actor = accounts.actor_of(person)
            try:
                seen = queries.proposal_seen(actor, proposal.id)
            except UnknownProposal:
                continue  # closed to them by now
            with force_locale(found.body.get("language", "fr")):
                messaging.send(
                    found.key,
                    to=accounts.account(person),
                    about=(KIND, proposal.id),
                    once=f"{once}:{person}",
                    variables=variables(seen, step),
                    url=f"/propositions/{proposal.id}",
                    news=bool(storm_of(once)),
                    storm=storm_of(once),
                )


def variables(seen: queries.Proposed, step: Step | None) -> dict[str, Any]:
    """What mails about a change may say: no value, and the record as its reader may call it."""
    status = circuit_of(seen.proposal).status.get(seen.proposal.status)
    return {
        "numero": seen.proposal.number or "",
        "service": _("Modification de fiche"),
        "titre": seen.label, "etablissement": seen.label,
        "demandeur": seen.proposal.made_by_name,
        "statut": status.label if status else "",
        "motif": "" if seen.is_partial or step is None else step.comment or "",
        "agent": step.actor_name if step else "",
        "date": day(seen.proposal.made_at),
    }  # fmt: skip
