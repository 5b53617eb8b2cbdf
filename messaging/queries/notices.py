"""Questions about notices: what is new for a person, under the rights of the moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_

from accounts import queries as accounts
from accounts.models import Preference
from core.actor import Actor
from core.contributions import all_of, one_of
from core.database import session
from core.errors import BadInput, NotFound
from core.paging import Page, cursor, values_of
from messaging.models import Notice

#: Contribution point: the sentence of each kind of notice.
NOTICE_KINDS = "messaging.notice_kinds"
#: Contribution point: per kind of subject, which ones a person may hear of.
NOTICE_GATES = "messaging.notice_gates"
#: Preference: kinds this person does not want to be told.
MUTED = "notices.muted"
PAGE = 50
#: The bell says « 99+ » past this.
MOST = 99


class NoticeKind(Protocol):
    """One kind of notice: how it looks, what it says."""

    key: str
    #: What it is about, for the settings: « Une demande avance ».
    label: Any
    icon: str
    tone: str

    def sentence(self, facts: Mapping[str, Any], count: int) -> str:
        """The sentence, in the language of the moment."""


class NoticeGate(Protocol):
    """Says for one kind of subject which of them a person may hear of."""

    key: str

    def readable(self, actor: Actor, ids: Sequence[UUID]) -> Collection[UUID]:
        """Those of `ids` that this person may see now."""


def kinds_for(actor: Actor) -> list[NoticeKind]:
    """The kinds this person may be told: a kind may say of whom it speaks (`concerns`)."""
    return [
        kind
        for kind in all_of(NOTICE_KINDS)
        if not hasattr(kind, "concerns") or kind.concerns(actor)
    ]


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as a page shows it."""

    id: UUID
    sentence: str
    icon: str
    tone: str
    at: datetime
    url: str
    seen: bool


def unseen_count(actor: Actor) -> int:
    """How many are new, counted up to one past what the bell says."""
    if actor.account_id is None:
        return 0
    bounded = _unseen(actor).with_only_columns(Notice.id).limit(MOST + 1).subquery()
    return session.scalar(select(func.count()).select_from(bounded)) or 0


def notices(actor: Actor, after: str | None = None) -> Page[Told]:
    """One's notices, the new ones first, then by age; what one may no longer see is absent."""
    new = Notice.seen_at.is_(None)
    query = select(Notice).where(Notice.account_id == actor.account_id)
    known = values_of(after, 3)
    if known:
        try:
            last = (bool(known[0]), datetime.fromisoformat(str(known[1])), UUID(str(known[2])))
        except ValueError as fault:
            raise BadInput from fault
        query = query.where(tuple_(new, Notice.at, Notice.id) < tuple_(*last))
    rows = list(
        session.scalars(
            query.order_by(new.desc(), Notice.at.desc(), Notice.id.desc()).limit(PAGE + 1)
        )
    )
    end = rows[PAGE - 1] if len(rows) > PAGE else None
    further = cursor(int(end.seen_at is None), end.at.isoformat(), str(end.id)) if end else None
    return Page(list(_told(actor, rows[:PAGE])), further)


def untold(actor: Actor, most: int = 3) -> tuple[list[Told], int]:
    """What is new and was never told at sign-in: the latest few, and how many there are."""
    rows = list(
        session.scalars(
            _unseen(actor)
            .where(Notice.told_at.is_(None))
            .order_by(Notice.at.desc(), Notice.id.desc())
            .limit(MOST + 1)
        )
    )
    found = list(_told(actor, rows))
    return found[:most], len(found)


def unseen_about(
    actor: Actor, subject_kind: str, subject_ids: Sequence[UUID]
) -> dict[UUID, list[str]]:
    """What is new about each of these things since this person looked at it, the latest first."""
    if actor.account_id is None or not subject_ids:
        return {}
    rows = session.scalars(
        _unseen(actor)
        .where(Notice.subject_kind == subject_kind, Notice.subject_id.in_(subject_ids))
        .order_by(Notice.at.desc(), Notice.id.desc())
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        kind: NoticeKind | None = one_of(NOTICE_KINDS, row.kind)
        if kind is not None and row.subject_id is not None:
            said = kind.sentence(row.facts, row.count)
            if said not in found[row.subject_id]:
                found[row.subject_id].append(said)
    return dict(found)


def notice_for(actor: Actor, notice_id: UUID) -> Notice:
    """One of one's own notices; somebody else's does not exist."""
    found = session.get(Notice, notice_id)
    if found is None or found.account_id != actor.account_id or actor.account_id is None:
        raise NotFound
    return found


def muted_by(account_ids: Collection[UUID], kind: str) -> set[UUID]:
    """Who of these people does not want to be told this kind."""
    return set(
        session.scalars(
            select(Preference.account_id).where(
                Preference.account_id.in_(account_ids),
                Preference.key == MUTED,
                Preference.value["value"].contains([kind]),
            )
        )
    )


def muted_kinds(actor: Actor) -> list[str]:
    """What this person does not want to be told."""
    if actor.account_id is None:
        return []
    found = accounts.preference(actor.account_id, MUTED, [])
    return list(found) if isinstance(found, list) else []


def _unseen(actor: Actor) -> Select[Notice]:
    return select(Notice).where(Notice.account_id == actor.account_id, Notice.seen_at.is_(None))


def _told(actor: Actor, rows: Sequence[Notice]) -> Iterator[Told]:
    """Sentences of those whose subject is open to this person now."""
    open_to = _readable(actor, rows)
    for row in rows:
        kind: NoticeKind | None = one_of(NOTICE_KINDS, row.kind)
        if kind is None or (row.subject_id and row.subject_id not in open_to[row.subject_kind]):
            continue
        said = kind.sentence(row.facts, row.count)
        seen = row.seen_at is not None
        yield Told(row.id, said, kind.icon, kind.tone, row.at, row.url, seen)


def _readable(actor: Actor, rows: Sequence[Notice]) -> dict[str, Collection[UUID]]:
    """Per kind of subject, those open to this person; without a gate nobody reads."""
    asked: dict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        if row.subject_id is not None:
            asked[row.subject_kind].append(row.subject_id)
    gates = {kind: one_of(NOTICE_GATES, kind) for kind in asked}
    found: dict[str, Collection[UUID]] = defaultdict(set)
    found.update({kind: gate.readable(actor, asked[kind]) for kind, gate in gates.items() if gate})
    return found
