"""Index rows and names written anew when an entity lists or names otherwise than before.

Records themselves stay as they are: their rows of the index are what a new field changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update

from core import jobs
from core.database import session
from registry import queries
from registry.domain.entity import Entity
from registry.domain.labels import label_of
from registry.models import Record
from registry.operations.placing import Placer
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
    _rename(entity, found)
    write_index(index_row(entity, record) for record in found)
    if len(found) == AT_ONCE:
        jobs.enqueue("registry.reindex", {**job.args, "after": str(found[-1].id)})


def _rename(entity: Entity, records: Sequence[Record]) -> None:
    """Names as the entity makes them now; whoever has the record open is not in anybody's way."""
    placer = Placer(entity)
    for record in records:
        label = label_of(entity, record.data)
        if label == record.label:
            continue
        path = placer.path(record.data, label)
        session.execute(
            update(Record)
            .where(Record.entity == record.entity, Record.id == record.id)
            .values(label=label, scope_path=path)
            .execution_options(synchronize_session=False)
        )
        session.refresh(record)
