"""Records as files: CSV that no spreadsheet takes for formulas, JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from sqlalchemy import select

from core.actor import Actor
from core.cells import safe_cell
from core.database import session
from registry.domain.casting import text_of
from registry.domain.entity import Entity
from registry.models import Record, RecordIndex
from registry.queries.gate import reach, readable_fields

AT_ONCE = 500


def in_reach(actor: Actor, entity: Entity) -> Iterator[Record]:
    """Every active record this person may see, by age, a chunk at a time."""
    after = None
    while True:
        wanted = (
            select(Record)
            .join(
                RecordIndex,
                (RecordIndex.record_id == Record.id) & (RecordIndex.entity == Record.entity),
            )
            .where(
                Record.entity == entity.key,
                RecordIndex.state == "active",
                reach(actor, entity, ()),
            )
            .order_by(Record.id)
            .limit(AT_ONCE)
        )
        if after is not None:
            wanted = wanted.where(Record.id > after)
        found = list(session.scalars(wanted))
        yield from found
        if len(found) < AT_ONCE:
            return
        after = found[-1].id


def csv_of(actor: Actor, entity: Entity) -> Iterator[str]:
    """Lines of a CSV (semicolons, mark of UTF-8 first: spreadsheets open it as it is)."""
    fields = list(entity.fields.values())
    yield "\ufeff" + _line([field.key for field in fields])
    for record in in_reach(actor, entity):
        readable = {field.key for field in readable_fields(actor, entity, record)}
        cells = []
        for field in fields:
            value = record.data.get(field.key) if field.key in readable else None
            text = text_of(value)
            cells.append(safe_cell(text) if isinstance(value, str) else text)
        yield _line(cells)


def json_lines_of(actor: Actor, entity: Entity) -> Iterator[str]:
    """One object a line."""
    for record in in_reach(actor, entity):
        readable = {field.key for field in readable_fields(actor, entity, record)}
        data = {key: value for key, value in record.data.items() if key in readable}
        yield json.dumps(data, ensure_ascii=False, sort_keys=True) + "\n"


def _line(cells: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()
