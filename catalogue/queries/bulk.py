"""Runs of bulk acts: the door to one, the list, its requests; heads of requests by the chunk."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from accounts import queries as accounts
from accounts.models import Account, Group, GroupMember, Scope
from accounts.queries.dates import member_today
from catalogue.domain.service import Service
from catalogue.models import Annotation, BulkItem, BulkRun, Request
from catalogue.permissions import Permission
from catalogue.queries.gate import reachable, under
from core.actor import Actor, Membership
from core.database import session
from core.errors import NotFound
from core.folding import fold
from core.rows import among
from registry.models import Record
from schemas import queries as schemas
from workflows.operations.bulk import Held

PAGE = 50
#: States in which somebody is at work on a run.
AT_WORK = ("preparing", "running", "stopping", "undoing")


@dataclass(slots=True, kw_only=True)
class File(Held):
    """The head of a request, with what decides who may do what on it."""

    reference: str
    provisional: str
    service_key: str
    service_version_id: UUID
    workflow_version_id: UUID
    form_version_id: UUID
    draft_id: UUID
    correction_draft_id: UUID | None
    establishment_id: UUID | None
    scope_path: str
    handed: dict[str, Any] | None
    assignee_id: UUID | None
    tags: list[Any]
    submitted_at: datetime
    closed_at: datetime | None
    #: Whether answers are what a request is made of (R-27).
    sound: bool
    #: What whoever acts is to it, once somebody has looked.
    place: Any = None


_OWN = {"sound", "place"}
_COLUMNS = [getattr(Request, name) for name in File.__dataclass_fields__ if name not in _OWN]
_NAMES = [*(column.key for column in _COLUMNS), "sound"]
_SOUND = (func.jsonb_typeof(Request.answers) == "object") & (
    func.jsonb_typeof(Request.rows) == "object"
)


def heads_of(
    request_ids: Collection[UUID], *, lock: bool = False, skip: bool = False
) -> dict[UUID, File]:
    """Submitted requests by id, light. Locked in the order of ids: two runs never cross (R-12);
    with `skip`, those somebody is at work on are left out."""
    query = (
        select(*_COLUMNS, _SOUND.label("sound"))
        .where(among(Request.id, request_ids), Request.submitted_at.is_not(None))
        .order_by(Request.id)
    )
    if lock:
        query = query.with_for_update(skip_locked=skip)
    found = (File(**dict(zip(_NAMES, row, strict=True))) for row in session.execute(query))
    return {file.id: file for file in found}


def answers_of(request_ids: Collection[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """Filed answers, for guards and votes."""
    rows = session.execute(
        select(Request.id, Request.answers).where(among(Request.id, request_ids))
    )
    return {row.id: row.answers for row in rows}


def annotations_of(request_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Answers of agents, all annotation forms of a request together."""
    found: dict[UUID, dict[str, Any]] = {}
    rows = session.execute(
        select(Annotation.request_id, Annotation.answers).where(
            among(Annotation.request_id, request_ids)
        )
    )
    for request_id, answers in rows:
        found.setdefault(request_id, {}).update(answers)
    return found


def establishments_of(entity: str, record_ids: Collection[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """Fields of establishments as they stand now, by record."""
    rows = session.execute(
        select(Record.id, Record.data).where(Record.entity == entity, among(Record.id, record_ids))
    )
    return {row.id: row.data for row in rows}


def run_for(actor: Actor, run_id: UUID, *, lock: bool = False, own: bool = False) -> BulkRun:
    """The only door to a run: one's own, or one that holds a request one supervises."""
    query = select(BulkRun).where(BulkRun.id == run_id, _mine(actor) if own else _shown(actor))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(query) if actor.holds(Permission.REQUESTS_PROCESS) else None
    if found is None:
        raise NotFound
    return found


def runs_of(actor: Actor, limit: int = PAGE) -> list[BulkRun]:
    """The latest runs, those under way first shown as they came."""
    return list(
        session.scalars(
            select(BulkRun)
            .where(_shown(actor), BulkRun.state != "ready")
            .order_by(BulkRun.id.desc())
            .limit(limit)
        )
    )


def latest_run(actor: Actor) -> BulkRun | None:
    """One's last launched run."""
    return session.scalar(
        select(BulkRun)
        .where(_mine(actor), BulkRun.started_at.is_not(None))
        .order_by(BulkRun.id.desc())
        .limit(1)
    )


def _mine(actor: Actor) -> ColumnElement[bool]:
    return BulkRun.account_id == actor.account_id


def _shown(actor: Actor) -> ColumnElement[bool]:
    scopes = actor.scopes_for(Permission.REQUESTS_SUPERVISE)
    if not scopes:
        return _mine(actor)
    reached = (
        select(BulkItem.seq)
        .join(Request, Request.id == BulkItem.request_id)
        .where(BulkItem.run_id == BulkRun.id, or_(*map(under, scopes)))
        .exists()
    )
    return or_(_mine(actor), reached)


def next_items(run_id: UUID, at: int, limit: int, *outcomes: str) -> Sequence[Any]:
    """The next places of a run behind `at`, light."""
    columns = (
        BulkItem.seq,
        BulkItem.request_id,
        BulkItem.version,
        BulkItem.step_id,
        BulkItem.left_version,
        BulkItem.before,
        BulkItem.held_until,
    )
    query = select(*columns).where(BulkItem.run_id == run_id, BulkItem.seq > at)
    if outcomes:
        query = query.where(BulkItem.outcome.in_(outcomes))
    return session.execute(query.order_by(BulkItem.seq).limit(limit)).all()


@dataclass(frozen=True, slots=True)
class Told:
    """Requests of a run that met the same fate for the same reason."""

    outcome: str
    reason: Sequence[Mapping[str, Any]]
    count: int
    #: One of them, to word the reason by its form.
    sample: UUID


def outcomes_of(run_id: UUID) -> list[Told]:
    """What was not done, by reason, the most frequent first."""
    count = func.count()
    sample = func.array_agg(aggregate_order_by(BulkItem.request_id, BulkItem.seq))[1]
    rows = session.execute(
        select(BulkItem.outcome, BulkItem.reason, count, sample)
        .where(BulkItem.run_id == run_id, BulkItem.outcome != "waiting", BulkItem.outcome != "done")
        .group_by(BulkItem.outcome, BulkItem.reason)
        .order_by(count.desc(), BulkItem.outcome)
    )
    return [Told(*row) for row in rows]


def items_page(
    actor: Actor,
    run_id: UUID,
    after: int = 0,
    limit: int = PAGE,
    *,
    forecast: int | None = None,
    outcome: str | None = None,
    reason: Sequence[Any] | None = None,
) -> tuple[Sequence[Any], int | None]:
    """Requests of a run, in its order, and where the next page begins.

    What of a request is shown passes the gate of now: one that has gone out of sight shows nothing.
    """
    seen = reachable(actor)
    query = (
        select(
            BulkItem.seq,
            BulkItem.outcome,
            BulkItem.reason,
            BulkItem.version,
            BulkItem.left_version,
            Request.reference,
            Request.title,
            Request.establishment_label,
            Request.status,
            Request.workflow_version_id,
        )
        .outerjoin(Request, (Request.id == BulkItem.request_id) & seen)
        .where(BulkItem.run_id == run_id, BulkItem.seq > after)
        .order_by(BulkItem.seq)
        .limit(limit + 1)
    )
    if forecast is not None:
        query = query.where(BulkItem.forecast == forecast)
    if outcome is not None:
        query = query.where(BulkItem.outcome == outcome)
    if reason is not None:
        query = query.where(BulkItem.reason == reason)
    rows = session.execute(query).all()
    return rows[:limit], (rows[limit - 1].seq if len(rows) > limit else None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent who may process some of a run's requests."""

    id: UUID
    name: str
    count: int


def candidates(run_id: UUID) -> list[Candidate]:
    """Agents of the groups bound to the services of a run, and how many requests each may take."""
    places = session.execute(
        select(Request.service_key, Request.scope_path, func.count())
        .join(BulkItem, BulkItem.request_id == Request.id)
        .where(BulkItem.run_id == run_id)
        .group_by(Request.service_key, Request.scope_path)
    ).all()
    wanted: dict[str, dict[str, int]] = {}
    for service_key, scope_path, count in places:
        live = schemas.live("service", service_key)
        service = Service.of(live.body) if live else None
        for group in _groups(service, scope_path) if service else ():
            wanted.setdefault(group, {})[f"{service_key} {scope_path}"] = count
    held: dict[tuple[UUID, str], dict[str, int]] = {}
    for account_id, name, group, path in _members(wanted):
        mine = held.setdefault((account_id, name), {})
        for place, count in wanted[group].items():
            if Membership(group, path).covers(place.split(" ", 1)[1]):
                mine[place] = count
    found = [Candidate(i, name, sum(places.values())) for (i, name), places in held.items()]
    return sorted((c for c in found if c.count), key=lambda c: (-c.count, fold(c.name)))


def _groups(service: Service, scope_path: str) -> set[str]:
    return {g for function in service.bindings for g in service.groups_of(function, scope_path)}


def _members(groups: Collection[str]) -> Sequence[Any]:
    """Who sits in these groups today, and where; whoever stands in for them sits there too."""
    own = session.execute(
        select(Account.id, Account.name, Group.key, Scope.path)
        .join(GroupMember, GroupMember.account_id == Account.id)
        .join(Group, Group.id == GroupMember.group_id)
        .join(Scope, Scope.id == GroupMember.scope_id)
        .where(Group.key.in_(groups), Account.disabled_at.is_(None), member_today())
    ).all()
    return [*own, *accounts.stand_ins_in(groups)]
