"""Which requests a person may hear of: those she would find, from either side."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, or_, select

from catalogue.models import Request
from catalogue.permissions import Permission
from catalogue.queries.gate import reachable, under
from core.actor import Actor
from core.database import session


def seen_among(actor: Actor, ids: Sequence[UUID]) -> set[UUID]:
    """Those of `ids` that this person would be shown: one query for all of them."""
    paths = {
        path
        for permission in (Permission.REQUESTS_FOLLOW, Permission.REQUESTS_FILE)
        for path in actor.scopes_for(permission)
    }
    return set(
        session.scalars(
            select(Request.id).where(
                Request.id.in_(ids),
                or_(
                    and_(Request.submitted_at.is_not(None), reachable(actor)),
                    *(under(path) for path in sorted(paths)),
                ),
            )
        )
    )
