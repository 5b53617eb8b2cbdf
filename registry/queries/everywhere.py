"""One search over the records of all kinds."""

from __future__ import annotations

from core.actor import Actor
from registry.domain.casting import clean
from registry.models import Record
from registry.queries import gate
from registry.queries.entities import live_entities
from registry.queries.lists import list_records


def found_everywhere(actor: Actor, text: str, limit: int) -> list[tuple[Record, str]]:
    """Active records whose words begin as typed, with the name this person may give them: the first
    rows of each list, through the gate of that list and as bounded."""
    if not clean(text):
        return []
    kinds = [e for e in live_entities() if gate.somewhere(actor, e, gate.word_fields(e))]
    named = [
        (record, gate.label(actor, entity, record))
        for entity in kinds
        for record in list_records(actor, entity.key, text, limit=limit).items
    ]
    return sorted(named, key=lambda pair: pair[1].casefold())[:limit]
