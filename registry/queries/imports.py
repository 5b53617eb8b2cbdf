"""Imports that were tried, made or undone, and the known mappings."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, exists, func, select
from sqlalchemy.orm import defer

from accounts.queries.scopes import ROOT
from core.actor import Actor
from core.database import session
from core.errors import NotFound
from core.models import Job
from registry.domain.mapping import Mapping
from registry.models import ImportBatch, ImportItem, ImportMapping
from registry.permissions import Permission


def may_import(actor: Actor) -> bool:
    """A file may speak of any place: importing is for who looks after the whole organisation."""
    return actor.holds(Permission.RECORDS_IMPORT, ROOT)


def batch_for(actor: Actor, batch_id: UUID) -> ImportBatch:
    """The only door to an import."""
    found = session.get(ImportBatch, batch_id, options=[defer(ImportBatch.content)])
    if found is None or not may_import(actor):
        raise NotFound
    return found


def is_mine(actor: Actor, batch: ImportBatch) -> bool:
    """Lines of a file tell of its values: they are for who brought it (advisory 13). What the
    house took in by itself is for whoever imports."""
    return actor.system or batch.by is None or batch.by == actor.account_id


def batches(limit: int = 50) -> list[ImportBatch]:
    """The latest imports, newest first, without their bytes and reports."""
    return list(
        session.scalars(
            select(ImportBatch)
            .options(defer(ImportBatch.content), defer(ImportBatch.report))
            .order_by(ImportBatch.id.desc())
            .limit(limit)
        )
    )


def is_under_way() -> ColumnElement[bool]:
    """Whether somebody said yes to an import, and its last chunk is not written yet."""
    return exists().where(
        Job.once == func.concat("import:", cast(ImportBatch.id, Text)), Job.done_at.is_(None)
    )


def imports_under_way(entity: str, sha256: str, by: UUID | None) -> ImportBatch | None:
    """The very same file, of the same person, that is being taken in."""
    return session.scalar(
        select(ImportBatch)
        .options(defer(ImportBatch.content))
        .where(
            ImportBatch.entity == entity,
            ImportBatch.file_sha256 == sha256,
            ImportBatch.by.is_not_distinct_from(by),
            ImportBatch.finished_at.is_(None),
            is_under_way(),
        )
        .limit(1)
    )


def progress_of(batch: ImportBatch) -> tuple[int, int] | None:
    """How many lines of how many were read, while it is under way."""
    found = session.scalars(
        select(Job).where(Job.once == f"import:{batch.id}", Job.done_at.is_(None))
    ).first()
    if found is None:
        return None
    lines = int(found.args["lines"])
    return min(int(batch.counts.get("lines", 0)), lines), lines


def ids_under_way() -> set[UUID]:
    """Imports whose last chunk is not written yet."""
    return set(session.scalars(select(ImportBatch.id).where(is_under_way())))


def items_of(batch_id: UUID) -> list[ImportItem]:
    """What an import did, record by record."""
    return list(session.scalars(select(ImportItem).where(ImportItem.batch_id == batch_id)))


def mappings(entity: str | None = None) -> list[ImportMapping]:
    """The known mappings, by title."""
    wanted = select(ImportMapping).order_by(ImportMapping.title, ImportMapping.key)
    if entity is not None:
        wanted = wanted.where(ImportMapping.entity == entity)
    return list(session.scalars(wanted))


def mapping_named(key: str) -> Mapping | None:
    """The mapping of this key."""
    found = session.get(ImportMapping, key)
    return Mapping.of(found.document) if found else None


def recognised(header: Sequence[str], entity: str | None = None) -> Mapping | None:
    """The known mapping all of whose columns the file has; the most demanding one wins."""
    found = [Mapping.of(row.document) for row in mappings(entity)]
    fitting = [m for m in found if m.columns and not m.missing_from(header)]
    return max(fitting, key=lambda m: len(m.columns), default=None)
