"""Several proposals accepted or refused in one gesture: each by the very act that decides on one,
alone in its savepoint, so that one that has moved on holds no other up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.actor import Actor
from core.database import session
from core.errors import PreauError
from core.i18n import _, text_of
from registry import queries
from registry.domain.verdicts import ACCEPT, REFUSE
from registry.operations.concluding import conclude
from registry.operations.deciding import Said, decide


@dataclass(frozen=True, slots=True)
class Chosen:
    """A proposal as its decider saw it: of which version, over which version of the record."""

    proposal_id: UUID
    version: int
    record_version: int


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one; `because` is empty when it was decided."""

    label: str
    because: str = ""


def decide_many(
    actor: Actor, chosen: Sequence[Chosen], *, accept: bool, comment: str
) -> list[Fate]:
    """Every field one may answer gets the same verdict, then the step that follows, if there is
    one way."""
    return [_one(actor, each, accept=accept, comment=comment) for each in chosen]


def _one(actor: Actor, chosen: Chosen, *, accept: bool, comment: str) -> Fate:
    label = "–"
    try:
        with session.begin_nested():
            seen = queries.proposal_seen(actor, chosen.proposal_id, lock=True)
            label = f"{seen.proposal.number or ''} {seen.label}".strip()
            said = dict(_said(seen, accept=accept, comment=comment))
            if seen.is_mine or not said:
                return Fate(label, str(_("Rien n’y attend votre réponse.")))
            step = conclude(actor, seen, said, comment)
            decide(
                actor, seen, said, step, expected_version=chosen.version,
                record_version=chosen.record_version,
            )  # fmt: skip
    except PreauError as refusal:
        session.expire_all()
        return Fate(label, str(text_of(refusal.message)))
    return Fate(label)


def _said(seen: queries.Proposed, *, accept: bool, comment: str) -> Iterator[tuple[str, Said]]:
    for one in seen.fields:
        if one.mine_to_answer:
            yield one.field.key, Said(ACCEPT if accept else REFUSE, reason=comment)
