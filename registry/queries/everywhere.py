"""One search over the records of all kinds."""

from __future__ import annotations

from sqlalchemy import and_, or_, select

from core.actor import Actor
from core.database import session
from registry.models import Record, RecordIndex
from registry.queries import gate
from registry.queries.entities import live_entities
from registry.queries.filters import search


def found_everywhere(actor: Actor, text: str, limit: int) -> list[tuple[Record, str]]:
    """Active records whose words begin as typed, with the name this person may give them.

    As in the lists: searched where the words are open to this person, in the order of names unless
    that order would tell of what is hidden.
    """
    kinds = {entity.key: entity for entity in live_entities()}
    clauses = search(text)
    if not kinds or not clauses:
        return []
    gates = [
        and_(RecordIndex.entity == key, gate.reach(actor, entity, gate.word_fields(entity)))
        for key, entity in kinds.items()
    ]
    hidden = any(gate.narrows(actor, e, gate.sort_fields(e)) for e in kinds.values())
    rows = session.execute(
        select(RecordIndex.entity, RecordIndex.record_id)
        .where(RecordIndex.state == "active", or_(*gates), *clauses)
        .order_by(RecordIndex.record_id if hidden else RecordIndex.sort_key)
        .limit(limit)
    ).all()
    ids = [row.record_id for row in rows]
    records = session.scalars(
        select(Record).where(Record.entity.in_({row.entity for row in rows}), Record.id.in_(ids))
    )
    named = [(record, gate.label(actor, kinds[record.entity], record)) for record in records]
    return sorted(named, key=lambda pair: pair[1].casefold())
