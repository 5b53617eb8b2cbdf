"""Leaving the provider one came by, once the session here has ended.

A page with the way to it, and not a redirection: a form may not lead out of the house by itself,
and on one’s own computer one may wish to stay signed in there.
"""

from __future__ import annotations

from hmac import compare_digest

from flask import current_app, make_response, request, url_for
from werkzeug.wrappers import Response

from accounts import oidc, queries, signing
from accounts.errors import NotProvided
from accounts.pages.blueprint import pages
from accounts.pages.provided import known
from core.access import public
from core.errors import NotFound
from core.i18n import _
from core.web import current_actor, flash_notice, go, render

BECAUSE = "whoever has just left; what they came by lies in their own browser’s session"


@pages.get("/deconnexion/fournisseur")
@public(because=BECAUSE)
def sign_out_provider() -> Response:
    """Out of Préau; the provider is still open, and this is the way out of it."""
    left = signing.left()
    if left is None or current_actor().known:
        return go(url_for("accounts.sign_in"))
    try:
        provider = queries.provider_in_use(left.provider)
        address = oidc.leave(known(provider), left.token, left_address(), left.state)
    except (NotFound, NotProvided):
        address = ""
    if not address:
        signing.forget_left()
        return go(url_for("accounts.sign_in"))
    return make_response(render("accounts/left.html", provider=provider, address=address))


@pages.get("/deconnexion/fournisseur/retour")
@public(because=BECAUSE)
def sign_out_provider_back() -> Response:
    """Back from it: told so when it says again what it was given."""
    left = signing.left()
    said = request.args.get("state", "")
    if left is not None and compare_digest(said.encode(), left.state.encode()):
        signing.forget_left()
        flash_notice(_("Vous êtes déconnecté de Préau et de votre fournisseur d’identité."))
    return go(url_for("accounts.sign_in"))


def left_address() -> str:
    """Where a provider sends people who have left it back to: by the settings alone (S-06)."""
    base = str(current_app.config["SETTINGS"].base_url)
    return base + url_for("accounts.sign_out_provider_back")
