"""Acts on files of records: try one, take it in, undo it, forget it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import IO, Any

from sqlalchemy import delete, not_

from core import clock, history
from core.actor import Actor
from core.database import session
from core.errors import Forbidden
from core.events import announce
from core.ids import uuid7
from core.problems import Problem
from core.reading import MOST_BYTES, read
from registry import queries
from registry.domain.entity import Entity
from registry.errors import BadMapping, NotUndoable, NotWaiting
from registry.events import ImportUndone, RecordsImported
from registry.models import ImportBatch, ImportItem, ImportMapping, Record
from registry.operations import importing, records
from registry.operations.mapped import checked, mapping_for
from registry.operations.placing import Placer
from registry.operations.rights import FileRights
from registry.operations.taking import Taking
from registry.operations.writing import index_row, write_index

#: A file that was tried waits this long for somebody to say yes.
WAITS = timedelta(days=1)


def import_file(
    actor: Actor,
    entity: str,
    stream: IO[bytes] | bytes,
    mapping: Mapping[str, Any] | None = None,
    *,
    dry_run: bool = False,
    filename: str = "",
) -> ImportBatch:
    """Take a file in, whole: all its good lines, in the caller's transaction.

    A dry run tells the very same counts and lines and writes nothing: the batch it answers is not
    kept. Without a mapping the file is recognised by its columns, else read by names of fields.
    """
    content = stream if isinstance(stream, bytes) else stream.read(MOST_BYTES + 1)
    batch = _begun(actor, entity, content, filename, mapping)
    if not dry_run:
        session.add(batch)
        session.flush()  # items name the batch
    return _run(actor, batch, content, dry=dry_run)


def try_file(
    actor: Actor,
    entity: str,
    content: bytes,
    filename: str,
    mapping: Mapping[str, Any] | None = None,
) -> ImportBatch:
    """A dry run kept with the file, for somebody to look at and then say yes."""
    batch = _run(actor, _begun(actor, entity, content, filename, mapping), content, dry=True)
    batch.content = content
    session.add(batch)
    session.flush()
    return batch


def order_import(
    actor: Actor,
    entity: str,
    content: bytes,
    filename: str,
    mapping: Mapping[str, Any] | None = None,
) -> ImportBatch:
    """Have a file taken in behind the caller; the same one goes on when it is under way."""
    batch = _begun(actor, entity, content, filename, mapping)
    under_way = queries.imports_under_way(batch.entity, batch.file_sha256, batch.by)
    if under_way is not None:
        return under_way
    batch.content = content
    session.add(batch)
    session.flush()  # the job names the batch
    importing.order(actor, batch)
    return batch


def run_tried(actor: Actor, batch: ImportBatch) -> None:
    """Have the file that was tried taken in."""
    session.refresh(batch, with_for_update=True)
    if batch.finished_at is not None or batch.content is None:
        raise NotWaiting
    importing.order(actor, batch)


def undo_import(actor: Actor, batch: ImportBatch) -> dict[str, int]:
    """As it was before: changed records get their data back, new ones leave the lists.

    What somebody changed since is left as it is, and counted.
    """
    session.refresh(batch, with_for_update=True)
    if batch.finished_at is None or batch.undone_at is not None:
        raise NotUndoable
    counts = {"restored": 0, "archived": 0, "kept": 0}
    version = queries.live_version(batch.entity)
    entity = queries.entity_of(version)
    teller = replace(actor, via="import")
    for item in queries.items_of(batch.id):
        record = queries.record(batch.entity, item.record_id)
        if record is None:
            continue
        session.refresh(record, with_for_update=True)
        if record.version != item.version_after or not _may_undo(teller, entity, record, item):
            counts["kept"] += 1
            continue
        _put_back(teller, entity, record, item.before)
        counts["archived" if item.before is None else "restored"] += 1
    batch.undone_at = clock.now()
    announce(ImportUndone(batch.id, batch.entity))
    session.flush()
    return counts


def store_mapping(document: Mapping[str, Any]) -> None:
    """Make a mapping known under its key, in the place of the one before."""
    plain = dict(document)
    key, title = plain.get("key"), plain.get("title")
    if not isinstance(key, str) or not isinstance(title, str):
        raise BadMapping([Problem("", "mapping-shape")])
    mapping = checked(plain, queries.live_entity(str(plain.get("entity"))))
    row = session.get(ImportMapping, key) or ImportMapping(key=key)
    row.entity, row.title, row.document = mapping.entity, title, plain
    row.changed_at = clock.now()
    session.add(row)
    session.flush()


def forget_tries() -> None:
    """Files nobody said yes to are let go (work of the clock)."""
    session.execute(
        delete(ImportBatch).where(
            ImportBatch.finished_at.is_(None),
            ImportBatch.started_at < clock.now() - WAITS,
            not_(queries.is_under_way()),
        )
    )


def _begun(
    actor: Actor, entity: str, content: bytes, filename: str, mapping: Mapping[str, Any] | None
) -> ImportBatch:
    if not queries.may_import(actor):
        raise Forbidden
    found = queries.live_entity(entity)
    document = dict(mapping) if mapping else {}
    if mapping is not None:
        checked(document, found)
    return ImportBatch(
        id=uuid7(), entity=found.key, filename=filename[:200], mapping=document,
        file_sha256=hashlib.sha256(content).hexdigest(), counts={}, report=[], by=actor.account_id,
        started_at=clock.now(),
    )  # fmt: skip


def _run(actor: Actor, batch: ImportBatch, content: bytes, *, dry: bool) -> ImportBatch:
    version = queries.live_version(batch.entity)
    entity = queries.entity_of(version)
    table = read(content, batch.filename)
    mapping = mapping_for(entity, table, batch.mapping)
    batch.mapping = dict(mapping.document)
    taking = Taking(replace(actor, via="import"), entity, version.id, mapping, batch, dry)
    report = taking.run(table.rows)
    batch.counts, batch.report = report.counts, report.lines
    if not dry:
        batch.finished_at = clock.now()
        session.flush()
        announce(RecordsImported(batch.id, batch.entity))
    return batch


def _may_undo(actor: Actor, entity: Entity, record: Record, item: ImportItem) -> bool:
    """What the file wrote, this person may write back."""
    before = record.data if item.before is None else item.before["data"]
    held = FileRights(actor, entity)
    keys = {p["path"].lstrip("/") for p in history.difference(record.data, before)}
    return record.state != "restricted" and held.may_turn(record, before, keys)


def _put_back(
    actor: Actor, entity: Entity, record: Record, before: Mapping[str, Any] | None
) -> None:
    patch: list[dict[str, Any]] = []
    if before is None:
        record.state, record.archived_at = "archived", clock.now()
    else:
        patch = history.difference(record.data, before["data"])
        records.rewrite(
            actor, entity, record, before["data"], record.definition_version_id, Placer(entity)
        )
        record.state, record.source = before["state"], before["source"]
        at = before["source_at"]
        record.source_at = datetime.fromisoformat(at) if at else None
    session.flush()  # history tells the version after
    write_index([index_row(entity, record)])
    history.record(
        actor, records.SUBJECT, record.id, "record.import-undone", version=record.version,
        patch=patch,
    )  # fmt: skip
