"""The first page of each kind of person, and the pages a public service owes."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app.home import beginning, palette, shortcuts
from core.access import public, signed_in
from core.contributions import all_of, one_of
from core.database import unit_of_work
from core.i18n import _
from core.wall import HOUSE, acting_as
from core.web import current_actor, flash_notice, go, render, wants_partial

pages = Blueprint("home", __name__, template_folder="templates")


@pages.get("/")
@public(because="the threshold sends everyone where they belong")
def threshold() -> Response:
    """Heads to the catalogue, agents to the desk, who opens an empty house to its first steps."""
    actor = current_actor()
    if not actor.known:
        return go(url_for("accounts.sign_in"))
    if beginning.leads(actor):
        return go(url_for("beginning.index"))
    if actor.holds("requests:process"):
        return go(url_for("catalogue.desk"))
    if actor.holds("services:read"):
        return go(url_for("catalogue.services"))
    if actor.holds("definitions:read"):
        return go(url_for("schemas.index"))
    school = one_of("core.menu", "school")
    if school is not None and school.shown(actor):
        return go(url_for(school.endpoint))
    return go(url_for("accounts.mine"))


@pages.get("/accessibilite")
@public(because="owed by law to every visitor (RGAA)")
def accessibility() -> str:
    """The declaration of accessibility."""
    return render("home/accessibility.html")


@pages.get("/donnees-personnelles")
@public(because="owed by law to every visitor (RGPD, articles 13 and 14)")
def privacy() -> str:
    """What is kept, why, for how long; and what leaves, as rooms tell it (`home.privacy`)."""
    with acting_as(HOUSE):  # it is of nobody: how the house stands
        notes = [note for teller in all_of("home.privacy") for note in teller.told()]
    return render("home/privacy.html", notes=notes)


@pages.get("/mentions-legales")
@public(because="owed by law to every visitor")
def legal() -> str:
    """Who publishes this site."""
    return render("home/legal.html")


@pages.get("/palette")
@signed_in(because="each finder looks through the gate of its own lists")
def find() -> str:
    """« Chercher, agir »: a page of its own, and the answers of the dialog."""
    text = palette.clean(request.args.get("q"))
    groups = palette.groups_of(current_actor(), text)
    return render("home/palette.html", "_options.html", text=text, groups=groups)


@pages.post("/mon-compte/raccourcis")
@signed_in(because="everybody may look after their own account")
def choose_shortcuts() -> Response:
    """Turn the shortcuts of one letter on or off."""
    on = request.form.get("shortcuts") == "on"
    with unit_of_work():
        shortcuts.choose(current_actor(), on=on)
    if wants_partial():
        return Response(status=204)
    flash_notice(_("Vos raccourcis clavier sont enregistrés."))
    return go(url_for("accounts.mine"))
