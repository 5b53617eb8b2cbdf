"""The row of a record in the index, rewritten only when what is listed or searched has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from core.database import session
from registry.domain.entity import Entity
from registry.domain.slots import projection
from registry.models import Record, RecordIndex
from registry.operations.vocabulary import learn
from registry.queries.filters import vector


def index_row(entity: Entity, record: Record) -> dict[str, Any]:
    """What the index should say of a record."""
    row = projection(entity, record.data, record.label)
    return {
        **row, "entity": record.entity, "record_id": record.id, "state": record.state,
        "scope_path": record.scope_path,
    }  # fmt: skip


def write_index(rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows made by `index_row`, new or known, in one statement; their words as well."""
    made = list(rows)
    values = [{**row, "words": vector(row["words"])} for row in made]
    if not values:
        return
    learn({(row["entity"], word) for row in made for word in row["words"]})
    statement = insert(RecordIndex).values(values)
    kept = {
        name: statement.excluded[name] for name in values[0] if name not in {"entity", "record_id"}
    }
    session.execute(
        statement.on_conflict_do_update(index_elements=["entity", "record_id"], set_=kept)
    )


def reindex_changed(entity: Entity, before: Mapping[str, Any], record: Record) -> bool:
    """Write the row when it differs from `before` (made by `index_row` before the change)."""
    after = index_row(entity, record)
    if after == dict(before):
        return False
    write_index([after])
    return True
