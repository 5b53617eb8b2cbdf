"""Administration: groups and who sits in them."""

from __future__ import annotations

from uuid import UUID

from flask import make_response, url_for
from werkzeug.wrappers import Response

from accounts import operations, queries
from accounts.forms import MemberForm, TeamForm, filled, said
from accounts.models import Account, Group
from accounts.pages import dossier
from accounts.pages.blueprint import pages
from accounts.permissions import Permission
from accounts.queries.scopes import ROOT
from core import clock
from core.access import confirmed, requires
from core.actor import Actor
from core.database import unit_of_work
from core.errors import Invalid, NotFound
from core.i18n import _
from core.problems import Problem
from core.web import current_actor, flash_notice, redirect_or_swap, render


@pages.get("/administration/groupes")
@requires(Permission.ACCOUNTS_READ)
def teams() -> str:
    """All groups."""
    return _list(TeamForm(formdata=None))


@pages.post("/administration/groupes")
@requires(Permission.ROLES_GRANT)
@confirmed
def add_team() -> str | Response:
    """A new group, without a member yet."""
    form = TeamForm()
    if not filled(form):
        return make_response(_list(form), 422)
    try:
        with unit_of_work(idempotent=True) as work:
            group = operations.make_group(current_actor(), said(form.label))
            key, label = group.key, group.label
            work.outcome["location"] = url_for("accounts.team", key=key)
    except Invalid as refusal:
        form.show(refusal)
        return make_response(_list(form), 422)
    flash_notice(_("Le groupe « %(name)s » est créé. Ajoutez-y des personnes.", name=label))
    return redirect_or_swap("accounts.team", key=key)


@pages.get("/administration/groupes/<key>")
@requires(Permission.ACCOUNTS_READ)
def team(key: str) -> Response:
    """One group and its members."""
    return _page(queries.group_by_key(key), MemberForm(formdata=None), 200)


@pages.post("/administration/groupes/<key>/membres")
@requires(Permission.ROLES_GRANT)
@confirmed
def add_member(key: str) -> Response:
    """Let somebody in."""
    actor, form, group = current_actor(), MemberForm(), queries.group_by_key(key)
    if not filled(form):
        return _page(group, form, 422)
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = url_for("accounts.team", key=key)
            account = _meant(actor, said(form.email))
            operations.add_to_group(
                actor,
                account,
                group,
                dossier.scope_of(form, actor),
                form.valid_from.data,
                form.valid_until.data,
            )
    except Invalid as refusal:
        form.show(refusal)
        return _page(group, form, 422)
    flash_notice(_("%(name)s est dans le groupe.", name=account.name))
    return redirect_or_swap("accounts.team", key=key)


@pages.post("/administration/groupes/<key>/membres/<uuid:member_id>/retirer")
@requires(Permission.ROLES_GRANT)
@confirmed
def remove_member(key: str, member_id: UUID) -> Response:
    """Let somebody go."""
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = url_for("accounts.team", key=key)
        actor, group = current_actor(), queries.group_by_key(key)
        seat = queries.member(actor, group, member_id, Permission.ROLES_GRANT)
        operations.remove_from_group(actor, seat)
    flash_notice(_("La personne n’est plus dans le groupe."))
    return redirect_or_swap("accounts.team", key=key)


def _list(form: TeamForm) -> str:
    return render(
        "accounts/teams.html",
        groups=queries.groups(),
        form=form,
        may_make=current_actor().holds(Permission.ROLES_GRANT, ROOT),
    )


def _meant(actor: Actor, email: str) -> Account:
    """Whom the address names, among those one may give roles to."""
    found = queries.account_by_email(email)
    try:
        return queries.account_for(
            actor, found.id if found else UUID(int=0), Permission.ROLES_GRANT
        )
    except NotFound as hidden:
        raise Invalid([Problem("/email", "unknown-account")]) from hidden


def _page(group: Group, form: MemberForm, status: int) -> Response:
    actor = current_actor()
    may_grant = actor.holds(Permission.ROLES_GRANT)
    html = render(
        "accounts/team.html",
        group=group,
        today=clock.today(),
        may_grant=may_grant,
        form=form,
        members=queries.members_of(actor, group, Permission.ACCOUNTS_READ),
        scopes=dossier.scopes_to_give(actor) if may_grant else [],
    )
    return make_response(html, status)
