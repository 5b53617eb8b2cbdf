"""One's own second factors: seen, added, named, taken away; the sheet of codes."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, make_response, request, url_for
from werkzeug.wrappers import Response

from accounts import operations, passkeys, queries, signing, totp
from accounts.errors import WrongFactor, WrongKey
from accounts.forms import CodeForm, KeyNameForm, filled, said
from accounts.models import Account
from accounts.operations.factors import PURPOSE
from accounts.pages import entering
from accounts.pages.asking import here
from accounts.pages.blueprint import pages
from core import sealing
from core.access import confirmed, public, signed_in
from core.actor import Actor
from core.database import unit_of_work
from core.errors import ConfirmFirst, Invalid
from core.i18n import _
from core.settings import value_of
from core.web import current_actor, flash_notice, go, is_sure, redirect_or_swap, render

OWN = "everybody may look after their own account"
ENROLS = "one’s own account, also by who must add a factor before coming in; looked at within"
NEW, MAKE = "new_totp", "make"


@pages.get("/mon-compte/second-facteur")
@signed_in(because=OWN)
def factors() -> str:
    """What one proves oneself with."""
    account = owner(sure=False)
    return render(
        "accounts/factors.html",
        factors=queries.factors_of(account.id),
        demanded=queries.is_demanded(account.id),
        due=account.factor_due_at,
    )


@pages.get("/connexion/second-facteur/ajouter")
@public(because=ENROLS)
def first_factor() -> str:
    """A role demands a second factor: add one, then come in."""
    owner()
    return render("accounts/first_factor.html", where=here())


@pages.get("/mon-compte/second-facteur/application")
@public(because=ENROLS)
def new_totp() -> Response:
    """A square to photograph, or a key to type in."""
    return _totp(owner(), CodeForm(formdata=None), 200)


@pages.post("/mon-compte/second-facteur/application")
@public(because=ENROLS)
def new_totp_post() -> Response:
    """The application shows that it makes the right codes."""
    account, form = owner(), CodeForm()
    secret = _secret()
    if not filled(form):
        return _totp(account, form, 422)
    try:
        with unit_of_work():
            operations.take_a_code_try(account, request.remote_addr or "")
        with unit_of_work():
            operations.add_totp(_actor(account), account, secret, said(form.code))
    except WrongFactor as refusal:
        return _totp(account, form, 422, str(refusal.message))
    signing.web_session().pop(NEW, None)
    return _added(account, _("Votre application est enregistrée."))


@pages.get("/mon-compte/second-facteur/cle-d-acces")
@public(because=ENROLS)
def new_passkey() -> Response:
    """The browser is asked to make a key."""
    return _passkey(owner(), KeyNameForm(formdata=None), 200)


@pages.post("/mon-compte/second-facteur/cle-d-acces")
@public(because=ENROLS)
def new_passkey_post() -> Response:
    """The key a device has made, and how one calls it."""
    account, form = owner(), KeyNameForm()
    asked = signing.challenge(MAKE)
    if not filled(form):
        return _passkey(account, form, 422)
    answer = request.form.get("credential", "")
    try:
        with unit_of_work():
            operations.add_passkey(_actor(account), account, said(form.name), answer, asked, here())
    except WrongKey as refusal:
        return _passkey(account, form, 422, str(refusal.message))
    except Invalid as refusal:
        form.show(refusal)
        return _passkey(account, form, 422)
    return _added(account, _("Votre clé d’accès est enregistrée."))


@pages.post("/mon-compte/second-facteur/application/retirer")
@signed_in(because=OWN)
@confirmed
def remove_totp() -> Response:
    """The application opens nothing any more."""
    account = owner()
    with unit_of_work():
        operations.remove_totp(current_actor(), account)
    flash_notice(_("L’application est retirée."))
    return redirect_or_swap("accounts.factors")


@pages.post("/mon-compte/second-facteur/cles/<uuid:passkey_id>/renommer")
@signed_in(because=OWN)
def rename_passkey(passkey_id: UUID) -> Response:
    """Call a key otherwise."""
    with unit_of_work():
        key = queries.passkey_of(owner(sure=False).id, passkey_id)
        operations.rename_passkey(key, request.form.get("name", ""))
    flash_notice(_("Le nom est enregistré."))
    return redirect_or_swap("accounts.factors")


@pages.post("/mon-compte/second-facteur/cles/<uuid:passkey_id>/retirer")
@signed_in(because=OWN)
@confirmed
def remove_passkey(passkey_id: UUID) -> Response:
    """The key opens nothing any more."""
    account = owner()
    with unit_of_work():
        key = queries.passkey_of(account.id, passkey_id)
        operations.remove_passkey(current_actor(), account, key)
    flash_notice(_("La clé d’accès est retirée."))
    return redirect_or_swap("accounts.factors")


@pages.get("/mon-compte/second-facteur/codes")
@signed_in(because=OWN)
def codes() -> str:
    """How many codes on paper are left."""
    return render("accounts/codes.html", factors=queries.factors_of(owner(sure=False).id), made=[])


@pages.post("/mon-compte/second-facteur/codes")
@signed_in(because=OWN)
@confirmed
def make_codes() -> str:
    """A new sheet, shown in this answer and never again."""
    account = owner()
    with unit_of_work():
        made = operations.make_codes(current_actor(), account)
    return render("accounts/codes.html", factors=queries.factors_of(account.id), made=made)


def owner(*, sure: bool = True) -> Account:
    """Whose factors these are: of who is signed in (and surely still is), or of who must add one
    before coming in."""
    actor = current_actor()
    if actor.account_id is not None:
        if sure and not is_sure():
            raise ConfirmFirst
        return queries.account(actor.account_id)
    return signing.half(enrolling=True).account


def _actor(account: Account) -> Actor:
    return Actor(account.id, account.name, account.email)


def _added(account: Account, text: str) -> Response:
    """On to the codes on paper, the first time; whoever was at the door is in."""
    onwards = "accounts.factors" if queries.factors_of(account.id).codes else "accounts.codes"
    answer = go(url_for(onwards))
    if current_actor().account_id is None:
        answer = entering.come_in(account, url_for(onwards))
    flash_notice(text)
    return answer


def _secret() -> str:
    """The secret of this enrolment, the same at each look; closed in the row of the session."""
    kept = sealing.unseal(signing.web_session().get(NEW, ""), PURPOSE)
    if kept is None:
        kept = totp.new_secret()
        signing.web_session()[NEW] = sealing.seal(kept, PURPOSE)
    return kept


def _totp(account: Account, form: CodeForm, status: int, refusal: str | None = None) -> Response:
    secret = _secret()
    address = totp.address(secret, account.email, f"Préau {value_of('organisation.name')}")
    html = render(
        "accounts/new_totp.html",
        form=form,
        picture=totp.picture(address),
        key=totp.typed_key(secret),
        refusal=refusal,
    )
    return make_response(html, status)


def _passkey(
    account: Account, form: KeyNameForm, status: int, refusal: str | None = None
) -> Response:
    where, known = here(), queries.factors_of(account.id).passkeys
    house = str(value_of("organisation.name"))
    asked = passkeys.to_make(where, account, [key.credential_id for key in known], house)
    html = render(
        "accounts/new_passkey.html",
        form=form,
        asked=signing.ask_browser(asked, MAKE),
        where=where,
        local=f"http://localhost:{current_app.config['SETTINGS'].port}",
        refusal=refusal,
    )
    return make_response(html, status)
