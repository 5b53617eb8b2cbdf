"""What somebody who tries a form may put around it: an establishment, a person's facts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from catalogue.facts import (
    actor_facts,
    establishment_entity,
    known_establishment,
    open_establishment,
)
from core.actor import Actor
from core.errors import PreauError
from form_factory.prefill import Around
from registry import queries as registry

MOST = 8


class TriedSurroundings:
    """Fills the point `form_factory.surroundings`; `reader` tries, `persona` is who is played."""

    key = "catalogue"

    def found(self, reader: Actor, text: str) -> list[tuple[str, str]]:
        """Establishments in reach of `reader`, by their words or their code: (id, label)."""
        entity = establishment_entity()
        try:
            rows = registry.list_records(reader, entity, text, limit=MOST).items
            kind = registry.live_entity(entity)
        except PreauError:  # no such records here, or none for this reader
            return []
        return [(str(row.id), registry.label(reader, kind, row)) for row in rows]

    def label(self, reader: Actor, establishment: str) -> str:
        """What `reader` may call it."""
        record_id = self._seen(reader, establishment)
        record = registry.record(establishment_entity(), record_id) if record_id else None
        if record is None:
            return ""
        return registry.label(reader, registry.live_entity(record.entity), record)

    def names(self, reader: Actor, persona: Actor, establishment: str) -> dict[str, Any]:
        """As `standing.form_names` says them to a request."""
        record_id = self._seen(reader, establishment)
        return {"establishment": open_establishment(record_id), "actor": actor_facts(persona)}

    def known(self, reader: Actor, persona: Actor, establishment: str) -> dict[str, Any]:
        """As `operations.starting` says them to a draft, of what `reader` may read."""
        record_id = self._seen(reader, establishment)
        known = dict(known_establishment(reader, record_id))
        record = registry.record(establishment_entity(), record_id) if record_id else None
        code = {"uai": record.code} if record is not None and record.code in known.values() else {}
        around = {"establishment": {**known, **code}}
        return {"establishment": known, "actor": actor_facts(persona), "membership": around}

    def around(self, reader: Actor, establishment: str) -> Around:
        """The establishment of the trial, as far as `reader` sees it."""
        record_id = self._seen(reader, establishment)
        record = registry.record(establishment_entity(), record_id) if record_id else None
        return Around(place=record_id, scope_path=(record.scope_path or "") if record else "")

    def _seen(self, reader: Actor, establishment: str) -> UUID | None:
        if not establishment:
            return None
        try:
            found = registry.record_for(reader, establishment_entity(), establishment)
        except PreauError:
            return None
        return found.id
