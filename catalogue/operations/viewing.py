"""Views of the desk: kept, shared, arranged, removed; the choice of columns."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from accounts import operations as accounts
from accounts import queries as people
from catalogue.domain.desk import DeskFilter
from catalogue.models import SavedView
from catalogue.queries.views import may_share, view_for
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Conflict, Forbidden, Invalid
from core.i18n import _
from core.ids import uuid7
from core.unseen import is_unseen

LONGEST_NAME = 80
#: More than a column of links can show.
MOST_VIEWS = 50
TONES = ("slate", "sun", "sky", "brick", "leaf", "plum", "rose")


def keep_view(
    actor: Actor,
    name: str,
    wanted: DeskFilter,
    *,
    columns: Sequence[str] = (),
    group: str | None = None,
    tone: str = "",
) -> SavedView:
    """Keep a list under a name, for oneself or for a team."""
    _may_share(actor, group)
    count = session.scalar(
        select(func.count()).select_from(SavedView).where(SavedView.account_id == actor.account_id)
    )
    if (count or 0) >= MOST_VIEWS:
        raise Invalid(
            message=_("Vous avez déjà 50 vues. Supprimez-en une pour en garder une autre.")
        )
    view = SavedView(
        id=uuid7(),
        account_id=actor.account_id,
        group_key=group,
        name=_named(name),
        tone=tone if tone in TONES else "",
        filter=wanted.document(),
        columns=list(columns),
        position=(count or 0),
        created_at=clock.now(),
    )
    session.add(view)
    session.flush()  # its id stands in the address that follows
    return view


def change_view(
    actor: Actor,
    view_id: UUID,
    *,
    version: int | None = None,
    name: str | None = None,
    group: str | None = None,
    tone: str | None = None,
    wanted: DeskFilter | None = None,
) -> SavedView:
    """Rename, share, or keep the list as it is narrowed now. A team's view belongs to several:
    a change made over another's is refused."""
    view = view_for(actor, view_id, lock=True)
    if version is not None and version != view.version:
        raise Conflict(_("Quelqu’un a modifié cette vue entre-temps. Relisez-la puis recommencez."))
    if name is not None:
        view.name = _named(name)
        view.tone = tone if tone in TONES else ""
        if (group or None) != view.group_key:
            _may_share(actor, group)
            view.group_key = group or None
    if wanted is not None:
        view.filter = wanted.document()
    session.flush()
    return view


def place_view(actor: Actor, view_id: UUID, step: int) -> None:
    """One place up (-1) or down (+1) among the views one keeps."""
    view = view_for(actor, view_id)
    rows = list(
        session.scalars(
            select(SavedView)
            .where(*_beside(view))
            .order_by(SavedView.position, SavedView.id)
            .with_for_update()
        )
    )
    here = next(n for n, row in enumerate(rows) if row.id == view.id)
    there = min(max(here + step, 0), len(rows) - 1)
    rows.insert(there, rows.pop(here))
    for number, row in enumerate(rows):
        if row.position != number:
            row.position = number
    session.flush()


def _beside(view: SavedView) -> list[ColumnElement[bool]]:
    if view.group_key is not None:
        return [SavedView.group_key == view.group_key]
    return [SavedView.account_id == view.account_id, SavedView.group_key.is_(None)]


def remove_view(actor: Actor, view_id: UUID) -> str:
    """Take a view away; its name."""
    view = view_for(actor, view_id, lock=True)
    session.delete(view)
    session.flush()
    return view.name


def choose_columns(actor: Actor, preference: str, columns: Sequence[str]) -> None:
    """Keep one's columns for one view; none goes back to those of the view."""
    accounts.keep_preference(actor, preference, list(columns))


def _may_share(actor: Actor, group: str | None) -> None:
    if not group:
        return
    if not may_share(actor, group):
        raise Forbidden
    people.group_by_key(group)  # an unknown group is refused there


def _named(name: str) -> str:
    clean = " ".join("".join(c for c in name if c.isprintable()).split())
    if is_unseen(clean) or len(clean) > LONGEST_NAME:
        raise Invalid(message=_("Donnez à la vue un nom de 1 à 80 caractères."))
    return clean
