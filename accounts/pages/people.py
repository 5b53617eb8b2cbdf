"""Administration: the list of accounts, one account, its identity and its sessions."""

from __future__ import annotations

from uuid import UUID

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from accounts import operations, queries
from accounts.forms import IdentityForm, NewAccountForm, filled, said
from accounts.models import Account
from accounts.operations.people import clean, identity_problems
from accounts.pages import dossier
from accounts.pages.blueprint import pages
from accounts.permissions import Permission
from core.access import confirmed, requires
from core.database import unit_of_work
from core.errors import Forbidden, Invalid
from core.i18n import _
from core.problems import Problem
from core.web import current_actor, flash_notice, redirect_or_swap, render

STATES = ("", "active", "invited", "disabled")


@pages.get("/administration/comptes")
@requires(Permission.ACCOUNTS_READ)
def people() -> str:
    """The accounts one looks after."""
    text = request.args.get("q", "").replace("\x00", "")[:100]
    state = request.args.get("etat", "")
    state = state if state in STATES else ""
    page = queries.accounts_page(
        current_actor(),
        Permission.ACCOUNTS_READ,
        text=text,
        state=state,
        after=request.args.get("apres"),
    )
    return render("accounts/people.html", page=page, text=text, state=state)


@pages.get("/administration/comptes/nouveau")
@requires(Permission.ACCOUNTS_MANAGE)
def new_person() -> Response:
    """A new account and its first role."""
    return _new_page(NewAccountForm(formdata=None), 200)


@pages.post("/administration/comptes/nouveau")
@requires(Permission.ACCOUNTS_MANAGE)
@confirmed
def new_person_post() -> Response:
    """Create, give the role, mail the link: all of it or nothing."""
    actor, form = current_actor(), NewAccountForm()
    if not filled(form):
        form.show(Invalid(_foreseen(form)))
        return _new_page(form, 422)
    try:
        with unit_of_work(idempotent=True) as work:
            scope = dossier.scope_of(form, actor)
            account = operations.create_account(
                actor, said(form.email), said(form.name), said(form.job_title)
            )
            operations.give_role(
                actor,
                account,
                said(form.role),
                scope,
                form.valid_from.data,
                form.valid_until.data,
                said(form.purpose),
            )
            operations.invite(actor, account)
            work.outcome["location"] = url_for("accounts.person", account_id=account.id)
    except Invalid as refusal:
        form.show(refusal)
        return _new_page(form, 422)
    flash_notice(
        _(
            "Le compte est créé. %(name)s reçoit un lien pour choisir son mot de passe.",
            name=account.name,
        )
    )
    return redirect_or_swap("accounts.person", account_id=account.id)


@pages.get("/administration/comptes/<uuid:account_id>")
@requires(Permission.ACCOUNTS_READ)
def person(account_id: UUID) -> Response:
    """Everything about one account."""
    return dossier.page(_of(account_id, Permission.ACCOUNTS_READ))


@pages.post("/administration/comptes/<uuid:account_id>/identite")
@requires(Permission.ACCOUNTS_MANAGE)
@confirmed
def change_identity(account_id: UUID) -> Response:
    """Name, address, function."""
    account, form = _of(account_id), IdentityForm()
    try:
        if not filled(form):
            return dossier.page(account, identity=form, status=422)
        with unit_of_work(idempotent=True) as work:
            operations.change_identity(
                current_actor(), account, said(form.email), said(form.name), said(form.job_title)
            )
            work.outcome["location"] = url_for("accounts.person", account_id=account.id)
    except Invalid as refusal:
        form.show(refusal)
        return dossier.page(_of(account_id), identity=form, status=422)
    return _back(account, _("L’identité est enregistrée."))


@pages.post("/administration/comptes/<uuid:account_id>/desactiver")
@requires(Permission.ACCOUNTS_MANAGE)
@confirmed
def disable_person(account_id: UUID) -> Response:
    """Close an account."""
    account = _of(account_id)
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = url_for("accounts.person", account_id=account.id)
        operations.disable(current_actor(), account, request.form.get("reason", "")[:300] or None)
    return _back(account, _("Le compte est désactivé, ses sessions sont fermées."))


@pages.post("/administration/comptes/<uuid:account_id>/reactiver")
@requires(Permission.ACCOUNTS_MANAGE)
@confirmed
def enable_person(account_id: UUID) -> Response:
    """Open an account again."""
    account = _of(account_id)
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = url_for("accounts.person", account_id=account.id)
        operations.enable(current_actor(), account)
    return _back(account, _("Le compte est réactivé."))


@pages.post("/administration/comptes/<uuid:account_id>/inviter")
@requires(Permission.ACCOUNTS_MANAGE)
def invite_person(account_id: UUID) -> Response:
    """Mail a link for choosing a password."""
    account = _of(account_id)
    if account.disabled_at is not None:
        raise Forbidden(_("Réactivez d’abord ce compte."))
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = url_for("accounts.person", account_id=account.id)
        operations.invite(current_actor(), account)
    return _back(
        account, _("Un lien part à %(email)s. Il est valable une heure.", email=account.email)
    )


@pages.post("/administration/comptes/<uuid:account_id>/sessions/fermer")
@requires(Permission.SESSIONS_END)
def end_sessions(account_id: UUID) -> Response:
    """Close every session of somebody."""
    account = _of(account_id, Permission.SESSIONS_END)
    with unit_of_work():
        operations.end_sessions(current_actor(), account)
    return _back(account, _("Toutes les sessions sont fermées."))


@pages.post("/administration/comptes/<uuid:account_id>/sessions/<uuid:session_id>/fermer")
@requires(Permission.SESSIONS_END)
def end_session(account_id: UUID, session_id: UUID) -> Response:
    """Close one session of somebody."""
    account = _of(account_id, Permission.SESSIONS_END)
    with unit_of_work():
        operations.end_session(current_actor(), account, session_id)
    return _back(account, _("La session est fermée."))


def _foreseen(form: NewAccountForm) -> list[Problem]:
    """What the act would refuse too: people correct everything at once."""
    problems = identity_problems(clean(said(form.email)), clean(said(form.name)))
    if queries.live_role(said(form.role)) is None:
        problems.append(Problem("/role", "unknown-role"))
    try:
        dossier.scope_of(form, current_actor())
    except Invalid as refusal:
        problems += refusal.problems
    return [p for p in problems if not form[p.path.strip("/")].errors]


def _of(account_id: UUID, permission: Permission = Permission.ACCOUNTS_MANAGE) -> Account:
    return queries.account_for(current_actor(), account_id, permission)


def _back(account: Account, words: str) -> Response:
    flash_notice(words)
    return redirect_or_swap("accounts.person", account_id=account.id)


def _new_page(form: NewAccountForm, status: int) -> Response:
    actor = current_actor()
    form.offer(dossier.roles_to_give(actor))
    return make_response(
        render("accounts/new_person.html", form=form, scopes=dossier.scopes_to_give(actor)), status
    )
