"""Acts on files of records: try one, take it in, undo it, forget it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import IO, Any

from sqlalchemy import delete

from core import clock, history
from core.actor import Actor
from core.database import session
from core.errors import Forbidden
from core.events import announce
from core.folding import fold
from core.ids import uuid7
from core.problems import Problem
from core.reading import MOST_BYTES, Table, UnreadableFile, read
from registry import queries
from registry.domain import mapping as mappings
from registry.domain.entity import Entity
from registry.domain.mapping import Mapping as ColumnMapping
from registry.errors import BadMapping, NotUndoable, NotWaiting
from registry.events import ImportUndone, RecordsImported
from registry.models import ImportBatch, ImportItem, ImportMapping, Record
from registry.operations import records
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


def run_tried(actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Take in the file that was tried."""
    session.refresh(batch, with_for_update=True)
    if batch.finished_at is not None or batch.content is None:
        raise NotWaiting
    content, batch.content = batch.content, None
    return _run(actor, batch, content, dry=False)


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
    checked = _checked(plain, queries.live_entity(str(plain.get("entity"))))
    row = session.get(ImportMapping, key) or ImportMapping(key=key)
    row.entity, row.title, row.document = checked.entity, title, plain
    row.changed_at = clock.now()
    session.add(row)
    session.flush()


def forget_tries() -> None:
    """Files nobody said yes to are let go (work of the clock)."""
    session.execute(
        delete(ImportBatch).where(
            ImportBatch.finished_at.is_(None), ImportBatch.started_at < clock.now() - WAITS
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
        _checked(document, found)
    return ImportBatch(
        id=uuid7(), entity=found.key, filename=filename[:200], mapping=document,
        file_sha256=hashlib.sha256(content).hexdigest(), counts={}, report=[], by=actor.account_id,
        started_at=clock.now(),
    )  # fmt: skip


def _run(actor: Actor, batch: ImportBatch, content: bytes, *, dry: bool) -> ImportBatch:
    version = queries.live_version(batch.entity)
    entity = queries.entity_of(version)
    table = read(content, batch.filename)
    mapping = _mapping(entity, table, batch.mapping)
    batch.mapping = dict(mapping.document)
    taking = Taking(replace(actor, via="import"), entity, version.id, mapping, batch, dry)
    report = taking.run(table.rows)
    batch.counts, batch.report = report.counts, report.lines
    if not dry:
        batch.finished_at = clock.now()
        session.flush()
        announce(RecordsImported(batch.id, batch.entity))
    return batch


def _mapping(entity: Entity, table: Table, document: Mapping[str, Any]) -> ColumnMapping:
    """The mapping asked for, the one that recognises the file, or names of fields."""
    if document:
        wanted = ColumnMapping.of(document)
        missing = wanted.missing_from(table.header)
        if missing:
            said = [Problem("", "table-column-missing", {"name": name}) for name in missing[:20]]
            raise UnreadableFile(said)
        return wanted
    found = queries.recognised(table.header, entity.key) or mappings.plain_mapping(
        entity, table.header
    )
    if not found.rules:
        raise UnreadableFile([Problem("", "table-no-column")])
    needed = entity.fields.get(entity.code or "")
    if needed is not None and all(rule.to != needed.key for rule in found.rules):
        raise UnreadableFile([Problem("", "table-column-missing", {"name": needed.title})])
    return found


def _checked(document: Mapping[str, Any], entity: Entity) -> ColumnMapping:
    problems = mappings.problems_in(document, entity)
    if not problems and fold(str(document.get("entity"))) != fold(entity.key):
        problems = [Problem("/entity", "mapping-shape")]
    if problems:
        raise BadMapping(problems)
    return ColumnMapping.of(document)


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
