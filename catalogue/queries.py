"""The only doors to services and requests: absent and forbidden look alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, tuple_
from sqlalchemy.orm import load_only

from catalogue.domain.service import Service
from catalogue.errors import Damaged
from catalogue.models import Annotation, Request, Visit
from catalogue.permissions import Permission
from catalogue.standing import Versions, functions_of, versions_of
from core import paging
from core.actor import Actor
from core.database import session
from core.errors import NotFound
from core.folding import words_of
from schemas import queries as schemas
from schemas.models import DefinitionVersion
from workflows import queries as workflows

PAGE = 50
NIL = UUID(int=0)
LIST_COLUMNS = (
    Request.id,
    Request.reference,
    Request.provisional,
    Request.service_key,
    Request.title,
    Request.establishment_label,
    Request.status,
    Request.status_kind,
    Request.entered_at,
    Request.submitted_at,
    Request.updated_at,
    Request.assignee_id,
    Request.waiting_functions,
    Request.workflow_version_id,
    Request.applicant_name,
    Request.version,
    Request.scope_path,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A request this person may see, and from which side."""

    request: Request
    versions: Versions
    functions: frozenset[str]
    #: applicant or agency.
    side: str


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What the desk is asked to show."""

    waiting: bool = False
    service: str | None = None
    status: str | None = None
    text: str = ""
    mine: bool = False


def services_for(actor: Actor) -> list[DefinitionVersion]:
    """Live services whose audience this person is of, by title."""
    found = [v for v in schemas.live_all("service") if in_audience(actor, Service.of(v.body))]
    return sorted(found, key=lambda v: v.body["title"])


def in_audience(actor: Actor, service: Service) -> bool:
    """Whether a service is meant for a role this person holds; agents and designers see all."""
    if not service.audience or actor.holds("definitions:read"):
        return True
    if actor.holds(Permission.REQUESTS_PROCESS):
        return True
    return any(grant.role in service.audience for grant in actor.grants)


def service_for(actor: Actor, key: str) -> DefinitionVersion:
    """A live service this person may look at."""
    found = schemas.live("service", key)
    if found is None or (
        not actor.holds(Permission.SERVICES_READ) and not actor.holds(Permission.REQUESTS_PROCESS)
    ):
        raise NotFound
    if not in_audience(actor, Service.of(found.body)):
        raise NotFound
    return found


def request_for(actor: Actor, reference: str, *, lock: bool = False) -> Seen:
    """The only door to a request, by its number or the reference of its draft."""
    if "\x00" in reference:  # typed in a form; no column holds one
        raise NotFound
    query = select(Request).where(
        or_(Request.reference == reference, Request.provisional == reference)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return seen_by(actor, session.scalar(query))


def request_by_id(actor: Actor, request_id: UUID) -> Seen:
    """The same door, by id, for what hangs on a request (files, messages)."""
    return seen_by(actor, session.get(Request, request_id))


def seen_by(actor: Actor, request: Request | None) -> Seen:
    """What this person is to this request; `NotFound` when nothing."""
    if request is None:
        raise NotFound
    versions = versions_of(request)
    side, functions = _side(actor, request, versions)
    if not (isinstance(request.answers, dict) and isinstance(request.rows, dict)):
        raise Damaged  # told to whom may see it, the lists go on
    return Seen(request, versions, functions, side)


def _side(actor: Actor, request: Request, versions: Versions) -> tuple[str, frozenset[str]]:
    """From where this person looks and what functions he holds; `NotFound` from nowhere."""
    circuit = workflows.bridge_of(versions.workflow.id).circuit
    functions = functions_of(actor, request.scope_path, circuit, versions.service)
    agency = {f for f in functions if circuit.functions[f].source == "group"}
    if (
        request.submitted_at is not None
        and actor.holds(Permission.REQUESTS_PROCESS)
        and (agency or actor.holds(Permission.REQUESTS_SUPERVISE, request.scope_path))
    ):
        return "agency", functions
    if actor.holds(Permission.REQUESTS_FOLLOW, request.scope_path) or actor.holds(
        Permission.REQUESTS_FILE, request.scope_path
    ):
        return "applicant", functions
    raise NotFound


def no_request_yet() -> bool:
    """Whether nobody has ever started a request."""
    return session.scalar(select(Request.id).limit(1)) is None


def requests_at(
    scope_paths: Sequence[str], cursor: str | None = None, *, limit: int = PAGE
) -> paging.Page[Request]:
    """Requests of establishments, the most recently touched first (applicants' side)."""
    query = (
        select(Request)
        .options(load_only(*LIST_COLUMNS))
        .where(Request.scope_path.in_(scope_paths))
        .order_by(Request.updated_at.desc(), Request.id.desc())
    )
    return _page(query, cursor, limit, Request.updated_at)


def filed_at(service_key: str, scope_path: str) -> list[Request]:
    """Requests of one establishment for one service, newest first: what its buttons show."""
    return list(
        session.scalars(
            select(Request)
            .options(load_only(*LIST_COLUMNS, Request.draft_id, Request.button))
            .where(Request.service_key == service_key, Request.scope_path == scope_path)
            .order_by(Request.id.desc())
            .limit(50)
        )
    )


def desk(
    actor: Actor, wanted: DeskFilter, cursor: str | None = None, limit: int = PAGE
) -> paging.Page[Request]:
    """Submitted requests this person may process, newest first, one keyset page."""
    query = (
        select(Request)
        .options(load_only(*LIST_COLUMNS))
        .where(Request.submitted_at.is_not(None), reachable(actor, waiting=wanted.waiting))
        .order_by(Request.submitted_at.desc(), Request.id.desc())
    )
    return _page(_narrowed(query, actor, wanted), cursor, limit, Request.submitted_at)


def desk_count(actor: Actor, wanted: DeskFilter) -> tuple[int, bool]:
    """How many, at most a thousand and one."""
    query = select(Request.id).where(
        Request.submitted_at.is_not(None), reachable(actor, waiting=wanted.waiting)
    )
    bounded = _narrowed(query, actor, wanted).limit(paging.COUNT_BOUND + 1).subquery()
    count = session.scalar(select(func.count()).select_from(bounded)) or 0
    return min(count, paging.COUNT_BOUND), count > paging.COUNT_BOUND


def reachable(actor: Actor, *, waiting: bool = False) -> ColumnElement[bool]:
    """The query gate of agents: which requests, as SQL, from live bindings and supervision."""
    clauses: list[ColumnElement[bool]] = []
    if actor.holds(Permission.REQUESTS_PROCESS):
        for version in schemas.live_all("service"):
            clauses += _bound(actor, Service.of(version.body), waiting=waiting)
        if not waiting:
            clauses += [under(path) for path in actor.scopes_for(Permission.REQUESTS_SUPERVISE)]
    return or_(false(), *clauses)


def under(scope_path: str) -> ColumnElement[bool]:
    """Rows at a scope or below it, as a range of the "C"-sorted path."""
    root = scope_path.rstrip("/")
    return or_(
        Request.scope_path == root,
        and_(Request.scope_path >= f"{root}/", Request.scope_path < f"{root}0"),
    )


def _bound(actor: Actor, service: Service, *, waiting: bool) -> list[ColumnElement[bool]]:
    """What the functions a person holds in one service open to him."""
    clauses: list[ColumnElement[bool]] = []
    for function, bindings in service.bindings.items():
        for binding in bindings:
            paths = {m.scope_path for m in actor.memberships if m.group == binding.group}
            for path in _narrower(paths, binding.scope):
                clause = and_(Request.service_key == service.key, under(path))
                if waiting:
                    clause = and_(clause, Request.waiting_functions.contains([function]))
                clauses.append(clause)
    return clauses


def _narrower(paths: set[str], scope: str) -> set[str]:
    """Where a membership and a binding meet."""
    if scope == "*":
        return paths
    met = set()
    for path in paths:
        if path == scope or path.startswith(scope.rstrip("/") + "/"):
            met.add(path)
        elif scope.startswith(path.rstrip("/") + "/"):
            met.add(scope)
    return met


def _narrowed(query: Select[Any], actor: Actor, wanted: DeskFilter) -> Select[Any]:
    if wanted.service:
        query = query.where(Request.service_key == wanted.service)
    if wanted.status:
        query = query.where(Request.status == wanted.status)
    if wanted.mine:
        query = query.where(Request.assignee_id == actor.account_id)
    for word in words_of(wanted.text)[:8]:
        query = query.where(Request.words.contains(word, autoescape=True))
    return query


def _page(query: Select[Any], cursor: str | None, limit: int, column: Any) -> paging.Page[Request]:
    """One page behind a cursor of (instant, id), newest first."""
    values = paging.values_of(cursor, 2)
    if values is not None:
        query = query.where(tuple_(column, Request.id) < tuple_(*_cursor_values(values)))
    rows = list(session.scalars(query.limit(limit + 1)))
    following = None
    if len(rows) > limit:
        rows = rows[:limit]
        last = rows[-1]
        following = paging.cursor(getattr(last, column.key).isoformat(), str(last.id))
    return paging.Page(rows, following)


def _cursor_values(values: list[Any]) -> tuple[datetime, UUID]:
    from core.errors import BadInput

    try:
        return datetime.fromisoformat(values[0]), UUID(values[1])
    except (TypeError, ValueError) as error:
        raise BadInput from error


def annotation(request_id: UUID, form_key: str) -> Annotation | None:
    """Answers of agents to one annotation form."""
    return session.scalar(
        select(Annotation).where(
            Annotation.request_id == request_id, Annotation.form_key == form_key
        )
    )


def last_visits(account_id: UUID, request_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When this person last looked at each request."""
    rows = session.execute(
        select(Visit.request_id, Visit.seen_at).where(
            Visit.account_id == account_id, Visit.request_id.in_([*request_ids, NIL])
        )
    ).all()
    return {row.request_id: row.seen_at for row in rows}
