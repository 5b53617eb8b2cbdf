"""Who opens a file that an entry shows: whoever is shown the entry (`documents.owner_gates`)."""

from __future__ import annotations

from uuid import UUID

from core.actor import Actor
from core.database import session
from knowledge_base.domain.content import files_in
from knowledge_base.models import Entry
from knowledge_base.permissions import Permission
from knowledge_base.queries.reading import shown

KIND = "entry"


class EntryGate:
    """A file of a draft, or of a version of before, is its writers' alone."""

    key = KIND
    #: Help is for people who have no account too.
    anyone = True

    def may_read(self, actor: Actor, owner_id: UUID, place: str) -> bool:
        """Whether the version this person is shown holds the file that lies at `place`."""
        if actor.holds(Permission.KNOWLEDGE_WRITE) or actor.holds(Permission.KNOWLEDGE_DRAFT):
            return True
        row = session.scalars(shown(actor).where(Entry.id == owner_id)).one_or_none()
        return row is not None and any(file["place"] == place for file in files_in(row.body))
