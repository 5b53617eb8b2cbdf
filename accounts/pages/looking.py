"""« Voir comme cette personne »: begun with a reason, ended by one button (S-16)."""

from __future__ import annotations

from uuid import UUID

from werkzeug.wrappers import Response

from accounts import looking, operations, queries
from accounts.forms import ReasonForm, filled, said
from accounts.pages import dossier
from accounts.pages.blueprint import pages
from accounts.permissions import Permission
from core.access import confirmed, requires, signed_in
from core.database import unit_of_work
from core.errors import Invalid, NotSignedIn
from core.i18n import _
from core.web import current_actor, flash_notice, go, redirect_or_swap


@pages.post("/administration/comptes/<uuid:account_id>/vue-d-aide")
@requires(Permission.ACCOUNTS_SUPPORT)
@confirmed
def look_as(account_id: UUID) -> Response:
    """See the house as this person does, until it is ended or half an hour has gone by."""
    actor, form = current_actor(), ReasonForm()
    account = queries.account_for(actor, account_id, Permission.ACCOUNTS_SUPPORT)
    if actor.account_id is None:
        raise NotSignedIn
    if not filled(form):
        return dossier.page(account, helping=form, status=422)
    try:
        with unit_of_work():
            until = operations.begin_looking(actor, account, said(form.reason))
    except Invalid as refusal:
        form.show(refusal)
        return dossier.page(account, helping=form, status=422)
    looking.begin(queries.account(actor.account_id), account.id, until)
    return go("/")


@pages.post("/vue-d-aide/terminer")
@signed_in(because="whoever looks as somebody else may stop at any moment")
def end_looking() -> Response:
    """Oneself again."""
    actor, here = current_actor(), looking.present()
    if here is None or here.helper.account_id is None or actor.account_id is None:
        return go("/")
    other = queries.account(actor.account_id)
    looking.end(queries.account(here.helper.account_id))
    with unit_of_work():
        operations.end_looking(current_actor(), other)
    flash_notice(_("Vous êtes de nouveau vous-même."))
    return redirect_or_swap("accounts.person", account_id=other.id)
