"""One's own account."""

from __future__ import annotations

from uuid import UUID

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from accounts import explained, operations, queries, signing
from accounts.forms import ChangePasswordForm, LanguageForm, filled, said
from accounts.models import Account
from accounts.pages.blueprint import pages
from core.access import signed_in
from core.database import unit_of_work
from core.errors import Invalid, NotSignedIn
from core.i18n import _
from core.web import current_actor, flash_notice, go, redirect_or_swap, render

OWN = "everybody may look after their own account"


@pages.get("/mon-compte")
@signed_in(because=OWN)
def mine() -> Response:
    """Who one is here, what one may do, where one is signed in."""
    return _page(ChangePasswordForm(formdata=None), 200)


@pages.post("/mon-compte/mot-de-passe")
@signed_in(because=OWN)
def change_password() -> Response:
    """Change one's password; all other sessions end, this one gets a new key."""
    form, account = ChangePasswordForm(), _me()
    if not filled(form):
        return _page(form, 422)
    with unit_of_work():
        operations.take_a_try(account.email, request.remote_addr or "")
    try:
        with unit_of_work():
            operations.change_password(
                current_actor(), account, said(form.current), said(form.password)
            )
    except Invalid as refusal:
        form.show(refusal)
        return _page(form, 422)
    signing.open_session(account)
    flash_notice(_("Votre mot de passe est changé. Vos autres sessions sont fermées."))
    return redirect_or_swap("accounts.mine")


@pages.post("/mon-compte/langue")
@signed_in(because=OWN)
def speak() -> Response:
    """The language of one's pages and mails."""
    form = LanguageForm()
    if filled(form):
        with unit_of_work():
            operations.speak(current_actor(), said(form.locale))
        signing.web_session()["language"] = said(form.locale)
        flash_notice(_("Votre langue est enregistrée."))
    return redirect_or_swap("accounts.mine")


@pages.post("/mon-compte/sessions/<uuid:session_id>/fermer")
@signed_in(because=OWN)
def end_own_session(session_id: UUID) -> Response:
    """Close one of one's sessions; closing the present one is signing out."""
    if session_id == signing.web_session().id:
        signing.web_session().end()
        return go(url_for("accounts.sign_in"))
    with unit_of_work():
        operations.end_session(current_actor(), _me(), session_id)
    flash_notice(_("La session est fermée."))
    return redirect_or_swap("accounts.mine")


@pages.post("/mon-compte/sessions/fermer")
@signed_in(because=OWN)
def end_own_sessions() -> Response:
    """Close all but the present one."""
    with unit_of_work():
        operations.end_other_sessions(current_actor(), _me(), signing.web_session().id)
    flash_notice(_("Vos autres sessions sont fermées."))
    return redirect_or_swap("accounts.mine")


@pages.post("/mon-compte/cles/<uuid:key_id>/retirer")
@signed_in(because=OWN)
def revoke_own_key(key_id: UUID) -> Response:
    """From this moment the program that holds the key is nobody."""
    with unit_of_work():
        operations.revoke_token(current_actor(), queries.key_of(_me().id, key_id))
    flash_notice(_("La clé est retirée."))
    return redirect_or_swap("accounts.mine")


def _me() -> Account:
    account_id = current_actor().account_id
    if account_id is None:
        raise NotSignedIn
    return queries.account(account_id)


def _page(form: ChangePasswordForm, status: int) -> Response:
    account = _me()
    page = render(
        "accounts/mine.html",
        form=form,
        account=account,
        language=LanguageForm(formdata=None, locale=account.locale),
        sessions=queries.sessions_of(account.id),
        present=signing.web_session().id,
        keys=queries.keys_of(account.id),
        told=explained.words_of,
        factors=queries.factors_of(account.id),
        demanded=queries.is_demanded(account.id),
        providers=queries.providers_in_use(),
        linked=queries.links_of(account.id),
        helped=queries.support_story(account.id),
        memberships=queries.memberships_of(account.id),
    )
    return make_response(page, status)
