"""Access to a record limited (a request for limitation, a court order, a doubt), and given back."""

from __future__ import annotations

from core import clock, history
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.events import announce
from core.problems import Problem
from core.unseen import is_unseen
from registry import queries
from registry.errors import BeyondOnesRights, RecordOut
from registry.events import RecordRestricted
from registry.models import Record
from registry.operations.records import SUBJECT, locked
from registry.operations.writing import index_row, write_index
from registry.permissions import Permission

MOST_SAID = 1_000


def restrict_record(
    actor: Actor, record: Record, reason: str, expected_version: int | None = None
) -> Record:
    """From now on neither read, listed nor written, whatever roles say."""
    return _set(actor, record, "restricted", reason, expected_version)


def lift_restriction(
    actor: Actor, record: Record, reason: str, expected_version: int | None = None
) -> Record:
    """The record is back under the usual rules."""
    return _set(actor, record, "active", reason, expected_version)


def _set(
    actor: Actor, record: Record, state: str, reason: str, expected_version: int | None
) -> Record:
    locked(actor, record, expected_version)
    if not actor.holds(Permission.RECORDS_RESTRICTED, record.scope_path):
        raise BeyondOnesRights
    if is_unseen(reason):
        raise Invalid([Problem("/reason", "record-reason-missing")])
    if record.state == state:
        return record
    if {record.state, state} != {"active", "restricted"}:
        raise RecordOut
    record.state = state
    record.updated_at, record.updated_by = clock.now(), actor.account_id
    session.flush()  # history tells the version after
    write_index([index_row(queries.live_entity(record.entity), record)])
    lifted = state == "active"
    history.record(
        actor, SUBJECT, record.id, "record.lifted" if lifted else "record.restricted",
        version=record.version, reason=reason.strip()[:MOST_SAID],
    )  # fmt: skip
    announce(RecordRestricted(record.id, record.entity, lifted))
    return record
