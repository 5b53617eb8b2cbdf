"""« Mon établissement »: identity, members, requests, what is new since the last visit."""

from __future__ import annotations

from catalogue import operations, profiles, queries
from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from catalogue.queries import NIL
from catalogue.views.following import list_rows
from catalogue.views.school import identity_of, members_of
from core.access import requires
from core.database import unit_of_work
from core.errors import NotFound
from core.web import current_actor, render


@pages.get("/mon-etablissement")
@requires(Permission.REQUESTS_FOLLOW, Permission.REQUESTS_FILE)
def school() -> str:
    """The 360° view of one's own establishment (capability 002 #23)."""
    actor = current_actor()
    profile = profiles.current_profile(actor)
    if profile is None:
        raise NotFound
    page = queries.requests_at([profile.scope_path], limit=20)
    rows = list_rows(actor, page.items)
    last = queries.last_visits(actor.account_id or NIL, []).get(NIL)
    news = [row for row in rows if row["new"] and (not last or row["request"].updated_at > last)]
    with unit_of_work():
        operations.saw(actor, NIL)
    return render(
        "catalogue/school.html",
        profile=profile,
        profiles=profiles.profiles_of(actor),
        identity=identity_of(profile),
        members=members_of(profile),
        rows=rows,
        news=news,
        last_visit=last,
    )
