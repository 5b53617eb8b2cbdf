"""Administration: of which roles a second factor is demanded, and whom it is opened again for."""

from __future__ import annotations

from uuid import UUID

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from accounts import operations, queries
from accounts.forms import ReasonForm, filled, said
from accounts.pages import dossier
from accounts.pages.blueprint import pages
from accounts.permissions import Permission
from core.access import confirmed, requires
from core.database import unit_of_work
from core.errors import Invalid
from core.i18n import _
from core.web import current_actor, flash_notice, redirect_or_swap, render


@pages.get("/administration/second-facteur")
@requires(Permission.ROLES_GRANT)
def demands() -> Response:
    """Each role, whether it demands a second factor, and how many of its people have one."""
    return _page(200)


@pages.post("/administration/second-facteur")
@requires(Permission.ROLES_GRANT)
@confirmed
def change_demands() -> Response:
    """From the next sign-in on."""
    try:
        with unit_of_work():
            operations.demand_factor(
                current_actor(), request.form.getlist("roles"), request.form.get("grace", "")
            )
    except Invalid as refusal:
        return _page(422, refusal)
    flash_notice(_("C’est enregistré. Chacun l’apprend à sa prochaine connexion."))
    return redirect_or_swap("accounts.demands")


@pages.post("/administration/comptes/<uuid:account_id>/second-facteur/rouvrir")
@requires(Permission.ACCOUNTS_MANAGE)
@confirmed
def reopen_factor(account_id: UUID) -> Response:
    """Somebody has lost their second factor and every code: the password alone, once more."""
    actor, form = current_actor(), ReasonForm()
    account = queries.account_for(actor, account_id, Permission.ACCOUNTS_MANAGE)
    if not filled(form):
        return dossier.page(account, reopening=form, status=422)
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = url_for("accounts.person", account_id=account.id)
            operations.reopen_factor(actor, account, said(form.reason))
    except Invalid as refusal:
        form.show(refusal)
        return dossier.page(account, reopening=form, status=422)
    flash_notice(
        _("Le second facteur est rouvert. %(name)s l’apprend par courriel.", name=account.name)
    )
    return redirect_or_swap("accounts.person", account_id=account.id)


def _page(status: int, refusal: Invalid | None = None) -> Response:
    operations.require_whole_house(current_actor())
    html = render(
        "accounts/demands.html",
        roles=sorted(queries.live_roles().values(), key=lambda r: (not r.staff, r.title)),
        demanding=queries.roles_demanding(),
        grace=request.form.get("grace") or queries.grace_days(),
        coverage=queries.coverage(),
        refusal=refusal,
    )
    return make_response(html, status)
