"""« Mon établissement »: identity, members, requests, what is new since the last visit."""

from __future__ import annotations

from typing import Any

from accounts import queries as accounts
from accounts.permissions import Permission as Accounts
from catalogue import operations, profiles, queries
from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from catalogue.profiles import Profile
from catalogue.queries import NIL
from catalogue.views.following import list_rows
from catalogue.views.school import identity_of, members_of
from core.access import requires
from core.actor import Actor
from core.database import unit_of_work
from core.errors import NotFound
from core.web import current_actor, render


@pages.get("/mon-etablissement")
@requires(
    Permission.REQUESTS_FOLLOW,
    Permission.REQUESTS_FILE,
    Permission.ESTABLISHMENTS_READ,
    Accounts.MEMBERS_DELEGATE,
)
def school() -> str:
    """The 360° view of one's own establishment (capability 002 #23)."""
    actor = current_actor()
    profile = profiles.current_school(actor)
    if profile is None:
        raise NotFound
    rows = _rows(actor, profile)
    last = queries.last_visits(actor.account_id or NIL, []).get(NIL)
    news = [row for row in rows if row["new"] and (not last or row["request"].updated_at > last)]
    with unit_of_work():
        operations.saw(actor, NIL)
    return render(
        "catalogue/school.html",
        profile=profile,
        profiles=profiles.schools_of(actor),
        identity=identity_of(actor, profile),
        members=members_of(profile),
        to_confirm=_to_confirm(profile),
        rows=rows,
        news=news,
        last_visit=last,
    )


def _rows(actor: Actor, profile: Profile) -> list[dict[str, Any]]:
    """Requests of the establishment, for whoever may follow or file them."""
    if not (profile.may_follow or profile.may_file):
        return []
    return list_rows(actor, queries.requests_at([profile.scope_path], limit=20).items)


def _to_confirm(profile: Profile) -> int:
    """How many members wait for a word of whoever is in charge now."""
    scope = accounts.scope_by_path(profile.scope_path) if profile.may_delegate else None
    if scope is None:
        return 0
    return sum(member.ends_alone is not None for member in accounts.delegated_members(scope))
