"""The first page of each kind of person, and the pages a public service owes."""

from __future__ import annotations

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from core.access import public
from core.web import current_actor, go, render

pages = Blueprint("home", __name__, template_folder="templates")


@pages.get("/")
@public(because="the threshold sends everyone where they belong")
def threshold() -> Response:
    """Heads to the catalogue, agents to the desk, administrators to the definitions."""
    actor = current_actor()
    if not actor.known:
        return go(url_for("accounts.sign_in"))
    if actor.holds("requests:process"):
        return go(url_for("catalogue.desk"))
    if actor.holds("services:read"):
        return go(url_for("catalogue.services"))
    if actor.holds("definitions:read"):
        return go(url_for("schemas.index"))
    return go(url_for("accounts.mine"))


@pages.get("/accessibilite")
@public(because="owed by law to every visitor (RGAA)")
def accessibility() -> str:
    """The declaration of accessibility."""
    return render("home/accessibility.html")


@pages.get("/donnees-personnelles")
@public(because="owed by law to every visitor (RGPD, articles 13 and 14)")
def privacy() -> str:
    """What is kept, why, for how long."""
    return render("home/privacy.html")


@pages.get("/mentions-legales")
@public(because="owed by law to every visitor")
def legal() -> str:
    """Who publishes this site."""
    return render("home/legal.html")
