"""A file taken in as a job: a chunk of lines, a transaction. Whoever takes it up after a kill goes
on at the line that comes next, and ends where an undisturbed run ends (FAULTS I-05).

How far it came stands in the counts of the batch; which lines were taken for good, so that a code
that comes twice is told, in the progress of the job. All of it is written with the chunk itself.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import defer

from accounts import queries as accounts
from core import clock, jobs
from core.actor import HOUSE, Actor
from core.database import session
from core.errors import Forbidden, PreauError
from core.events import announce
from core.models import Job
from core.reading import Row, read
from registry import queries
from registry.domain.entity import Entity
from registry.domain.mapping import Mapping as ColumnMapping
from registry.domain.mapping import read_row
from registry.errors import NotWaiting
from registry.events import RecordsImported
from registry.models import ImportBatch
from registry.operations.mapped import mapping_for
from registry.operations.reporting import COUNTS, Report
from registry.operations.taking import Taking

IMPORT = "registry.import"


@dataclass(slots=True)
class _Place:
    """Where this process is in a file; good as long as nobody else has written a chunk of it."""

    batch_id: UUID
    token: str
    mapping: ColumnMapping
    rows: Iterator[Row]
    seen: dict[str, int]
    #: One byte a line read: 1 when it was taken.
    taken: bytearray


#: Of this process: at most one file is held open.
_here: list[_Place] = []


def order(actor: Actor, batch: ImportBatch) -> None:
    """Have a kept file taken in; all of it is read once before anything is written."""
    table = read(batch.content or b"", batch.filename)
    mapping = mapping_for(queries.live_entity(batch.entity), table, batch.mapping)
    batch.mapping = dict(mapping.document)
    lines = sum(1 for _ in table.rows)
    batch.counts, batch.report = dict.fromkeys(COUNTS, 0), []
    session.flush()
    said = {"batch": str(batch.id), "lines": lines}
    if jobs.enqueue(IMPORT, said, once=once_of(batch.id), account_id=actor.account_id) is None:
        raise NotWaiting


def once_of(batch_id: UUID) -> str:
    """Name of the one job of an import."""
    return f"import:{batch_id}"


def import_step(job: jobs.Taken) -> bool:
    """The next chunk; whether more may be left."""
    former, _here[:] = list(_here), []
    batch = session.get(
        ImportBatch, UUID(job.args["batch"]), with_for_update=True, populate_existing=True,
        options=[defer(ImportBatch.content)],
    )  # fmt: skip
    if batch is None or batch.finished_at is not None:
        return False
    actor = HOUSE if batch.by is None else accounts.actor_of(batch.by)
    try:
        if not queries.may_import(actor):
            raise Forbidden
        version = queries.live_version(batch.entity)
        entity = queries.entity_of(version)
        place = _taken_up(batch, entity, job, former)
    except PreauError:  # the right or the entity is not what it was
        return _stop(batch)
    writer = replace(actor, via="import")
    taking = Taking(writer, entity, version.id, place.mapping, batch, dry=False)
    taking.report = Report(dict(batch.counts), list(batch.report))
    taking.seen = place.seen
    more = taking.step(place.rows)
    place.taken += taking.stood
    batch.counts, batch.report = taking.report.counts, taking.report.lines
    if not more:
        _finish(batch)
    session.flush()
    place.token = uuid4().hex
    jobs.hold(job, _progress(batch, place, job.args["lines"]))
    if more:
        _here[:] = [place]
    return more


def called_off(args: Mapping[str, Any]) -> None:
    """An administrator called the job off: what was taken in stays, and may be undone."""
    batch = session.get(ImportBatch, UUID(args["batch"]), with_for_update=True)
    if batch is not None and batch.finished_at is None:
        _stop(batch)


def _taken_up(batch: ImportBatch, entity: Entity, job: jobs.Taken, former: list[_Place]) -> _Place:
    """The file at the line that comes next; read again when another process was the last."""
    progress = session.scalar(select(Job.progress).where(Job.id == job.id)) or {}
    for place in former:
        if place.batch_id == batch.id and place.token == progress.get("token"):
            return place
    table = read(batch.content or b"", batch.filename)
    mapping = mapping_for(entity, table, batch.mapping)
    taken = bytearray(zlib.decompress(b64decode(progress["taken"]))) if progress else bytearray()
    seen: dict[str, int] = {}
    for stood, row in zip(taken, islice(table.rows, len(taken)), strict=False):
        if stood and entity.code is not None:
            data, _faults = read_row(mapping, entity, row.cells)
            seen[str(data.get(entity.code, ""))] = row.number
    return _Place(batch.id, "", mapping, table.rows, seen, taken)


def _progress(batch: ImportBatch, place: _Place, lines: int) -> dict[str, Any]:
    return {
        "done": batch.counts["lines"],
        "of": lines,
        "token": place.token,
        "taken": b64encode(zlib.compress(bytes(place.taken))).decode("ascii"),
    }


def _stop(batch: ImportBatch) -> bool:
    report = Report(dict(batch.counts), list(batch.report))
    report.tell(batch.counts["lines"], "", "import-stopped", {"line": batch.counts["lines"]})
    batch.report = report.lines
    _finish(batch)
    return False


def _finish(batch: ImportBatch) -> None:
    batch.finished_at, batch.content = clock.now(), None
    session.flush()
    announce(RecordsImported(batch.id, batch.entity))
