"""The catalogue, the sheet of a service, its buttons."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request, url_for
from werkzeug.wrappers import Response

from accounts.permissions import Permission as Accounts
from catalogue import operations, profiles, queries
from catalogue.errors import NotOpen
from catalogue.models import Request
from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from catalogue.prefills import lookup
from catalogue.prefills.signed import link_named
from catalogue.views import services as view
from catalogue.views.models import model_file
from catalogue.views.sheet import sheet_view
from core.access import requires
from core.database import unit_of_work
from core.errors import Forbidden, NotFound
from core.i18n import _, text_of
from core.web import current_actor, go, local_path, render
from form_factory import queries as forms


@pages.get("/teleservices")
@requires(Permission.SERVICES_READ, Permission.REQUESTS_PROCESS)
def services() -> str:
    """Tiles by theme, with a search that does not mind accents."""
    actor = current_actor()
    profile = profiles.current_profile(actor)
    text, theme = request.args.get("q", "")[:200], request.args.get("theme")
    found = queries.services_for(actor)
    shown = view.matching(found, text, theme)
    return render(
        "catalogue/services.html",
        "_tiles.html",
        text=text,
        chosen=theme,
        total=len(found),
        themes=view.themes_of(found),
        tiles=[view.tile(v) for v in shown],
        profile=profile,
        drafts=view.draft_bands(profile) if not (text or theme) else [],
        profiles=profiles.profiles_of(actor),
    )


@pages.get("/teleservices/<key>")
@requires(Permission.SERVICES_READ, Permission.REQUESTS_PROCESS)
def sheet(key: str) -> str:
    """The six blocks of a service (capabilities 002 #6 to #11)."""
    return _sheet(key, request.args.get("lien"))


def _sheet(key: str, token: str | None) -> str:
    actor = current_actor()
    version = queries.service_for(actor, key)
    profile = profiles.current_profile(actor)
    return render(
        "catalogue/sheet.html",
        profiles=profiles.profiles_of(actor),
        token=token,
        link=link_named(key, token),
        **sheet_view(actor, version.body, profile),
    )


@pages.get("/teleservices/<key>/modeles/<path:path>")
@requires(Permission.SERVICES_READ, Permission.REQUESTS_PROCESS)
def model(key: str, path: str) -> Response:
    """A model to download before starting, named by the sheet (capability 002 #8)."""
    return model_file(queries.service_for(current_actor(), key).body, path)


@pages.post("/teleservices/<key>/commencer/<button>")
@requires(Permission.REQUESTS_FILE)
def start(key: str, button: str) -> Response:
    """Open a draft, or the one already open, and go to its first page."""
    actor = current_actor()
    with unit_of_work():
        version = queries.service_for(actor, key)
        profile = profiles.current_profile(actor)
        if profile is None:
            raise Forbidden
        wants = request.form.get("autre") == "1" or bool(request.form.get("renouveler"))
        ahead = operations.look_ahead(actor, version, button, profile, again=wants)
    fetched = lookup.fetched(ahead)  # no transaction is open meanwhile
    try:
        with unit_of_work(idempotent=True) as work:
            renew = _renewed(request.form.get("renouveler"), key, profile.scope_path)
            opened = operations.start(
                actor,
                version,
                button,
                profile,
                renew=renew,
                again=request.form.get("autre") == "1" or renew is not None,
                link=_link(key),
                fetched=fetched,
            )
            page = forms.draft_row(opened.draft_id).page
            work.outcome["location"] = url_for(
                "catalogue.fill", reference=opened.provisional, page_id=page or "1"
            )
    except NotOpen as refusal:
        flash(text_of(refusal.message), "rose")
        return go(url_for("catalogue.sheet", key=key))
    return go(work.outcome["location"])


def _link(key: str) -> UUID | None:
    """The link one came by; when it does not count any more, the form opens without it."""
    token = request.form.get("lien")
    link = link_named(key, token)
    if token and link is None:
        flash(_("Ce lien n’est plus valable : le formulaire s’est ouvert sans lui."), "sun")
    return link.id if link is not None else None


def _renewed(reference: str | None, key: str, scope_path: str) -> Request | None:
    """An earlier request of this establishment, to begin from."""
    if not reference:
        return None
    seen = queries.request_for(current_actor(), reference)
    row = seen.request
    own = seen.side == "applicant" and row.scope_path == scope_path and row.service_key == key
    if not own or row.submitted_at is None:
        raise NotFound
    return row


@pages.post("/profil")
@requires(
    Permission.REQUESTS_FOLLOW,
    Permission.REQUESTS_FILE,
    Permission.ESTABLISHMENTS_READ,
    Accounts.MEMBERS_DELEGATE,
)
def choose_profile() -> Response:
    """Act for another of one's establishments."""
    found = profiles.choose(current_actor(), request.form.get("establishment", ""))
    if found is None:
        raise NotFound
    flash(_("Vous agissez maintenant pour %(name)s.", name=found.label), "leaf")
    return go(local_path(request.form.get("next"), url_for("catalogue.services")))
