"""Signing in and out."""

from __future__ import annotations

from typing import Any

from flask import current_app, make_response, request, url_for
from werkzeug.wrappers import Response

from accounts import operations, queries, signing
from accounts.errors import TooManyTries
from accounts.forms import SignInForm, filled, said
from accounts.pages import entering
from accounts.pages.blueprint import pages
from core.access import public
from core.contributions import all_of
from core.database import unit_of_work
from core.errors import PreauError
from core.i18n import _
from core.wall import HOUSE, acting_as
from core.web import current_actor, go, local_path, render


@pages.get("/connexion")
@public(because="one has to come in somehow")
def sign_in() -> Response:
    """The form; whoever is in already goes on."""
    wanted = local_path(request.args.get("next"))
    if current_actor().known:
        return go(wanted)
    form = SignInForm(formdata=None, next=wanted, email=request.args.get("compte", "")[:254])
    return _page(form, 200)


@pages.post("/connexion")
@public(because="one has to come in somehow")
def sign_in_post() -> Response:
    """Unknown, wrong and closed get the same bytes."""
    form = SignInForm()
    wanted = local_path(form.next.data)
    form.next.data = wanted
    if not filled(form):
        return _page(form, 422)
    try:
        with unit_of_work():  # a try stays written, whatever comes of it
            operations.take_a_try(said(form.email), request.remote_addr or "")
    except TooManyTries as refusal:
        return _page(form, 429, str(refusal.message))
    with unit_of_work():
        account = operations.sign_in(said(form.email), said(form.password))
    if account is None:
        return _page(
            form, 422, _("L’adresse ou le mot de passe ne convient pas. Vérifiez les deux.")
        )
    return entering.enter(account, wanted)


@pages.post("/deconnexion")
@public(because="leaving is always allowed, even with a session that has just ended")
def sign_out() -> Response:
    """The row of the session goes, not only the cookie."""
    if not signing.leave():
        return go(url_for("accounts.sign_in"))
    answer = go(url_for("accounts.sign_out_provider"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def page_of(refusal: PreauError, wanted: str) -> Response:
    """The form again, because another way has not led in."""
    return _page(SignInForm(formdata=None, next=wanted), refusal.status, str(refusal.message))


def _page(form: SignInForm, status: int, refusal: str | None = None) -> Response:
    answer = make_response(
        render(
            "accounts/sign_in.html",
            form=form,
            refusal=refusal,
            providers=queries.providers_in_use(),
            demonstration_people=_people(),
        ),
        status,
    )
    if status == 429:
        answer.headers["Retry-After"] = "900"
    return answer


def _people() -> list[Any]:
    """In demonstration mode, whom one may sign in as (point `accounts.demonstration`)."""
    if not current_app.config["SETTINGS"].demo:
        return []
    with acting_as(HOUSE):
        return [group for group in all_of("accounts.demonstration") if group.people()]
