"""Keys of programs: one's own, and those of the accounts one looks after (FAULTS A-16)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from accounts import explained, operations, queries
from accounts.models import Account, ApiToken
from accounts.operations.tokens import LONGEST, USUAL, rotate_token
from accounts.pages.blueprint import pages
from accounts.permissions import Permission
from accounts.queries.sessions import key_in_reach, keys_in_reach
from core import clock
from core.access import PERMISSIONS, confirmed, requires, signed_in
from core.database import unit_of_work
from core.errors import Invalid, NotSignedIn
from core.i18n import _
from core.paging import Page
from core.problems import Problem
from core.web import current_actor, flash_notice, redirect_or_swap, render
from core.words import message

OWN = "everybody may let a program act with no more rights than they have themselves"
MANAGE = Permission.ACCOUNTS_MANAGE


@pages.get("/mon-compte/cles")
@signed_in(because=OWN)
def own_keys() -> Response:
    """One's own keys, and a form for another one."""
    return _own(200)


@pages.post("/mon-compte/cles")
@signed_in(because=OWN)
@confirmed
def create_own_key() -> Response:
    """A key of one's own; its text stands on this answer and nowhere else."""
    return _created(_me, _own, "accounts.own_keys")


@pages.post("/mon-compte/cles/<uuid:key_id>/renouveler")
@signed_in(because=OWN)
@confirmed
def rotate_own_key(key_id: UUID) -> Response:
    """Another key in its place."""
    with unit_of_work():
        found = queries.key_of(_me().id, key_id)
        text = rotate_token(current_actor(), found)
    return _once(text, found.label, "accounts.own_keys", former=True)


@pages.get("/administration/cles")
@requires(MANAGE)
def all_keys() -> Response:
    """The keys of every account one looks after, and a form for another one."""
    return _all(200)


@pages.post("/administration/cles")
@requires(MANAGE)
@confirmed
def create_key() -> Response:
    """A key for an account of a program, known by its address."""
    return _created(_named, _all, "accounts.all_keys")


@pages.post("/administration/cles/<uuid:key_id>/renouveler")
@requires(MANAGE)
@confirmed
def rotate_key(key_id: UUID) -> Response:
    """Another key in its place."""
    with unit_of_work():
        found = key_in_reach(current_actor(), key_id)
        text = rotate_token(current_actor(), found)
    return _once(text, found.label, "accounts.all_keys", former=True)


@pages.post("/administration/cles/<uuid:key_id>/retirer")
@requires(MANAGE)
def revoke_key(key_id: UUID) -> Response:
    """From this moment the program that holds it is nobody."""
    with unit_of_work():
        operations.revoke_token(current_actor(), key_in_reach(current_actor(), key_id))
    flash_notice(_("La clé est retirée."))
    return redirect_or_swap("accounts.all_keys")


Shown = Callable[[int, Invalid | None], Response]


def _created(owner: Callable[[], Account], shown: Shown, back: str) -> Response:
    try:
        with unit_of_work():
            label = request.form.get("usage", "")
            text = operations.create_token(current_actor(), owner(), label, _rights(), _valid())
    except Invalid as refusal:
        return shown(422, refusal)
    return _once(text, label, back)


def _rights() -> list[str]:
    """Those that were chosen; all of the account when that is what was chosen."""
    rights = request.form.getlist("droits")
    if not rights and request.form.get("tous") != "oui":
        raise Invalid([Problem("/droits", "no-right-chosen")])
    return rights


def _valid() -> timedelta:
    """Until the end of the day that was chosen."""
    wrong = Invalid([Problem("/until", "key-until", {"days": LONGEST.days})])
    try:
        last = date.fromisoformat(request.form.get("jusqu-au", ""))
    except ValueError as fault:
        raise wrong from fault
    if not clock.today() <= last <= clock.today() + LONGEST - timedelta(days=1):
        raise wrong
    end = datetime.combine(last + timedelta(days=1), time(), tzinfo=clock.PARIS)
    return end - clock.now()


def _me() -> Account:
    account_id = current_actor().account_id
    if account_id is None:
        raise NotSignedIn
    return queries.account(account_id)


def _named() -> Account:
    email = request.form.get("compte", "").strip()
    found = queries.account_by_email(email) if email else None
    if found is None:
        raise Invalid([Problem("/compte", "unknown-account")])
    return found


def _own(status: int, refusal: Invalid | None = None) -> Response:
    account = _me()
    held = {p for grant in current_actor().grants for p in grant.permissions}
    found = Page([(key, account) for key in queries.keys_of(account.id)], None)
    return _page(status, found, "accounts.own_keys", sorted(held), refusal)


def _all(status: int, refusal: Invalid | None = None) -> Response:
    found = keys_in_reach(current_actor(), request.args.get("apres"))
    return _page(status, found, "accounts.all_keys", sorted(PERMISSIONS), refusal)


#: Fields of the form by what the act calls them.
_FIELDS: Mapping[str, str] = {"permissions": "droits", "label": "usage", "until": "jusqu-au"}


def _page(
    status: int,
    found: Page[tuple[ApiToken, Account]],
    place: str,
    rights: Sequence[str],
    refusal: Invalid | None,
) -> Response:
    errors: dict[str, Any] = {}
    for problem in refusal.problems if refusal else ():
        name = problem.path.strip("/")
        errors[_FIELDS.get(name, name)] = message(problem)
    html = render(
        "accounts/keys.html",
        rows=[{"key": key, "owner": owner} for key, owner in found.items],
        following=url_for(place, apres=found.next) if found.next else None,
        own=place == "accounts.own_keys",
        place=place,
        categories=explained.categories(rights),
        told=explained.words_of,
        errors=errors,
        typed=request.form if refusal else None,
        usual=(clock.today() + USUAL).isoformat(),
        last=(clock.today() + LONGEST - timedelta(days=1)).isoformat(),
        soon=clock.now() + timedelta(days=14),
    )
    return make_response(html, status)


def _once(text: str, label: str, back: str, *, former: bool = False) -> Response:
    return make_response(
        render("accounts/key_once.html", text=text, label=label, back=back, former=former)
    )
