"""Of which roles a second factor is demanded, and after how many days of grace."""

from __future__ import annotations

from collections.abc import Sequence

from accounts import queries
from accounts.permissions import Permission
from accounts.queries.factors import DEMANDED, GRACE
from accounts.queries.scopes import ROOT
from core import settings
from core.actor import Actor
from core.errors import Forbidden, Invalid
from core.history import record
from core.ids import uuid7
from core.problems import Problem

LONGEST = 90


def demand_factor(actor: Actor, roles: Sequence[str], grace: str) -> None:
    """From now on people of these roles need one, `grace` days after it is first asked of them."""
    require_whole_house(actor)
    if not (grace.isascii() and grace.isdigit() and int(grace[:4]) <= LONGEST):
        raise Invalid([Problem("/grace", "grace-malformed", {"most": LONGEST})])
    live = queries.live_roles()
    kept = sorted({key for key in roles if key in live})
    settings.change(DEMANDED.key, kept)
    settings.change(GRACE.key, int(grace))
    facts = {"roles": kept, "days": int(grace)}
    record(actor, "setting", uuid7(), "account.factor-demanded", facts=facts, first=True)


def require_whole_house(actor: Actor) -> None:
    """Who gives rights on the whole organisation says what is demanded in it."""
    if not actor.holds(Permission.ROLES_GRANT, ROOT):
        raise Forbidden
