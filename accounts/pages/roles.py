"""Administration: what each role allows, in words, and who holds it."""

from __future__ import annotations

from accounts import queries
from accounts.pages.blueprint import pages
from accounts.permissions import Permission
from core.access import PERMISSIONS, requires
from core.errors import NotFound
from core.i18n import LazyString
from core.web import current_actor, render


@pages.get("/administration/roles")
@requires(Permission.ACCOUNTS_READ)
def roles() -> str:
    """The live roles."""
    found = sorted(queries.live_roles().values(), key=lambda role: role.title)
    return render("accounts/roles.html", roles=found)


@pages.get("/administration/roles/<key>")
@requires(Permission.ACCOUNTS_READ)
def role(key: str) -> str:
    """One role: its permissions explained, its holders."""
    found = queries.live_role(key)
    if found is None:
        raise NotFound
    holders = queries.holders_of_role(current_actor(), key, Permission.ACCOUNTS_READ)
    return render("accounts/role.html", role=found, holders=holders, permissions=explained(found))


def explained(found: queries.Role) -> list[tuple[str, str | LazyString]]:
    """(permission, what it lets people do)."""
    return [(name, PERMISSIONS.get(name, name)) for name in sorted(found.permissions)]
