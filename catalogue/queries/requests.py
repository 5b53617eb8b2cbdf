"""The only doors to requests: absent and forbidden look alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.orm import load_only

from catalogue.errors import Damaged
from catalogue.models import Annotation, Request
from catalogue.permissions import Permission
from catalogue.standing import Versions, functions_for, stands_in_of, versions_of
from core import paging
from core.actor import Actor
from core.database import session
from core.errors import BadInput, NotFound
from workflows import queries as workflows
from workflows.domain.standing_in import StandsIn

PAGE = 50
LIST_COLUMNS = (
    Request.id,
    Request.reference,
    Request.provisional,
    Request.service_key,
    Request.title,
    Request.establishment_id,
    Request.establishment_label,
    Request.establishment_words,
    Request.status,
    Request.status_kind,
    Request.entered_at,
    Request.submitted_at,
    Request.updated_at,
    Request.closed_at,
    Request.due_at,
    Request.tags,
    Request.assignee_id,
    Request.waiting_functions,
    Request.handed,
    Request.entry_no,
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
    #: Functions held only in the place of others.
    stands_in: StandsIn = field(default_factory=dict)

    @property
    def told_for(self) -> dict[str, str]:
        """What history keeps of whoever acts here: whose place they take, when all they may do is
        in the place of others."""
        own = self.functions - set(self.stands_in)
        names = sorted({one.name for held in self.stands_in.values() for one in held})
        return {} if own or not names or self.side != "agency" else {"for": ", ".join(names)}


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
    stands_in = stands_in_of(actor, request, functions, versions.service)
    return Seen(request, versions, functions, side, stands_in)


def _side(actor: Actor, request: Request, versions: Versions) -> tuple[str, frozenset[str]]:
    """From where this person looks and what functions he holds; `NotFound` from nowhere."""
    circuit = workflows.bridge_of(versions.workflow.id).circuit
    functions = functions_for(actor, request, circuit, versions.service)
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
    scope_paths: Sequence[str],
    cursor: str | None = None,
    *,
    limit: int = PAGE,
    narrowed: Sequence[ColumnElement[bool]] = (),
) -> paging.Page[Request]:
    """Requests of establishments, the most recently touched first (applicants' side)."""
    query = (
        select(Request)
        .options(load_only(*LIST_COLUMNS))
        .where(Request.scope_path.in_(scope_paths), *narrowed)
        .order_by(Request.updated_at.desc(), Request.id.desc())
    )
    values = paging.values_of(cursor, 2)
    if values is not None:
        query = query.where(
            tuple_(Request.updated_at, Request.id) < tuple_(*_instant_and_id(values))
        )
    rows = list(session.scalars(query.limit(limit + 1)))
    if len(rows) <= limit:
        return paging.Page(rows, None)
    last = rows[limit - 1]
    return paging.Page(rows[:limit], paging.cursor(last.updated_at.isoformat(), str(last.id)))


def count_at(
    scope_paths: Sequence[str], narrowed: Sequence[ColumnElement[bool]] = ()
) -> tuple[int, bool]:
    """How many these are, and whether there are more than one counts."""
    found = select(Request.id).where(Request.scope_path.in_(scope_paths), *narrowed)
    bounded = found.limit(paging.COUNT_BOUND + 1).subquery()
    count = session.scalar(select(func.count()).select_from(bounded)) or 0
    return min(count, paging.COUNT_BOUND), count > paging.COUNT_BOUND


def _instant_and_id(values: Sequence[object]) -> tuple[datetime, UUID]:
    try:
        return datetime.fromisoformat(str(values[0])), UUID(str(values[1]))
    except ValueError as error:
        raise BadInput from error


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


def annotation(request_id: UUID, form_key: str) -> Annotation | None:
    """Answers of agents to one annotation form."""
    return session.scalar(
        select(Annotation).where(
            Annotation.request_id == request_id, Annotation.form_key == form_key
        )
    )
