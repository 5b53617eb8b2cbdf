"""The journal for programs: what happened to the requests one may see, in order, from a number."""

from __future__ import annotations

from typing import Any

from catalogue import journal
from catalogue.event_serializers import EventPage, EventsQuery
from catalogue.permissions import Permission
from catalogue.resources.blueprint import resources
from core.access import requires
from core.api import answers, query
from core.web import current_actor


@resources.get("/events")
@requires(Permission.REQUESTS_FILE, Permission.REQUESTS_FOLLOW, Permission.REQUESTS_PROCESS)
@query(EventsQuery)
@answers(EventPage)
def list_events(asked: dict[str, Any]) -> dict[str, Any]:
    """What happened to the requests the caller sees, oldest first, past `after`.

    Ask again with `after` set to `last`: no event is missed, and none comes twice.
    """
    actor, after = current_actor(), int(asked["after"])
    limit, kinds = asked["limit"], (asked["kind"],) if asked["kind"] else ()
    found = journal.for_reader(actor, after, limit + 1, kinds)
    count, bounded = (
        (len(found), False)
        if len(found) <= limit
        else (journal.count_for_reader(actor, after, kinds))
    )
    page = [journal.shape(told) for told in found[:limit]]
    last = page[-1]["id"] if page else asked["after"]
    return {
        "items": [{**one, "at": told.event.at} for one, told in zip(page, found, strict=False)],
        "next": last if len(found) > limit else None,
        "last": last,
        "count": count,
        "count_is_bounded": bounded,
    }
