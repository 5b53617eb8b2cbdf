"""Members of an establishment: invited, given two rights apart, prolonged, confirmed, ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from accounts import operations as acts
from accounts import queries as accounts
from accounts.permissions import Permission as Accounts
from accounts.queries import Member
from catalogue import profiles
from catalogue.pages.blueprint import pages
from catalogue.profiles import Profile
from catalogue.views.members import Typed, member_page, members_page
from core.access import confirmed, requires
from core.actor import Actor
from core.database import unit_of_work
from core.errors import Forbidden, Invalid, NotFound
from core.i18n import _
from core.problems import Problem
from core.web import current_actor, flash_notice, go, render

ONE = "/mon-etablissement/<code>/membres/<uuid:account_id>"


@pages.get("/mon-etablissement/<code>/membres")
@requires(Accounts.MEMBERS_DELEGATE)
def members(code: str) -> Response:
    """Who may do what for the establishment, and until when."""
    return _list(current_actor(), _school(current_actor(), code), None, 200)


@pages.post("/mon-etablissement/<code>/membres")
@requires(Accounts.MEMBERS_DELEGATE)
@confirmed
def add_member(code: str) -> Response:
    """Invite somebody by e-mail, or take up somebody known, with rights and an end."""
    actor, typed = current_actor(), Typed.of(request.form)
    school = _school(actor, code)
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = url_for("catalogue.members", code=school.code)
            scope = _scope(school)
            account = _newcomer(actor, scope, typed)
            acts.delegate(actor, account, scope, typed.roles, typed.day, typed.purpose)
    except Invalid as refusal:
        return _list(actor, school, typed.show(refusal), 422)
    flash_notice(_("L’habilitation est donnée. %(name)s reçoit un courriel.", name=account.name))
    return go(work.outcome["location"])


@pages.get(ONE)
@requires(Accounts.MEMBERS_DELEGATE)
def member(code: str, account_id: UUID) -> Response:
    """One member: rights, reason, end, and what happened to them."""
    actor = current_actor()
    school = _school(actor, code)
    return _one(actor, school, _member(school, account_id), None, 200)


@pages.post(ONE)
@requires(Accounts.MEMBERS_DELEGATE)
@confirmed
def change_member(code: str, account_id: UUID) -> Response:
    """Other rights, another end: from the very next page of the member."""
    actor, typed = current_actor(), Typed.of(request.form)
    school = _school(actor, code)
    found = _member(school, account_id)
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = url_for("catalogue.members", code=school.code)
            acts.delegate(
                actor, found.account, _scope(school), typed.roles, typed.day, typed.purpose
            )
    except Invalid as refusal:
        return _one(actor, school, found, typed.show(refusal), 422)
    flash_notice(_("L’habilitation est modifiée dès maintenant."))
    return go(work.outcome["location"])


@pages.post(f"{ONE}/fin")
@requires(Accounts.MEMBERS_DELEGATE)
@confirmed
def end_member(code: str, account_id: UUID) -> Response:
    """End it all at once."""
    actor = current_actor()
    school = _school(actor, code)
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = url_for("catalogue.members", code=school.code)
        found = _member(school, account_id)
        acts.end_delegation(
            actor, found.account, _scope(school), request.form.get("reason", "")[:300] or None
        )
    flash_notice(_("L’habilitation est terminée."))
    return go(work.outcome["location"])


@pages.post(f"{ONE}/confirmer")
@requires(Accounts.MEMBERS_DELEGATE)
@confirmed
def confirm_member(code: str, account_id: UUID) -> Response:
    """Stand for what one's predecessor gave."""
    actor = current_actor()
    school = _school(actor, code)
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = url_for("catalogue.members", code=school.code)
        acts.confirm_delegation(actor, _member(school, account_id).account, _scope(school))
    flash_notice(_("L’habilitation est confirmée."))
    return go(work.outcome["location"])


def _school(actor: Actor, code: str) -> Profile:
    found = profiles.school_for(actor, code, Accounts.MEMBERS_DELEGATE)
    if not found.may_delegate:  # what was handed on is not handed further
        raise Forbidden
    return found


def _scope(school: Profile) -> Any:
    found = accounts.scope_by_path(school.scope_path)
    if found is None:
        raise NotFound
    return found


def _member(school: Profile, account_id: UUID) -> Member:
    found = accounts.delegated_member(_scope(school), account_id)
    if found is None:
        raise NotFound
    return found


def _newcomer(actor: Actor, scope: Any, typed: Typed) -> Any:
    """Chosen among those known here, else whoever has the address; not a member already."""
    if typed.account:
        found = acts.known_member(actor, scope, _identity(typed.account))
    else:
        found = acts.invite_member(actor, scope, typed.email, typed.name)
    if accounts.delegated_to(found.id, scope):
        raise Invalid([Problem("/email", "already-member")])
    return found


def _identity(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid([Problem("/account", "unknown-account")]) from error


def _list(actor: Actor, school: Profile, typed: Typed | None, status: int) -> Response:
    page = render("catalogue/members.html", **members_page(actor, school, typed))
    return make_response(page, status)


def _one(
    actor: Actor, school: Profile, found: Member, typed: Typed | None, status: int
) -> Response:
    page = render("catalogue/member.html", **member_page(actor, school, found, typed))
    return make_response(page, status)
