"""One-time links: lost password, first password, first administrator."""

from __future__ import annotations

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from accounts import operations
from accounts.errors import DeadLink
from accounts.forms import FirstStepsForm, LostPasswordForm, NewPasswordForm, filled, said
from accounts.operations.entrance import LOST
from accounts.operations.links import FIRST
from accounts.pages import entering
from accounts.pages.blueprint import pages
from core.access import public
from core.database import unit_of_work
from core.errors import Invalid
from core.i18n import _
from core.web import flash_notice, redirect_or_swap, render


@pages.get("/mot-de-passe-perdu")
@public(because="for people who cannot sign in")
def lost_password() -> str:
    """Ask for a link."""
    return render("accounts/lost_password.html", form=LostPasswordForm(formdata=None))


@pages.post("/mot-de-passe-perdu")
@public(because="for people who cannot sign in")
def lost_password_post() -> Response:
    """The same answer whether the address is known or not."""
    form = LostPasswordForm()
    if not filled(form):
        return make_response(render("accounts/lost_password.html", form=form), 422)
    with unit_of_work():
        operations.take_a_try(said(form.email), request.remote_addr or "", LOST)
    with unit_of_work():
        operations.ask_for_link(said(form.email))
    return redirect_or_swap("accounts.link_sent")


@pages.get("/mot-de-passe-perdu/envoye")
@public(because="for people who cannot sign in")
def link_sent() -> str:
    """What happens next, without a word on whether the address is known."""
    return render("accounts/link_sent.html")


@pages.get("/mot-de-passe/<string(length=43):token>")
@public(because="the link itself is the proof")
def choose_password(token: str) -> Response:
    """Choose a password; looking uses nothing up."""
    try:
        operations.open_link(token)
    except DeadLink as refusal:
        return _dead(refusal)
    return _choice(NewPasswordForm(formdata=None), 200)


@pages.post("/mot-de-passe/<string(length=43):token>")
@public(because="the link itself is the proof")
def choose_password_post(token: str) -> Response:
    """Keep the password, end every session, open a new one."""
    form = NewPasswordForm()
    try:
        if not filled(form):
            operations.open_link(token)
            return _choice(form, 422)
        with unit_of_work():
            account = operations.choose_by_link(token, said(form.password))
    except DeadLink as refusal:
        return _dead(refusal)
    except Invalid as refusal:
        form.show(refusal)
        return _choice(form, 422)
    answer = entering.enter(account, url_for("home.threshold"))
    flash_notice(_("Votre mot de passe est enregistré."))
    return answer


@pages.get("/premiers-pas/<string(length=43):token>")
@public(because="the link printed in the terminal is the proof")
def first_steps(token: str) -> Response:
    """Make the first account of an empty house."""
    try:
        operations.open_link(token, FIRST)
    except DeadLink as refusal:
        return _dead(refusal)
    return make_response(render("accounts/first_steps.html", form=FirstStepsForm(formdata=None)))


@pages.post("/premiers-pas/<string(length=43):token>")
@public(because="the link printed in the terminal is the proof")
def first_steps_post(token: str) -> Response:
    """The first administrator comes in."""
    form = FirstStepsForm()
    try:
        if not filled(form):
            operations.open_link(token, FIRST)
            return make_response(render("accounts/first_steps.html", form=form), 422)
        with unit_of_work():
            account = operations.create_first_administrator(
                token, said(form.email), said(form.name), said(form.password)
            )
    except DeadLink as refusal:
        return _dead(refusal)
    except Invalid as refusal:
        form.show(refusal)
        return make_response(render("accounts/first_steps.html", form=form), 422)
    answer = entering.come_in(account, url_for("home.threshold"))
    flash_notice(_("Votre compte est créé."))
    return answer


def _choice(form: NewPasswordForm, status: int) -> Response:
    return make_response(render("accounts/choose_password.html", form=form), status)


def _dead(refusal: DeadLink) -> Response:
    return make_response(
        render("accounts/dead_link.html", text=str(refusal.message)), refusal.status
    )
