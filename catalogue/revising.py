"""A form was published anew: what runs on its older versions stays or moves, chunk by chunk, as the
publication said; those it concerns are told.

`FormChange.totals` holds how far the work has come: whoever takes the job up goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from sqlalchemy import exists, select
from sqlalchemy.exc import OperationalError

from catalogue.models import Request
from catalogue.operations.rebasing import move_draft, move_request, needs_a_look
from catalogue.revision_news import tell_agents, tell_applicants
from core import clock, jobs
from core.actor import HOUSE
from core.database import session
from form_factory import operations as forms
from form_factory import queries as drafts
from form_factory.operations import FormChange
from schemas import queries as schemas

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion

log = structlog.get_logger("form-change")
JOB = "catalogue.form-change"
CHUNK = 20
#: People are told again this long before the last day of an older version.
REMINDED = timedelta(days=3)


def carry_over(version_id: UUID, policy: str, drafts_until: date | None) -> None:
    """Write down what a publication decided, and order the work when something runs on old ones."""
    if forms.note_change(version_id, policy, drafts_until) is None:
        return
    older = drafts.older_versions(version_id)
    if session.scalar(select(exists().where(Request.form_version_id.in_(older), _OPEN))):
        _order(version_id, "move")


def step(job: jobs.Taken) -> bool:
    """One chunk; whether more is left."""
    change = forms.take_change(UUID(job.args["version"]))
    if change is None:
        return False
    mode = job.args["mode"]
    rows = list(_next(change, change.totals.get(f"{mode}-after")))
    totals = dict(change.totals)
    version = schemas.version(change.version_id)
    for request in rows:
        done = _done(mode, request, version, change)
        totals[done] = totals.get(done, 0) + 1
        totals[f"{mode}-after"] = str(request.id)
    change.totals = totals
    if len(rows) < CHUNK and mode == "move":
        change.ended_at = clock.now()
    return len(rows) == CHUNK


def _done(mode: str, request: Request, version: DefinitionVersion, change: FormChange) -> str:
    """One request by itself: one that cannot be read stays as it is, and holds up no other."""
    told, reference = request.id, request.reference or request.provisional
    try:
        with session.begin_nested():
            if mode == "move":
                return _move(request, version, change)
            return _remind(request, change)
    except OperationalError:  # the database says when to try again: the chunk is
        raise
    except Exception as error:  # noqa: BLE001 – told, counted, left for who mends it
        reason = jobs.reason_of(error)
        log.warning("form-change.left", request=str(told), reference=reference, reason=reason)
        return "failed"


def remind() -> None:
    """Work of the clock: the last day comes, those who still write an older version are told."""
    for change in forms.changes_to_recall(REMINDED):
        _order(change.version_id, "remind")


_OPEN = Request.closed_at.is_(None)


def _order(version_id: UUID, mode: str) -> None:
    args = {"version": str(version_id), "mode": mode}
    jobs.enqueue(JOB, args, once=f"{JOB}:{mode}:{version_id}")


def _next(change: FormChange, after: str | None) -> Iterator[Request]:
    wanted = select(Request).where(
        Request.form_version_id.in_(drafts.older_versions(change.version_id)), _OPEN
    )
    if after is not None:
        wanted = wanted.where(Request.id > UUID(after))
    locked = wanted.order_by(Request.id).limit(CHUNK).with_for_update()
    yield from session.scalars(locked.execution_options(populate_existing=True))


def _move(request: Request, version: DefinitionVersion, change: FormChange) -> str:
    """Move or leave one; the word it is counted under."""
    everything = change.policy == "all"
    if request.submitted_at is None:
        if everything or (change.policy == "compatible" and not needs_a_look(request, version)):
            move_draft(HOUSE, request, version)
            tell_applicants(request, "request.form-moved", change)
            return "drafts"
        tell_applicants(request, "request.form-newer", change)
        return "drafts-kept"
    if change.policy == "stay" or not move_request(request, version, review=everything):
        return "requests-kept"
    if everything:
        tell_applicants(request, "request.form-moved", change)
        tell_agents(request, change)
    return "requests"


def _remind(request: Request, change: FormChange) -> str:
    if request.submitted_at is not None:
        return "passed-over"
    tell_applicants(request, "request.form-newer", change, again=True)
    return "reminded"
