"""Index rows written anew when an entity lists other fields than before."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from core import jobs
from core.database import session
from registry import queries
from registry.models import Record
from registry.operations.writing import index_row, write_index

AT_ONCE = 1_000


def reindex(job: jobs.Taken) -> None:
    """One chunk by age; the next one is a job of its own."""
    key, after = str(job.args["entity"]), job.args.get("after")
    entity = queries.live_entity(key)
    wanted = select(Record).where(Record.entity == key).order_by(Record.id).limit(AT_ONCE)
    if after:
        wanted = wanted.where(Record.id > UUID(after))
    found = list(session.scalars(wanted))
    write_index(index_row(entity, record) for record in found)
    if len(found) == AT_ONCE:
        jobs.enqueue("registry.reindex", {**job.args, "after": str(found[-1].id)})
