"""Views of the desk that a person sees beside those of the house."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select

from catalogue.domain.desk import DeskFilter
from catalogue.domain.desk.views import Audience, KeptView
from catalogue.models import SavedView
from catalogue.permissions import Permission
from core.actor import Actor
from core.database import session
from core.errors import BadInput, NotFound
from schemas import queries as schemas

KIND = "desk-view"


def kept_views(actor: Actor) -> list[KeptView]:
    """One's own, those of one's teams, those of packs, in this order."""
    groups = groups_of(actor)
    rows = session.scalars(
        select(SavedView)
        .where(
            or_(
                SavedView.account_id == actor.account_id,
                SavedView.group_key.in_(sorted(groups)),
            )
        )
        .order_by(SavedView.position, SavedView.id)
    )
    found = [view for row in rows if (view := _kept(actor, row)) is not None]
    return [*found, *_designed(groups)]


def view_for(actor: Actor, view_id: UUID, *, lock: bool = False) -> SavedView:
    """The door to a view one may change: one's own, or the team's for whoever supervises."""
    query = select(SavedView).where(SavedView.id == view_id)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None or not may_change(actor, found):
        raise NotFound
    return found


def may_change(actor: Actor, view: SavedView) -> bool:
    """Who may rename, change and remove a view."""
    if view.account_id == actor.account_id:
        return True
    return (
        view.group_key is not None
        and view.group_key in groups_of(actor)
        and actor.holds(Permission.REQUESTS_SUPERVISE)
    )


def may_share(actor: Actor, group: str) -> bool:
    """With one's own teams; with any when one supervises."""
    return group in groups_of(actor) or actor.holds(Permission.REQUESTS_SUPERVISE)


def groups_of(actor: Actor) -> frozenset[str]:
    """Keys of the teams a person sits in."""
    return frozenset(membership.group for membership in actor.memberships)


def _kept(actor: Actor, row: SavedView) -> KeptView | None:
    try:
        wanted = DeskFilter.of(row.filter)
    except BadInput:  # a field of an earlier release: one view less, never a broken desk
        return None
    return KeptView(
        key=str(row.id),
        name=row.name,
        filter=wanted,
        columns=tuple(row.columns),
        tone=row.tone,
        icon=row.icon,
        group=row.group_key,
        own=may_change(actor, row),
        version=row.version,
    )


def _designed(groups: frozenset[str]) -> list[KeptView]:
    return [
        KeptView.of_definition(version.body)
        for version in schemas.live_all(KIND)
        if Audience.of(version.body).lets(groups)
    ]
