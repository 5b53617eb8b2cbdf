"""Administration: which providers of identity people may sign in with."""

from __future__ import annotations

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from accounts import operations, queries
from accounts.errors import NotProvided
from accounts.forms import filled, said
from accounts.models import IdentityProvider
from accounts.oidc.client import forget
from accounts.operations.providers import Settled
from accounts.pages.blueprint import pages
from accounts.pages.provided import back_address, known
from accounts.pages.provided_leaving import left_address
from accounts.permissions import Permission
from accounts.provider_forms import ProviderForm
from core.access import confirmed, requires
from core.database import unit_of_work
from core.errors import Conflict, Invalid
from core.i18n import _
from core.web import current_actor, flash_notice, go, render

ALL = "/administration/fournisseurs-d-identite"


@pages.get(ALL)
@requires(Permission.ROLES_GRANT)
def providers() -> str:
    """Each of them, and how many people it knows."""
    operations.require_whole_house(current_actor())
    return render(
        "accounts/providers.html", providers=queries.providers(), counted=queries.links_counted()
    )


@pages.get(f"{ALL}/nouveau")
@requires(Permission.ROLES_GRANT)
def new_provider() -> Response:
    """What is to be said of it."""
    return _page(None, ProviderForm(formdata=None), 200)


@pages.post(f"{ALL}/nouveau")
@requires(Permission.ROLES_GRANT)
@confirmed
def add_provider() -> Response:
    """Keep a new one."""
    return _settle(None)


@pages.get(f"{ALL}/<key>")
@requires(Permission.ROLES_GRANT)
def provider(key: str) -> Response:
    """One of them; its secret is never shown again."""
    operations.require_whole_house(current_actor())
    found = queries.provider(key)
    form = ProviderForm(formdata=None, obj=found, acr=" ".join(found.acr), seen=found.version)
    form.acr.data, form.seen.data = " ".join(found.acr), str(found.version)
    return _page(found, form, 200)


@pages.post(f"{ALL}/<key>")
@requires(Permission.ROLES_GRANT)
@confirmed
def change_provider(key: str) -> Response:
    """Keep what was changed."""
    operations.require_whole_house(current_actor())
    return _settle(queries.provider(key))


@pages.post(f"{ALL}/<key>/essayer")
@requires(Permission.ROLES_GRANT)
def try_provider(key: str) -> Response:
    """Whether it answers, and says of itself what we were told."""
    operations.require_whole_house(current_actor())
    found = queries.provider(key)
    forget()
    try:
        known(found)
    except NotProvided:
        flash_notice(
            _("Le fournisseur ne répond pas, ou se nomme autrement. Vérifiez l’adresse."), "rose"
        )
    else:
        flash_notice(_("Le fournisseur répond, et se nomme comme vous l’avez écrit."))
    return go(url_for("accounts.provider", key=key))


@pages.post(f"{ALL}/<key>/retirer")
@requires(Permission.ROLES_GRANT)
@confirmed
def remove_provider(key: str) -> Response:
    """Take it away, with all its links."""
    operations.require_whole_house(current_actor())
    found = queries.provider(key)
    label = found.label
    with unit_of_work():
        operations.remove_provider(current_actor(), found)
    flash_notice(_("%(name)s n’ouvre plus aucun compte.", name=label))
    return go(url_for("accounts.providers"))


def _settle(found: IdentityProvider | None) -> Response:
    actor, form = current_actor(), ProviderForm()
    operations.require_whole_house(actor)
    if not filled(form):
        return _page(found, form, 422)
    seen = said(form.seen)
    try:
        with unit_of_work(idempotent=True) as work:
            settled = operations.settle_provider(
                actor, found, _said(form), int(seen) if seen.isdecimal() else None
            )
            work.outcome["location"] = url_for("accounts.provider", key=settled.key)
    except Conflict:
        raise
    except Invalid as refusal:
        form.show(refusal)
        return _page(found, form, 422)
    forget()
    flash_notice(_("Le fournisseur « %(name)s » est enregistré.", name=settled.label))
    return go(work.outcome["location"])


def _said(form: ProviderForm) -> Settled:
    return Settled(
        label=said(form.label),
        issuer=said(form.issuer).strip(),
        client_id=said(form.client_id).strip(),
        secret=said(form.secret),
        acr=said(form.acr).split(),
        enabled=bool(form.enabled.data),
    )


def _page(found: IdentityProvider | None, form: ProviderForm, status: int) -> Response:
    operations.require_whole_house(current_actor())
    html = render(
        "accounts/provider.html",
        provider=found,
        form=form,
        back=back_address(found.key) if found else None,
        left=left_address(),
        people=queries.links_counted().get(found.id, 0) if found else 0,
        has_secret=bool(found and found.sealed),
        posted=request.method == "POST",
    )
    return make_response(html, status)
