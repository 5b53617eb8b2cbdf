"""A role leaves: nobody loses rights in passing. Who holds it is given another in the same act, or
it is taken from them because somebody said so."""

from __future__ import annotations

from typing import Final

from accounts import queries
from accounts.domain.delegation import DELEGATION
from accounts.errors import RoleHeld, TooManyHold
from accounts.models import Grant
from accounts.operations.grants import give_role, revoke_grant
from accounts.operations.guard import hold_roles
from accounts.permissions import Permission
from accounts.queries.scopes import ROOT
from core import clock
from core.actor import Actor
from core.errors import Invalid
from core.i18n import _, ngettext
from core.problems import Problem
from schemas import operations as definitions

#: Grants changed in one act.
MOST: Final = 500
#: People named in a refusal.
NAMED: Final = 3


def replace_and_retire(actor: Actor, key: str, other: str | None, reason: str | None = None) -> int:
    """Take a role out of service; each of its holders gets `other` on the same place for the same
    period (nothing when it is None). How many grants that was."""
    definitions.refuse_publisher(actor, "role")
    if other == key:  # given and taken away again: its holders would be left with nothing
        raise Invalid([Problem("/role", "unknown-role")])
    hold_roles(alone=True)
    held = queries.standing_grants(key, MOST + 1)
    if len(held) > MOST:
        raise TooManyHold
    for grant in held:
        if other is not None and grant.source != DELEGATION:
            _give_instead(actor, grant, other, reason)
    for grant in held:  # the last administrator is looked at when all have what they shall have
        revoke_grant(actor, grant, reason)
    definitions.retire(actor, "role", key, reason)
    return len(held)


def refuse_while_held(actor: Actor, key: str) -> None:
    """What is done to a role by another door waits until nobody holds it."""
    hold_roles(alone=True)
    count = queries.standing_count(key)
    if count:
        raise RoleHeld(_held_by(actor, key, count))


def _give_instead(actor: Actor, grant: Grant, other: str, reason: str | None) -> None:
    begins = max(grant.valid_from, clock.today())
    why = reason or grant.purpose
    give_role(actor, grant.account, other, grant.scope, begins, grant.valid_until, why)


def _held_by(actor: Actor, key: str, count: int) -> str:
    """Who holds it, as far as one may see people."""
    seen = queries.standing_grants(key, 50) if actor.holds(Permission.ACCOUNTS_READ, ROOT) else []
    names = list(dict.fromkeys(grant.account.name for grant in seen))[:NAMED]
    told = ngettext("Ce rôle est attribué %(num)s fois", "Ce rôle est attribué %(num)s fois", count)
    who = " (" + ", ".join(names) + (", …" if count > len(names) else "") + ")" if names else ""
    return f"{told}{who}. " + _("Donnez-en un autre à ces personnes, ou retirez-le-leur d’abord.")
