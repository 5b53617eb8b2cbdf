"""After the password: the second factor, or a code on paper in its place (S-08 to S-10)."""

from __future__ import annotations

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from accounts import operations, passkeys, queries, signing
from accounts.errors import TooManyCodes, WrongFactor, WrongKey
from accounts.forms import CodeForm, RecoveryForm, filled, said
from accounts.models import Account
from accounts.pages import entering
from accounts.pages.asking import here, offered
from accounts.pages.blueprint import pages
from core.access import public
from core.database import unit_of_work
from core.i18n import _
from core.web import flash_notice, go, local_path, render

HALF = "whoever has just given a right password; looked at within"
ALONE, SECOND = "sign-in", "second-factor"


@pages.get("/connexion/second-facteur")
@public(because=HALF)
def second_factor() -> Response:
    """What this person proves themselves with beside the password."""
    return _page(CodeForm(formdata=None), 200)


@pages.post("/connexion/second-facteur")
@public(because=HALF)
def second_factor_post() -> Response:
    """A code of the application."""
    form, half = CodeForm(), signing.half()
    if half.enrols:
        return go(url_for("accounts.first_factor"))
    if not filled(form):
        return _page(form, 422)
    try:
        take_a_try(half.account)
        with unit_of_work():
            operations.use_totp(half.account, said(form.code))
    except (WrongFactor, TooManyCodes) as refusal:
        return _page(form, refusal.status, str(refusal.message))
    return entering.come_in(half.account, half.wanted)


@pages.post("/connexion/second-facteur/cle")
@public(because=HALF)
def second_factor_key() -> Response:
    """A key of a device, after the password."""
    half = signing.half()
    try:
        with unit_of_work():
            operations.use_passkey(
                request.form.get("credential", ""),
                signing.challenge(SECOND),
                here(),
                account_id=half.account.id,
            )
    except WrongKey as refusal:
        return _page(CodeForm(formdata=None), refusal.status, str(refusal.message))
    return entering.come_in(half.account, half.wanted)


@pages.get("/connexion/second-facteur/perdu")
@public(because=HALF)
def lost_factor() -> Response:
    """A code on paper, or somebody who can help."""
    return _lost(RecoveryForm(formdata=None), 200)


@pages.post("/connexion/second-facteur/perdu")
@public(because=HALF)
def lost_factor_post() -> Response:
    """A code on paper stands once for the factor."""
    form, half = RecoveryForm(), signing.half()
    if half.enrols:
        return go(url_for("accounts.first_factor"))
    if not filled(form):
        return _lost(form, 422)
    try:
        take_a_try(half.account)
        with unit_of_work():
            operations.use_code(half.account, said(form.recovery))
    except (WrongFactor, TooManyCodes) as refusal:
        return _lost(form, refusal.status, str(refusal.message))
    answer = entering.come_in(half.account, url_for("accounts.factors"))
    flash_notice(
        _("Ce code a servi. Ajoutez un nouveau moyen, retirez celui que vous avez perdu."), "sun"
    )
    return answer


@pages.post("/connexion/second-facteur/aide")
@public(because=HALF)
def ask_for_help() -> Response:
    """Neither: those who look after accounts are told, once a while."""
    half = signing.half()
    if half.enrols:
        return go(url_for("accounts.first_factor"))
    with unit_of_work():
        operations.take_a_try(half.account.email, request.remote_addr or "", "help:", per_account=2)
    with unit_of_work():
        operations.ask_for_help(half.account)
    flash_notice(_("Votre demande est partie aux personnes qui gèrent les comptes."))
    return go(url_for("accounts.lost_factor"))


@pages.get("/connexion/cle-d-acces")
@public(because="one has to come in somehow")
def sign_in_key() -> Response:
    """A key of a device, without a password."""
    return _alone(200)


@pages.post("/connexion/cle-d-acces")
@public(because="one has to come in somehow")
def sign_in_key_post() -> Response:
    """Whose key it is, the device tells; it has recognised its person itself."""
    try:
        with unit_of_work():
            account = operations.use_passkey(
                request.form.get("credential", ""), signing.challenge(ALONE), here()
            )
    except WrongKey as refusal:
        with unit_of_work():  # by address alone: nobody has been named
            operations.take_a_try("", request.remote_addr or "", "key:", per_account=10**6)
        return _alone(refusal.status, str(refusal.message))
    return entering.come_in(account, local_path(request.form.get("next")))


def take_a_try(account: Account) -> None:
    """Five codes in a quarter of an hour, written down before they are looked at (S-09)."""
    with unit_of_work():
        operations.take_a_code_try(account, request.remote_addr or "")


def _page(form: CodeForm, status: int, refusal: str | None = None) -> Response:
    half = signing.half()
    if half.enrols:
        return go(url_for("accounts.first_factor"))
    factors = queries.factors_of(half.account.id)
    html = render(
        "accounts/second_factor.html",
        form=form,
        factors=factors,
        asked=offered(factors, SECOND),
        refusal=refusal,
    )
    return make_response(html, status)


def _lost(form: RecoveryForm, status: int, refusal: str | None = None) -> Response:
    half = signing.half()
    html = render(
        "accounts/lost_factor.html",
        form=form,
        codes=queries.factors_of(half.account.id).codes,
        refusal=refusal,
    )
    return make_response(html, status)


def _alone(status: int, refusal: str | None = None) -> Response:
    where = here()
    asked = signing.ask_browser(passkeys.to_sign(where, alone=True), ALONE)
    wanted = local_path(request.values.get("next"))
    html = render(
        "accounts/sign_in_key.html", asked=asked, where=where, wanted=wanted, refusal=refusal
    )
    return make_response(html, status)
