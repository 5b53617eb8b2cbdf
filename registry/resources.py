"""Records for programs: the same doors and acts as the pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify

from core import conditional, history, paging
from core.access import requires, signed_in
from core.actor import Actor
from core.api import (
    PREFIX,
    PageQuery,
    answers,
    body,
    bounded_page,
    operation_of,
    query,
    versioned,
)
from core.database import Work, unit_of_work
from core.errors import BadInput, Forbidden, Invalid
from core.problems import Problem
from core.web import current_actor
from registry import operations, queries
from registry.domain.entity import Entity, EntityField
from registry.errors import BadFilter, UnknownRecord
from registry.explaining import explained
from registry.models import Record
from registry.pages.story import lines_for, told_to
from registry.permissions import Permission
from registry.serializers import (
    ChangesIn,
    ExplainOut,
    ExplainQuery,
    LinePage,
    ListQuery,
    RecordIn,
    RecordOut,
    RecordPage,
)

resources = Blueprint("registry_api", __name__, url_prefix=PREFIX)
OWN = "one’s own establishment is in sight without a permission; the query looks"
_FILTER = re.compile(r"filter\[([a-z0-9_]{1,40})\](?:\[(gte|lte|gt|lt)\])?")
_KNOWN = {"q", "sort", "cursor", "limit"}


@resources.get("/records/<string:entity>")
@requires(Permission.RECORDS_READ)
@query(ListQuery)
@answers(RecordPage)
def list_records(entity: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Records in reach, by name or by a listed field (`sort=-field` downwards).

    `filter[state]=archived` or `restricted` lists what is not in use, for whoever may.
    """
    actor, found = current_actor(), queries.live_entity(entity)
    filters = filters_in(asked)
    state = "active" if "state" in found.fields else filters.pop("state", "active")
    if not isinstance(state, str) or state not in queries.open_states(actor, found):
        raise BadFilter
    page = queries.list_records(
        actor, entity, asked["q"], filters, asked["sort"], asked["cursor"], asked["limit"],
        state=state,
    )  # fmt: skip
    items = [told(seen) for seen in queries.seen_all(actor, found, page.items)]
    return bounded_page(items, page.next, page.count, bounded=page.bounded)


@resources.post("/records/<string:entity>")
@requires(Permission.RECORDS_WRITE)
@body(RecordIn)
@answers(RecordOut, 201)
def create(entity: str, data: dict[str, Any]) -> Any:
    """Make a record."""
    actor = current_actor()
    version = queries.live_version(entity)
    found = queries.entity_of(version)
    with unit_of_work(idempotent=True) as work:
        record = _acting(lambda: operations.create_record(actor, version, data["data"]))
        return _keep(work, actor, found, record, 201)


@resources.get("/records/<string:entity>/<string:code>")
@signed_in(because=OWN)
@answers(RecordOut)
def one(entity: str, code: str) -> dict[str, Any]:
    """One record, by its code or its id."""
    actor = current_actor()
    record = queries.record_for(actor, entity, code)
    return out(actor, queries.live_entity(entity), record)


@resources.patch("/records/<string:entity>/<string:code>")
@requires(Permission.RECORDS_READ, Permission.RECORDS_WRITE)
@versioned
@body(ChangesIn)
@answers(RecordOut)
def update(entity: str, code: str, data: dict[str, Any]) -> Any:
    """Change some fields; 409 with what changed when the version is stale.

    A field the caller may only propose becomes a proposal: see `proposals` of the record.
    """
    actor = current_actor()
    with unit_of_work(idempotent=True) as work:
        record = queries.record_for(actor, entity, code)
        found = queries.live_entity(entity)
        read = conditional.expected(data["expected_version"])
        _acting(lambda: operations.update_record(
            actor, record, data["data"], read, reason=data["reason"] or None
        ))  # fmt: skip
        return _keep(work, actor, found, record, 200)


@resources.get("/records/<string:entity>/<string:code>/history")
@signed_in(because=OWN)
@query(PageQuery)
@answers(LinePage)
def story(entity: str, code: str, asked: dict[str, Any]) -> dict[str, Any]:
    """The latest changes, newest first, without the fields the caller may not read."""
    actor = current_actor()
    record = queries.record_for(actor, entity, code)
    if not told_to(actor, record):
        raise Forbidden
    found = queries.live_entity(entity)
    limit, before = asked["limit"], _before(asked["cursor"])
    held = history.lines_of("record", record.id, limit + 1, before)
    following = paging.cursor(held[limit - 1].id) if len(held) > limit else None
    lines = [
        {
            "at": line.at, "by": line.actor_name, "via": line.via, "act": line.act,
            "version": line.version, "reason": reason, "changes": changes,
        }
        for line, changes, reason in lines_for(actor, found, record, held[:limit])
    ]  # fmt: skip
    count, bounded = history.count_of("record", record.id)
    return bounded_page(lines, following, count, bounded=bounded)


def _before(cursor: str | None) -> int | None:
    """The line that was told last."""
    last = paging.values_of(cursor, 1)
    if last is None:
        return None
    if not isinstance(last[0], int) or isinstance(last[0], bool):
        raise BadInput
    return last[0]


@resources.get("/records/<string:entity>/<string:code>/explain")
@signed_in(because=OWN)
@query(ExplainQuery)
@answers(ExplainOut)
def explain(entity: str, code: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Why the caller may or may not read or write a field: role, scope, dates, rule, result."""
    actor = current_actor()
    record = queries.record_for(actor, entity, code)
    found = queries.live_entity(entity)
    field: EntityField | None = found.fields.get(asked["field"])
    if field is None:
        raise UnknownRecord
    return explained(actor, found, record, field)


def filters_in(asked: Mapping[str, Any]) -> dict[str, Any]:
    """`filter[type]=college` and `filter[effectif][gte]=100` as the query wants them."""
    found: dict[str, Any] = {}
    for name, value in asked.items():
        if name in _KNOWN:
            continue
        matched = _FILTER.fullmatch(name)
        if matched is None:
            raise Invalid([Problem(f"/{name[:80]}", "api-unknown")])
        field, comparison = matched.groups()
        held = found.setdefault(field, {} if comparison else value)
        if isinstance(held, dict) != bool(comparison):
            raise BadFilter  # a field both equal to a value and compared
        if comparison:
            held[comparison] = value
    return found


def out(actor: Actor, entity: Entity, record: Record) -> dict[str, Any]:
    """A record without what the caller may not read."""
    return told(queries.seen(actor, entity, record))


def told(seen: queries.Seen) -> dict[str, Any]:
    """The same once seen: closed fields are absent, masked ones are dots and named."""
    shown = {"id", "entity", "code", "label", "state", "version", "source", "updated_at", "data"}
    answer = {name: getattr(seen, name) for name in shown}
    masked = sorted(seen.access.masks & seen.data.keys())
    return {**answer, "masked": masked} if masked else answer


def _acting(act: Any) -> Record:
    """Problems of fields stand under `/data`, where the body has them."""
    try:
        record: Record = act()
    except Invalid as refusal:
        refusal.problems = tuple(problem.under("/data") for problem in refusal.problems)
        raise
    return record


def _keep(work: Work, actor: Actor, entity: Entity, record: Record, status: int) -> Response:
    """The answer, kept with the idempotency key so that the same call gets it again."""
    told = RecordOut().dump(out(actor, entity, record))
    work.outcome.update(status=status, body=told)
    response = jsonify(told)
    response.status_code = status
    return response


operation_of(list_records).extra = {"filters": True}
