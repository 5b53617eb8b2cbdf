"""Administration: roles given to somebody and taken away."""

from __future__ import annotations

from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from accounts import operations, queries
from accounts.forms import RoleForm, filled, said
from accounts.pages import dossier
from accounts.pages.blueprint import pages
from accounts.permissions import Permission
from core.access import confirmed, requires
from core.database import unit_of_work
from core.errors import Invalid, NotFound
from core.i18n import _
from core.web import current_actor, flash_notice, redirect_or_swap


@pages.post("/administration/comptes/<uuid:account_id>/roles")
@requires(Permission.ROLES_GRANT)
@confirmed
def give_role(account_id: UUID) -> Response:
    """Give a role on a scope for a period."""
    actor, form = current_actor(), RoleForm()
    account = queries.account_for(actor, account_id, Permission.ROLES_GRANT)
    if not filled(form):
        return dossier.page(account, role=form, status=422)
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = url_for("accounts.person", account_id=account.id)
            operations.give_role(
                actor,
                account,
                said(form.role),
                dossier.scope_of(form, actor),
                form.valid_from.data,
                form.valid_until.data,
                said(form.purpose),
            )
    except Invalid as refusal:
        form.show(refusal)
        return dossier.page(account, role=form, status=422)
    flash_notice(_("Le rôle est donné, il vaut dès maintenant ou à sa date de début."))
    return redirect_or_swap("accounts.person", account_id=account.id)


@pages.post("/administration/comptes/<uuid:account_id>/roles/<uuid:grant_id>/retirer")
@requires(Permission.ROLES_GRANT)
@confirmed
def revoke_role(account_id: UUID, grant_id: UUID) -> Response:
    """Take a role away at once."""
    actor = current_actor()
    account = queries.account_for(actor, account_id, Permission.ROLES_GRANT)
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = url_for("accounts.person", account_id=account.id)
        found = [g for g in queries.grants_of(account.id) if g.id == grant_id]
        if not found:
            raise NotFound
        operations.revoke_grant(actor, found[0], request.form.get("reason", "")[:300] or None)
    flash_notice(_("Le rôle est retiré."))
    return redirect_or_swap("accounts.person", account_id=account.id)
