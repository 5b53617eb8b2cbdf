"""Signing in with a provider of identity, and linking one's account to it (S-11, S-12)."""

from __future__ import annotations

from datetime import timedelta

import structlog
from flask import current_app, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from accounts import oidc, operations, queries, signing
from accounts.errors import LinkedElsewhere, NotLinked, NotProvided, TooManyTries
from accounts.models import IdentityProvider
from accounts.operations.providers import secret_of
from accounts.pages import entering
from accounts.pages.blueprint import pages
from accounts.pages.sign_in import page_of
from core import clock
from core.access import confirmed, public, signed_in
from core.database import unit_of_work
from core.errors import NotFound, PreauError
from core.i18n import _
from core.outbound import OutboundFailed, OutboundRefused
from core.web import current_actor, flash_notice, go, local_path, render

log = structlog.get_logger("accounts")
OWN = "everybody says who they are at a provider, and takes it back"
#: How long a browser has to come back.
PATIENCE = timedelta(minutes=10)
#: Tries of one address in fifteen minutes: each costs the house words with the provider.
MOST_TRIES = 30


@pages.get("/connexion/fournisseur/<key>")
@public(because="one has to come in somehow")
def provider_door(key: str) -> Response:
    """On to the provider; whoever is in already goes on."""
    wanted = local_path(request.args.get("next"))
    if current_actor().known:
        return go(wanted)
    provider = queries.provider_in_use(key)
    try:
        address = _address(provider, wanted)
    except NotProvided as refusal:
        return page_of(refusal, wanted)
    return redirect(address, 303)  # of the provider that an administrator named


@pages.get("/connexion/fournisseur/<key>/retour")
@public(because="a provider sends people back here; what they bring is proved")
def provider_back(key: str) -> Response:
    """What the provider answers: the account it was linked to, or a refusal."""
    asked = signing.asked_of_provider()
    provider = queries.provider_in_use(key)
    try:
        return _answered(provider, asked)
    except (NotProvided, NotLinked, LinkedElsewhere, TooManyTries) as refusal:
        if current_actor().known:
            flash_notice(str(refusal.message), "rose")
            return go(url_for("accounts.mine"))
        return page_of(refusal, asked.wanted if asked else "/")


@pages.post("/mon-compte/fournisseurs/<key>/relier")
@signed_in(because=OWN)
@confirmed
def link_provider(key: str) -> Response:
    """A page with the way to the provider: a form may not lead out of the house by itself."""
    provider, wanted = queries.provider_in_use(key), url_for("accounts.mine")
    try:
        address = _address(provider, wanted, str(current_actor().account_id))
    except NotProvided as refusal:
        flash_notice(str(refusal.message), "rose")
        return go(wanted)
    page = render("accounts/link_provider.html", provider=provider, address=address)
    return make_response(page)


@pages.post("/mon-compte/fournisseurs/<key>/delier")
@signed_in(because=OWN)
@confirmed
def unlink_provider(key: str) -> Response:
    """That way leads here no more."""
    provider, actor = queries.provider(key), current_actor()
    if actor.account_id is None:
        raise NotFound
    with unit_of_work():
        operations.unlink_identity(actor, queries.account(actor.account_id), provider)
    flash_notice(_("%(name)s n’ouvre plus votre compte.", name=provider.label))
    return go(url_for("accounts.mine"))


def known(provider: IdentityProvider) -> oidc.Known:
    """What the administrator and the provider itself say of it; refused in words when it is away,
    or not what it should be."""
    try:
        return oidc.discover(
            provider.issuer, provider.client_id, secret_of(provider), tuple(provider.acr)
        )
    except (oidc.Refused, OutboundFailed, OutboundRefused) as fault:
        log.warning("provider.unread", provider=provider.key, why=_why(fault))
        raise NotProvided from fault


def back_address(key: str) -> str:
    """Where the provider sends people back to: by the settings alone (S-06)."""
    base = str(current_app.config["SETTINGS"].base_url)
    return base + url_for("accounts.provider_back", key=key)


def _address(provider: IdentityProvider, wanted: str, account: str = "") -> str:
    until = (clock.now() + PATIENCE).timestamp()
    asked = oidc.Asked.make(provider.key, until, wanted, account)
    address = oidc.ask(known(provider), asked, back_address(provider.key))
    signing.ask_of_provider(asked)
    return address


def _answered(provider: IdentityProvider, asked: oidc.Asked | None) -> Response:
    if asked is None or asked.provider != provider.key:
        raise NotProvided
    proven = _proven(provider, asked)
    return (_link if asked.account else _enter)(provider, asked, proven)


def _proven(provider: IdentityProvider, asked: oidc.Asked) -> oidc.Proven:
    address = request.remote_addr or ""
    with unit_of_work():
        operations.take_a_try(
            address, address, "provider:", per_account=MOST_TRIES, per_address=MOST_TRIES
        )
    try:
        return oidc.prove(known(provider), asked, request.args, back_address(provider.key))
    except oidc.Refused as fault:
        log.warning("provider.refused", provider=provider.key, why=_why(fault))
        raise NotProvided from fault


def _enter(provider: IdentityProvider, asked: oidc.Asked, proven: oidc.Proven) -> Response:
    if current_actor().known:
        return go(asked.wanted)
    with unit_of_work():
        account = operations.sign_in_by(provider, proven.subject)
    if account is None:
        log.info("provider.unlinked", provider=provider.key)
        raise NotLinked
    signing.came_by(account, provider.key, proven.token)
    return entering.enter(account, asked.wanted)


def _link(provider: IdentityProvider, asked: oidc.Asked, proven: oidc.Proven) -> Response:
    actor = current_actor()
    if actor.account_id is None or str(actor.account_id) != asked.account:
        raise NotProvided
    with unit_of_work():
        account = queries.account(actor.account_id)
        operations.link_identity(actor, account, provider, proven.subject)
    flash_notice(_("%(name)s ouvre désormais votre compte.", name=provider.label))
    return go(asked.wanted)


def _why(fault: Exception) -> str:
    return str(fault.message if isinstance(fault, PreauError) else fault)[:200]
