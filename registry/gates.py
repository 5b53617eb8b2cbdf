"""Who opens the files that go with a proposed change."""

from __future__ import annotations

from uuid import UUID

from core.actor import Actor
from core.errors import NotFound
from registry import queries
from registry.queries.circuits import KIND


class ChangeGate:
    """Whoever reads the field a file goes with (hangs at `documents.owner_gates`)."""

    key = KIND

    def may_read(self, actor: Actor, owner_id: UUID, place: str) -> bool:
        """`place` is the key of the field; a file that does not say it goes with all of them."""
        try:
            seen = queries.proposal_seen(actor, owner_id)
        except NotFound:
            return False
        if not place:
            return not seen.is_partial
        return any(one.field.key == place for one in seen.fields)
