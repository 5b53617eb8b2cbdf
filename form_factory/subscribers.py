"""What this room does when a room below speaks."""

from __future__ import annotations

from sqlalchemy import delete

from core.database import session
from core.events import during
from form_factory.models import FormChange
from schemas.events import DefinitionForgotten


@during(DefinitionForgotten)
def forget_changes(event: DefinitionForgotten) -> None:
    """What was to become of older versions of a form that never served goes with it."""
    session.execute(delete(FormChange).where(FormChange.version_id.in_(event.version_ids)))
