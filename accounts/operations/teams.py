"""Groups: made once, people come and go for a period, on a scope."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from accounts import queries
from accounts.events import RightsChanged
from accounts.models import Account, Group, GroupMember, Replacement, Scope
from accounts.operations.grants import check_period
from accounts.operations.guard import note
from accounts.permissions import Permission
from accounts.queries.scopes import ROOT
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Forbidden, Invalid
from core.events import announce
from core.folding import words_of
from core.history import record
from core.ids import uuid7
from core.problems import Problem

LONGEST_KEY = 60


def ensure_group(key: str, label: str) -> Group:
    """The group called `key`, made if it is new."""
    session.execute(
        insert(Group)
        .values(id=uuid7(), key=key, label=label, created_at=clock.now())
        .on_conflict_do_nothing(index_elements=["key"])
    )
    return queries.group_by_key(key)


def make_group(actor: Actor, label: str) -> Group:
    """A new team, called by its name; its key never changes."""
    if not actor.holds(Permission.ROLES_GRANT, ROOT):
        raise Forbidden
    name = " ".join(label.split())
    key = "-".join(words_of(name))[:LONGEST_KEY].strip("-")
    if not key:
        raise Invalid([Problem("/label", "group-unnamed")])
    if not key[:1].isalpha():
        key = f"groupe-{key}"
    made = session.scalar(
        insert(Group)
        .values(id=uuid7(), key=key, label=name, created_at=clock.now())
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(Group.id)
    )
    if made is None:
        raise Invalid([Problem("/label", "group-taken", {"name": name})])
    record(actor, "group", made, "group.made", facts={"key": key, "label": name})
    return queries.group_by_key(key)


def drop_unused_group(key: str, *, since: datetime) -> None:
    """Forget a group made since then, in which nobody has ever sat."""
    held = select(GroupMember.group_id).union(select(Replacement.group_id))
    session.execute(
        delete(Group).where(Group.key == key, Group.created_at >= since, Group.id.not_in(held))
    )


def add_to_group(
    actor: Actor,
    account: Account,
    group: Group,
    scope: Scope,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> GroupMember:
    """Let somebody sit in a group on a scope; a membership that stands gets the new dates."""
    if not actor.holds(Permission.ROLES_GRANT, scope.path):
        raise Forbidden
    begins = valid_from or clock.today()
    check_period(begins, valid_until)
    found = session.scalar(
        select(GroupMember).where(
            GroupMember.group_id == group.id,
            GroupMember.account_id == account.id,
            GroupMember.scope_id == scope.id,
        )
    )
    if found is not None and (found.valid_until, valid_from) == (valid_until, None):
        return found
    if found is None:
        found = GroupMember(account_id=account.id, group=group, scope=scope, valid_from=begins)
        session.add(found)
    found.valid_from, found.valid_until = begins, valid_until
    note(actor, account, "account.group-joined", facts=_facts(found))
    announce(RightsChanged(account.id, actor.account_id))
    return found


def remove_from_group(actor: Actor, member: GroupMember) -> None:
    """Let somebody go; history keeps that they were there."""
    if not actor.holds(Permission.ROLES_GRANT, member.scope.path):
        raise Forbidden
    account = queries.account(member.account_id)
    facts = _facts(member)
    session.delete(member)
    note(actor, account, "account.group-left", facts=facts)
    announce(RightsChanged(account.id, actor.account_id))


def _facts(member: GroupMember) -> dict[str, str | None]:
    return {
        "group": member.group.key,
        "title": member.group.label,
        "scope": member.scope.path,
        "label": member.scope.label,
        "from": member.valid_from.isoformat(),
        "until": member.valid_until.isoformat() if member.valid_until else None,
    }
