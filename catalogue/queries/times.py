"""How long requests stay where, asked of the journal of moves at once, behind the query gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    cast,
    column,
    extract,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.sql.elements import Grouping

from catalogue.calendars import calendars_at
from catalogue.domain.times import AGES, WORKING, Spent, Waiting, Wanted
from catalogue.models import Request
from catalogue.queries.gate import reachable
from core import clock
from core.actor import Actor
from core.clock import PARIS
from core.database import session
from schemas.models import DefinitionVersion
from workflows.domain.calendars import USUAL, Calendar
from workflows.domain.remap import REMAP
from workflows.models import Step

_DAY = 86_400.0


def circuits_met(actor: Actor, wanted: Wanted) -> dict[UUID, str]:
    """The versions of circuits these requests are pinned to → the key of the circuit."""
    files = _files(actor, wanted).subquery()
    query = select(DefinitionVersion.id, DefinitionVersion.key).where(
        DefinitionVersion.id.in_(select(files.c.version_id).distinct())
    )
    return {version: key for version, key in session.execute(query)}  # noqa: C416 – rows


def spent_by_status(actor: Actor, wanted: Wanted) -> list[Spent]:
    """Stays that ended in the period, by circuit and status."""
    stays = _stays(actor, wanted)
    key = stays.c.circuit + literal(":") + stays.c.status
    return _spent(select(key, *_measures(stays)).group_by(key))


def spent_by_function(
    actor: Actor, wanted: Wanted, held: Sequence[tuple[UUID, str, str]]
) -> list[Spent]:
    """The same by whose turn it was: `held` is (version of the circuit, status, function)."""
    if not held:
        return []
    versions, statuses, functions = zip(*held, strict=True)
    turns = (
        func.unnest(
            literal(list(versions), ARRAY(Uuid())),
            literal(list(statuses), ARRAY(Text())),
            literal(list(functions), ARRAY(Text())),
        )
        .table_valued(column("version_id"), column("status"), column("function"))
        .render_derived()
    )
    stays = _stays(actor, wanted)
    same = and_(turns.c.version_id == stays.c.version_id, turns.c.status == stays.c.status)
    query = select(turns.c.function, *_measures(stays)).select_from(stays.join(turns, same))
    return _spent(query.group_by(turns.c.function))


def answered(actor: Actor, wanted: Wanted) -> tuple[int, float | None]:
    """How many requests were closed in the period, and the median days from filing to answer."""
    files = _files(actor, wanted).add_columns(Request.submitted_at, Request.closed_at).subquery()
    days = _days(files.c.submitted_at, files.c.closed_at, wanted)
    query = select(func.count(), func.percentile_cont(0.5).within_group(days)).where(
        files.c.closed_at >= wanted.start, files.c.closed_at < wanted.end
    )
    count, median = session.execute(query).one()
    return count, None if median is None else float(median)


def waiting_now(actor: Actor, wanted: Wanted) -> list[Waiting]:
    """What is open now, by circuit and status, and since when it stands there."""
    open_now = _files(actor, wanted).where(Request.closed_at.is_(None))
    files = open_now.add_columns(Request.status, Request.entered_at, Request.due_at).subquery()
    now = clock.now()
    age = extract("epoch", literal(now) - files.c.entered_at) / _DAY
    edges = [(None, AGES[0]), *pairwise(AGES), (AGES[-1], None)]
    counts = [func.count().filter(_between(age, low, high)) for low, high in edges]
    late = func.count().filter(files.c.due_at < now)
    key = files.c.circuit + literal(":") + files.c.status
    query = select(key, late, func.max(age), *counts).group_by(key)
    return [
        Waiting(row[0], tuple(row[3:]), row[1], float(row[2] or 0))
        for row in session.execute(query)
    ]


def by_month(actor: Actor, wanted: Wanted) -> list[tuple[date, int, int]]:
    """First day of each month of the period → filed, closed."""
    files = _files(actor, wanted).add_columns(Request.submitted_at, Request.closed_at).subquery()
    found: dict[date, list[int]] = {}
    for place, instant in enumerate((files.c.submitted_at, files.c.closed_at)):
        month = func.date_trunc("month", func.timezone(PARIS.key, instant))
        rows = session.execute(
            select(cast(month, Date), func.count())
            .where(instant >= wanted.start, instant < wanted.end)
            .group_by(month)
        )
        for first, count in rows:
            found.setdefault(first, [0, 0])[place] = count
    return [(first, filed, closed) for first, (filed, closed) in sorted(found.items())]


def _files(actor: Actor, wanted: Wanted) -> Select[Any]:
    """Requests handed in that this person may look at, narrowed as asked."""
    columns: tuple[Any, ...] = (
        Request.id,
        Request.workflow_version_id.label("version_id"),
        DefinitionVersion.key.label("circuit"),
    )
    query: Select[Any] = (
        select(*columns)
        .join(DefinitionVersion, DefinitionVersion.id == Request.workflow_version_id)
        .where(Request.submitted_at.is_not(None), reachable(actor))
    )
    if wanted.service:
        query = query.where(Request.service_key == wanted.service)
    if wanted.circuit:
        query = query.where(DefinitionVersion.key == wanted.circuit)
    return query


def _stays(actor: Actor, wanted: Wanted) -> CTE:
    """Stays that ended in the period, with their length in the days asked for."""
    files = _files(actor, wanted).where(Request.updated_at >= wanted.start).cte("files")
    walked = (
        select(
            files.c.version_id,
            files.c.circuit,
            Step.to_status.label("status"),
            Step.at.label("since"),
            func.lead(Step.at).over(partition_by=Step.subject_id, order_by=Step.id).label("until"),
        )
        .join(files, files.c.id == Step.subject_id)
        .where(
            Step.undone_at.is_(None),
            or_(Step.transition != REMAP, Step.from_status != Step.to_status),
        )
        .cte("walked")
    )
    return (
        select(
            walked.c.version_id,
            walked.c.circuit,
            walked.c.status,
            _days(walked.c.since, walked.c.until, wanted).label("days"),
        )
        .where(walked.c.until >= wanted.start, walked.c.until < wanted.end)
        .cte("stays")
    )


def _measures(stays: CTE) -> tuple[Any, ...]:
    middle, slow = (func.percentile_cont(part).within_group(stays.c.days) for part in (0.5, 0.9))
    return func.count(), middle, slow, func.sum(stays.c.days)


def _spent(query: Select[Any]) -> list[Spent]:
    return [
        Spent(key, count, float(median), float(slow), float(total))
        for key, count, median, slow, total in session.execute(query)
    ]


def _days(since: Any, until: Any, wanted: Wanted) -> Any:
    """From one instant to another: as time passes, or in working days of the authority, where
    the first one counted is the one after the first day (as deadlines count)."""
    if wanted.counted != WORKING:
        return extract("epoch", until - since) / _DAY
    days = _counted(wanted)
    return cast(_worked(days, until) - _worked(days, since), Integer)


def _counted(wanted: Wanted) -> tuple[date, list[int]]:
    """The first day counted, and for each day since how many working days there were."""
    calendar: Calendar = calendars_at({})[USUAL]
    first = wanted.since - timedelta(days=3 * 366)
    numbers, so_far = [], 0
    for step in range((wanted.until - first).days + 2):
        so_far += calendar.works_on(first + timedelta(days=step))
        numbers.append(so_far)
    return first, numbers


def _worked(days: tuple[date, list[int]], instant: Any) -> Any:
    first, numbers = days
    place = cast(func.timezone(PARIS.key, instant), Date) - literal(first, Date) + 1
    within = func.greatest(1, func.least(place, len(numbers)))
    return Grouping(literal(numbers, ARRAY(Integer)))[within]  # (array)[place]


def _between(age: Any, low: int | None, high: int | None) -> Any:
    lower = age >= low if low is not None else None
    upper = age < high if high is not None else None
    return and_(*(edge for edge in (lower, upper) if edge is not None))


def total_of(rows: Iterable[Waiting]) -> Mapping[str, int]:
    """How many there are, and how many are late."""
    known = list(rows)
    return {"count": sum(r.count for r in known), "late": sum(r.late for r in known)}
