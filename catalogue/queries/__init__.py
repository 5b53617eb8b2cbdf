"""Questions about services and requests: absent and forbidden look alike."""

from catalogue.domain.desk import DeskFilter
from catalogue.queries import desk
from catalogue.queries.desk import desk_count, desk_page, reachable, selection, under
from catalogue.queries.requests import (
    LIST_COLUMNS,
    PAGE,
    Seen,
    annotation,
    count_at,
    filed_at,
    no_request_yet,
    request_by_id,
    request_for,
    requests_at,
    seen_by,
)
from catalogue.queries.services import in_audience, service_for, services_for
from catalogue.queries.visits import NIL, last_visits, visitors

__all__ = [
    "LIST_COLUMNS",
    "NIL",
    "PAGE",
    "DeskFilter",
    "Seen",
    "annotation",
    "count_at",
    "desk",
    "desk_count",
    "desk_page",
    "filed_at",
    "in_audience",
    "last_visits",
    "no_request_yet",
    "reachable",
    "request_by_id",
    "request_for",
    "requests_at",
    "seen_by",
    "selection",
    "service_for",
    "services_for",
    "under",
    "visitors",
]
