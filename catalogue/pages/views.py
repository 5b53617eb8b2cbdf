"""Views people keep: save the list as it stands, rename, share, arrange, remove; columns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from accounts import queries as accounts
from catalogue import operations, queries
from catalogue.domain.desk import DeskFilter
from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from catalogue.queries.views import groups_of, kept_views
from catalogue.views import desk_columns, desk_filters
from catalogue.views.asked import Asked, of_view
from catalogue.views.desk import services_of
from catalogue.views.desk_views import tone_options, view_groups
from core.access import requires
from core.actor import Actor
from core.database import unit_of_work
from core.errors import BadInput, Invalid
from core.i18n import _
from core.web import current_actor, flash_notice, go

AGENTS = (Permission.REQUESTS_PROCESS,)


@pages.post("/bureau/colonnes")
@requires(*AGENTS)
def choose_columns() -> Response:
    """Show, hide, move columns of the view; the button says which."""
    actor, asked = current_actor(), Asked.of(request.form)
    services = services_of(actor)
    listed = queries.desk.listed_for(asked.filter(), services)
    known = desk_columns.labels(listed)
    shown = {"demande", *request.form.getlist("montre")}
    columns = [c for c in dict.fromkeys(request.form.getlist("ordre")) if c in known and c in shown]
    moved = _moved(columns, request.form.get("monter"), request.form.get("descendre"))
    usual = "habituelles" in request.form
    with unit_of_work(idempotent=True):
        operations.choose_columns(
            actor, desk_columns.preference_of(asked), [] if usual else columns
        )
    return go(asked.url(opened="colonnes" if moved else ""))


def _moved(columns: list[str], up: str | None, down: str | None) -> bool:
    """Move one column a place; whether a move was asked for."""
    for key, step in ((up, -1), (down, 1)):
        if key is not None and key in columns:
            here = columns.index(key)
            columns.insert(max(here + step, 0), columns.pop(here))
    return up is not None or down is not None


@pages.get("/bureau/vues")
@requires(*AGENTS)
def my_views() -> str:
    """The views one may change, and those one sees."""
    return _list_of_views(current_actor())


@pages.get("/bureau/vues/nouvelle")
@requires(*AGENTS)
def new_view() -> str:
    """Save the list as it is narrowed now."""
    return _form(current_actor(), Asked.of(request.args))


@pages.post("/bureau/vues/nouvelle")
@requires(*AGENTS)
def keep_view() -> Response | str:
    """Keep the list under a name."""
    actor, asked = current_actor(), Asked.of(request.form)
    wanted = _sound(actor, asked.filter())
    try:
        with unit_of_work(idempotent=True) as work:
            view = operations.keep_view(
                actor,
                request.form.get("nom", ""),
                wanted,
                columns=_columns(actor, asked),
                group=request.form.get("equipe") or None,
                tone=request.form.get("ton", ""),
            )
            location = of_view(str(view.id), wanted).url()
            work.outcome = {"location": location}
    except Invalid as refusal:
        return make_response(_form(actor, asked, str(refusal.message)), refusal.status)
    flash_notice(_("La vue « %(name)s » est enregistrée.", name=view.name))
    return go(location)


@pages.post("/bureau/vues/<uuid:view>")
@requires(*AGENTS)
def change_view(view: UUID) -> Response:
    """Rename, share, or keep the narrowing of the moment."""
    actor = current_actor()
    narrowed = "vue" in request.form
    asked = Asked.of(request.form) if narrowed else None
    with unit_of_work(idempotent=True) as work:
        changed = operations.change_view(
            actor,
            view,
            version=_number(request.form.get("version")),
            name=None if asked else request.form.get("nom", ""),
            group=request.form.get("equipe") or None,
            tone=request.form.get("ton", ""),
            wanted=_sound(actor, asked.filter()) if asked else None,
        )
        location = asked.url() if asked else url_for("catalogue.my_views")
        work.outcome = {"location": location}
    flash_notice(_("La vue « %(name)s » est enregistrée.", name=changed.name))
    return go(location)


@pages.post("/bureau/vues/<uuid:view>/place")
@requires(*AGENTS)
def place_view(view: UUID) -> Response:
    """One place up or down."""
    with unit_of_work(idempotent=True):
        operations.place_view(current_actor(), view, -1 if "monter" in request.form else 1)
    return go(url_for("catalogue.my_views"))


@pages.post("/bureau/vues/<uuid:view>/supprimer")
@requires(*AGENTS)
def remove_view(view: UUID) -> Response:
    """Take a view away: the requests stay."""
    with unit_of_work(idempotent=True) as work:
        name = operations.remove_view(current_actor(), view)
        work.outcome = {"location": url_for("catalogue.my_views")}
    flash_notice(_("La vue « %(name)s » est supprimée.", name=name))
    return go(url_for("catalogue.my_views"))


def _sound(actor: Actor, wanted: DeskFilter) -> DeskFilter:
    """A narrowing that the desk can follow: nothing else is kept."""
    queries.selection(actor, wanted)
    return wanted


def _columns(actor: Actor, asked: Asked) -> list[str]:
    return [str(key) for key in desk_columns.kept(actor, asked)]


def _form(actor: Actor, asked: Asked, trouble: str = "") -> str:
    services = services_of(actor)
    listed = queries.desk.listed_for(asked.filter(), services)
    kept = kept_views(actor)
    return render_template(
        "catalogue/view_new.html",
        asked=asked,
        groups=view_groups(asked, services, kept),
        chips=list(desk_filters.chips(actor, asked, services, listed)),
        teams=teams_of(actor),
        tones=tone_options(),
        trouble=trouble,
        name=request.form.get("nom", ""),
        has_errors=bool(trouble),
    )


def _list_of_views(actor: Actor) -> str:
    kept = kept_views(actor)
    asked = Asked()
    return render_template(
        "catalogue/views.html",
        asked=asked,
        groups=view_groups(asked, services_of(actor), kept),
        own=[v for v in kept if v.own],
        others=[v for v in kept if not v.own],
        teams=teams_of(actor),
        tones=tone_options(),
        address=lambda view: of_view(view.key, view.filter).url(),
    )


def teams_of(actor: Actor) -> list[tuple[str, str]]:
    """Teams one may share with."""
    mine = groups_of(actor)
    everywhere = actor.holds(Permission.REQUESTS_SUPERVISE)
    return [(g.key, g.label) for g, _n in accounts.groups() if everywhere or g.key in mine]


def _number(text: Any) -> int | None:
    if not text:
        return None
    if not str(text).isdecimal() or len(str(text)) > 15:
        raise BadInput
    return int(text)
