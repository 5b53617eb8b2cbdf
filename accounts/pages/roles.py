"""Administration: what each role allows, in words, who holds it, and two of them side by side."""

from __future__ import annotations

from typing import Any

from flask import request

from accounts import explained, queries
from accounts.pages.blueprint import pages
from accounts.permissions import Permission
from core.access import requires
from core.errors import NotFound
from core.web import current_actor, render
from schemas.permissions import Permission as Definitions
from schemas.permissions import organisation_wide


@pages.get("/administration/roles")
@requires(Permission.ACCOUNTS_READ)
def roles() -> str:
    """The live roles."""
    return render("accounts/roles.html", roles=_by_title(), may_design=_may_design())


@pages.get("/administration/roles/<key>")
@requires(Permission.ACCOUNTS_READ)
def role(key: str) -> str:
    """One role: its permissions explained, its holders."""
    found = queries.live_role(key)
    if found is None:
        raise NotFound
    return render(
        "accounts/role.html",
        role=found,
        holders=queries.holders_of_role(current_actor(), key, Permission.ACCOUNTS_READ),
        categories=explained.categories(found.permissions),
        rules=_rules(found),
        others=[(one.key, one.title) for one in _by_title() if one.key != key],
        may_design=_may_design(),
        may_leave=_may_leave(),
    )


@pages.get("/administration/comparer-des-roles")
@requires(Permission.ACCOUNTS_READ)
def compare_roles() -> str:
    """What one opens and the other does not."""
    sides = [queries.live_role(request.args.get(name, "")[:63]) for name in ("un", "autre")]
    known = [one for one in sides if one is not None]
    every = explained.categories(set().union(*(one.permissions for one in known)))
    return render(
        "accounts/compare_roles.html",
        roles=[(one.key, one.title) for one in _by_title()],
        sides=sides,
        both=len(known) == 2,
        categories=every,
        rules=[_rules(one) for one in known],
    )


def _rules(found: queries.Role) -> list[Any]:
    known = explained.entities()
    return [explained.rule_told(rule, known) for rule in found.rules]


def _by_title() -> list[queries.Role]:
    return sorted(queries.live_roles().values(), key=lambda one: one.title)


def _may_leave() -> bool:
    actor = current_actor()
    return organisation_wide(actor, Definitions.DEFINITIONS_PUBLISH) and organisation_wide(
        actor, Permission.ROLES_GRANT
    )


def _may_design() -> bool:
    return organisation_wide(current_actor(), Definitions.DEFINITIONS_WRITE)
