"""Who sits in whose place today: seats of others, and those who fill them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from accounts.domain.replacing import SUPERVISE, WORK
from accounts.models import Account, Grant, Group, GroupMember, Replacement, Scope
from accounts.permissions import Permission
from accounts.queries.dates import granted, the_day, within
from accounts.queries.roles import roles_with
from accounts.queries.scopes import ancestors, under
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import NotFound

PRINCIPAL, STAND_IN = aliased(Account), aliased(Account)
SEAT, ASKED = aliased(Scope), aliased(Scope)
#: Where the seat of the person replaced and the replacement meet.
MEETING = case(
    (or_(ASKED.path == SEAT.path, func.starts_with(ASKED.path, SEAT.path + "/")), ASKED.path),
    else_=SEAT.path,
)
SHOWN = 200


def those_who_work() -> Mapping[str, Any]:
    """What `holding_today` compares with beside the day, by name."""
    return {"workers": roles_with(WORK)}


def filled_seats(*columns: Any) -> Any:
    """Replacements beside the seats they fill: no replacement opens more than the seat does."""
    return (
        select(*columns)
        .select_from(Replacement)
        .join(PRINCIPAL, PRINCIPAL.id == Replacement.principal_id)
        .join(
            GroupMember,
            and_(
                GroupMember.account_id == Replacement.principal_id,
                GroupMember.group_id == Replacement.group_id,
            ),
        )
        .join(Group, Group.id == Replacement.group_id)
        .join(SEAT, SEAT.id == GroupMember.scope_id)
        .join(ASKED, ASKED.id == Replacement.scope_id)
    )


def holding_today(today: Any, workers: Any, day: Mapping[str, Any]) -> ColumnElement[bool]:
    """Not ended, within its days; the person replaced still sits there, works here and signs in."""
    return and_(
        Replacement.ended_at.is_(None),
        within(Replacement, today),
        within(GroupMember, today),
        or_(
            ASKED.path == SEAT.path,
            func.starts_with(ASKED.path, SEAT.path + "/"),
            func.starts_with(SEAT.path, ASKED.path + "/"),
        ),
        PRINCIPAL.disabled_at.is_(None),
        _works(Replacement.principal_id, workers, day),
    )


def _works(account_id: Any, workers: Any, day: Mapping[str, Any]) -> ColumnElement[bool]:
    return exists().where(Grant.account_id == account_id, Grant.role.in_(workers), granted(**day))


def stand_ins_of(group_keys: Collection[str], scope_path: str) -> list[tuple[str, Account]]:
    """Who sits today in a group in the place of a member, for a thing at `scope_path`."""
    paths = ancestors(scope_path)
    here = _sitting_in(group_keys, Group.key, STAND_IN)
    rows = session.execute(here.where(SEAT.path.in_(paths), ASKED.path.in_(paths)))
    return [(key, person) for key, person in rows]


def stand_ins_in(group_keys: Collection[str]) -> list[tuple[UUID, str, str, str]]:
    """Who sits today in the place of a member of these groups, and where: account, name, group,
    path."""
    rows = session.execute(_sitting_in(group_keys, STAND_IN.id, STAND_IN.name, Group.key, MEETING))
    return [(account, name, group, path) for account, name, group, path in rows]


def _sitting_in(group_keys: Collection[str], *columns: Any) -> Any:
    """Who replaces today a member of these groups and may work."""
    day, workers = the_day(), roles_with(WORK)
    return (
        filled_seats(*columns)
        .distinct()
        .join(STAND_IN, STAND_IN.id == Replacement.stand_in_id)
        .where(
            Group.key.in_(group_keys),
            holding_today(day["today"], workers, day),
            STAND_IN.disabled_at.is_(None),
            _works(Replacement.stand_in_id, workers, day),
        )
    )


def replacements_of(account_id: UUID) -> list[Replacement]:
    """Both sides: who stands in for somebody, and for whom they do; the latest first."""
    return list(
        session.scalars(
            _told()
            .where(
                or_(
                    Replacement.principal_id == account_id,
                    Replacement.stand_in_id == account_id,
                )
            )
            .limit(SHOWN)
        )
    )


def replacements_under(actor: Actor, *, past: bool = False) -> list[Replacement]:
    """Those at the places where this person may name stand-ins."""
    query = _told().join(Scope, Scope.id == Replacement.scope_id).where(under(named_at(actor)))
    over = or_(Replacement.ended_at.is_not(None), Replacement.valid_until < clock.today())
    return list(session.scalars(query.where(over if past else ~over).limit(SHOWN)))


def replacement(replacement_id: UUID) -> Replacement:
    """The row itself; who may touch it is for the act to say."""
    found: Replacement | None = session.scalar(_told().where(Replacement.id == replacement_id))
    if found is None:
        raise NotFound
    return found


def standing_seats(account_id: UUID) -> list[GroupMember]:
    """The seats somebody has today or will have: what they may be replaced in."""
    return list(
        session.scalars(
            select(GroupMember)
            .join(Group)
            .join(Scope, Scope.id == GroupMember.scope_id)
            .where(
                GroupMember.account_id == account_id,
                or_(GroupMember.valid_until.is_(None), GroupMember.valid_until >= clock.today()),
            )
            .order_by(Group.label, Scope.path)
        )
    )


def works_here(account_id: UUID) -> bool:
    """Whether somebody has a right to process requests today, without which no seat opens any."""
    day, workers = the_day(), roles_with(WORK)
    return bool(session.scalar(select(_works(account_id, workers, day))))


def colleagues_of(account_id: UUID) -> list[Account]:
    """Who sits in the same groups today: the first ones one thinks of."""
    mine = select(GroupMember.group_id).where(
        GroupMember.account_id == account_id, within(GroupMember, clock.today())
    )
    return list(
        session.scalars(
            select(Account)
            .where(
                Account.disabled_at.is_(None),
                Account.id != account_id,
                exists().where(
                    GroupMember.account_id == Account.id,
                    GroupMember.group_id.in_(mine),
                    within(GroupMember, clock.today()),
                ),
            )
            .order_by(Account.folded, Account.id)
            .limit(SHOWN)
        )
    )


def named_at(actor: Actor) -> list[str]:
    """The places where this person may name stand-ins for others."""
    paths = (*actor.scopes_for(Permission.ROLES_GRANT), *actor.scopes_for(SUPERVISE))
    return sorted(set(paths))


def _told() -> Any:
    return (
        select(Replacement)
        .options(joinedload(Replacement.principal), joinedload(Replacement.stand_in))
        .order_by(Replacement.valid_from.desc(), Replacement.id.desc())
    )
