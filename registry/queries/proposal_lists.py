"""Lists and numbers of proposed changes, row by row through the gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from accounts import queries as accounts
from core.actor import Actor
from core.database import session
from core.paging import COUNT_BOUND
from registry.domain.rights import WRITE
from registry.models import Record, RecordIndex, RecordProposal
from registry.permissions import Permission
from registry.queries import gate
from registry.queries.circuits import GROUP, bridge_of, decided_as, members_of, rule_of
from registry.queries.entities import live_entities, live_entity
from registry.queries.proposals import (
    Proposed,
    own_proposals,
    seen_proposal,
    target_of,
)
from registry.queries.watchers import reaching

#: How many rows are looked at for one page, and for a number of the menu.
MOST_LOOKED_AT: Final = 500
MOST_COUNTED: Final = 100
#: What a list may hold.
WAITING, OPEN, ENDED, MINE = "a-decider", "en-cours", "terminees", "miennes"
TABS: Final = (WAITING, OPEN, ENDED, MINE)


@dataclass(frozen=True, slots=True)
class Own:
    """One of one’s own proposals; `seen` is None when the record is gone or closed meanwhile."""

    proposal: RecordProposal
    seen: Proposed | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, and after which one the next begins."""

    items: list[Any]
    next: UUID | None = None


def proposals_page(
    actor: Actor,
    tab: str,
    after: UUID | None = None,
    limit: int = 50,
    *,
    looked_at: int = MOST_LOOKED_AT,
) -> Page:
    """A page: what waits and what goes on the oldest first, what ended the newest first."""
    found: list[Proposed] = []
    last: UUID | None = None
    looked = 0
    for looked, seen in enumerate(_walk(actor, tab, after, looked_at), 1):  # noqa: B007 – counted
        last = seen[0]
        if seen[1] is not None and (tab != WAITING or seen[1].to_answer):
            found.append(seen[1])
        if len(found) >= limit:
            return Page(found, last)
    return Page(found, last if looked >= looked_at else None)


def proposals_count(actor: Actor, tab: str) -> tuple[int, bool]:
    """How many a list holds for this person, and whether there may be more: each is judged by
    itself, so no further than the oldest hundred are looked at."""
    if tab == MINE:
        return _own_count(actor, COUNT_BOUND)
    page = proposals_page(actor, tab, limit=MOST_COUNTED + 1, looked_at=MOST_COUNTED)
    return len(page.items), page.next is not None


def own_page(actor: Actor, after: UUID | None = None, limit: int = 50) -> Page:
    """One’s own, the newest first; what is closed meanwhile keeps its number and its state."""
    rows = list(own_proposals(actor, limit + 1, after))
    items = [Own(row, _own(actor, row)) for row in rows[:limit]]
    return Page(items, rows[limit - 1].id if len(rows) > limit else None)


def _own(actor: Actor, row: RecordProposal) -> Proposed | None:
    record = target_of(row)
    if record is None:
        return None
    entity = live_entity(record.entity)
    return seen_proposal(actor, row, record, entity, gate.access(actor, entity, record))


def waiting(actor: Actor, limit: int = 100, *, looked_at: int = MOST_LOOKED_AT) -> list[Proposed]:
    """Open proposals that wait for this person, the oldest first."""
    items: list[Proposed] = proposals_page(actor, WAITING, limit=limit, looked_at=looked_at).items
    return items


def waiting_count(actor: Actor) -> int:
    """How many wait for this person, for the menu: of the oldest hundred at most."""
    return len(waiting(actor, MOST_COUNTED, looked_at=MOST_COUNTED))


def own_open_count(actor: Actor) -> int:
    """How many of one’s own are not answered yet: a hundred at most."""
    return _own_count(actor, MOST_COUNTED, RecordProposal.state == "open")[0]


def _own_count(
    actor: Actor, most: int, narrowed: ColumnElement[bool] | None = None
) -> tuple[int, bool]:
    if actor.account_id is None:
        return 0, False
    mine = select(RecordProposal.id).where(RecordProposal.made_by == actor.account_id)
    some = mine if narrowed is None else mine.where(narrowed)
    found = select(func.count()).select_from(some.limit(most + 1).subquery())
    count = session.scalar(found) or 0
    return min(count, most), count > most


def may_answer(actor: Actor) -> bool:
    """Whether this person may decide on some field somewhere: no look at records."""
    return (
        actor.system
        or (actor.holds(Permission.RECORDS_DECIDE) and _sits(actor))
        or any(
            rule.writes and rights.gives(share, rule, WRITE)
            for entity in live_entities()
            for rights in (gate.rights_on(actor, entity),)
            for share in rights.shares
            for rule in share.rules
        )
    )


def _sits(actor: Actor) -> bool:
    """Whether some entity binds a function to a group this person sits in."""
    groups = {membership.group for membership in actor.memberships}
    return any(
        binding.group in groups
        for entity in live_entities()
        for rule in (entity.changes.general, *entity.changes.special)
        for bindings in rule.bindings.values()
        for binding in bindings
    )


def may_follow(actor: Actor) -> bool:
    """Whether the lists of proposals are for this person: who works with records, who asks."""
    works = (Permission.RECORDS_READ, Permission.RECORDS_WRITE, Permission.RECORDS_DECIDE)
    return any(actor.holds(permission) for permission in works) or may_propose(actor)


def may_propose(actor: Actor) -> bool:
    """Whether this person may propose some field somewhere: no look at records."""
    return any(
        rule.proposes
        for entity in live_entities()
        for share in gate.rights_on(actor, entity).shares
        for rule in share.rules
    )


def answerers(proposal: RecordProposal, record: Record) -> list[UUID]:
    """Who is awaited: holders of the functions whose turn it is, who read what is asked about."""
    return holders(proposal, record, proposal.waiting_functions)


def holders(proposal: RecordProposal, record: Record, functions: str | Iterable[str]) -> list[UUID]:
    """People who hold some of these functions for a proposal, its author for those of its own."""
    named = {functions} if isinstance(functions, str) else set(functions)
    entity, path = live_entity(record.entity), record.scope_path or ""
    rule, circuit = rule_of(entity, proposal), bridge_of(proposal).circuit
    seats = [f for f in named & set(circuit.functions) if circuit.functions[f].source == GROUP]
    groups = {g for f in seats if rule.is_bound(f) for g in rule.groups_of(f, path)}
    members = accounts.holders_of_groups(groups, path).values()
    seated = {person.id for some in members for person in some}
    free = any(not rule.is_bound(f) for f in seats)
    people = {one.account_id: one for one in reaching(path)} if free else {}
    people |= {one: accounts.actor_of(one) for one in seated}
    asked = {c["field"] for c in proposal.patch}
    found = [
        account_id
        for account_id, one in people.items()
        if account_id
        and account_id != proposal.made_by
        and any(
            decided_as(one, rule, f, record, gate.access(one, entity, record)) & asked
            for f in seats
        )
    ]
    if proposal.made_by and members_of(circuit) & named:
        found.append(proposal.made_by)
    return found


def _walk(
    actor: Actor, tab: str, after: UUID | None, looked_at: int
) -> Iterator[tuple[UUID, Proposed | None]]:
    """Rows in reach, entity by entity merged by age, each seen through the gate or None."""
    state, newest = ("answered", True) if tab == ENDED else ("open", False)
    entities = {entity.key: entity for entity in live_entities()}
    rights = {key: gate.rights_on(actor, entity) for key, entity in entities.items()}
    found: list[tuple[RecordProposal, Record]] = []
    for key, entity in entities.items():
        query = (
            select(RecordProposal, Record)
            .join(
                RecordIndex,
                (RecordIndex.record_id == RecordProposal.record_id)
                & (RecordIndex.entity == RecordProposal.entity),
            )
            .join(Record, (Record.id == RecordIndex.record_id) & (Record.entity == key))
            .where(RecordProposal.state == state, gate.reach(actor, entity))
        )
        if after is not None:
            mark = RecordProposal.id
            query = query.where(mark < after if newest else mark > after)
        order = RecordProposal.id.desc() if newest else RecordProposal.id
        rows = session.execute(query.order_by(order).limit(looked_at))
        found += [(row, record) for row, record in rows]
    found.sort(key=lambda pair: pair[0].id, reverse=newest)
    for row, record in found[:looked_at]:
        held = rights[row.entity].access(gate.thing_of(record))
        yield row.id, seen_proposal(actor, row, record, entities[row.entity], held)


__all__ = [
    "ENDED", "MINE", "OPEN", "TABS", "WAITING", "Own", "Page", "answerers", "holders", "may_answer",
    "may_follow",
    "may_propose", "own_open_count", "own_page", "proposals_count", "proposals_page", "waiting",
    "waiting_count",
]  # fmt: skip
