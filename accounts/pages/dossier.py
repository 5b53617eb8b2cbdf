"""The page of one account, shown alone or again with what is to correct."""

from __future__ import annotations

from typing import Any

from flask import make_response
from werkzeug.wrappers import Response

from accounts import queries, signing
from accounts.forms import IdentityForm, PeriodForm, ReasonForm, RoleForm, said
from accounts.models import Account, Grant, GroupMember, Scope
from accounts.operations.guard import reaches
from accounts.permissions import Permission
from accounts.queries.scopes import display
from accounts.words import ACTS
from core import clock
from core.actor import Actor
from core.errors import Invalid
from core.history import lines_of
from core.models import Change
from core.problems import Problem
from core.web import current_actor, render

#: How many scopes the list under the field proposes; any other is found by its name or code.
PROPOSED = 1000


def page(
    account: Account,
    *,
    role: RoleForm | None = None,
    identity: IdentityForm | None = None,
    reopening: ReasonForm | None = None,
    helping: ReasonForm | None = None,
    status: int = 200,
) -> Response:
    """Identity, roles, groups, sessions, history: what this person may see of them."""
    actor = current_actor()
    may_grant = actor.holds(Permission.ROLES_GRANT)
    all_of_it = reaches(actor, account, Permission.ACCOUNTS_READ)
    role = role or RoleForm(formdata=None)
    html = render(
        "accounts/person.html",
        account=account,
        today=clock.today(),
        present=signing.web_session().id,
        identity=identity or IdentityForm(formdata=None, obj=account),
        role=role.offer(roles_to_give(actor)) if may_grant else None,
        scopes=scopes_to_give(actor) if may_grant else [],
        grants=[g for g in queries.grants_of(account.id) if _reads(actor, g)],
        titles=queries.live_roles(),
        memberships=[m for m in queries.memberships_of(account.id) if _reads(actor, m)],
        sessions=queries.sessions_of(account.id)
        if reaches(actor, account, Permission.SESSIONS_END)
        else None,
        lines=[line(c) for c in lines_of("account", account.id, 50)] if all_of_it else None,
        link_until=queries.links_until([account.id]).get(account.id),
        factors=queries.factors_of(account.id),
        reopening=reopening or ReasonForm(formdata=None),
        helping=(helping or ReasonForm(formdata=None)) if _may_look_as(actor, account) else None,
        may_manage=reaches(actor, account, Permission.ACCOUNTS_MANAGE),
        may_grant=may_grant,
    )
    return make_response(html, status)


def _may_look_as(actor: Actor, account: Account) -> bool:
    return actor.holds(Permission.ACCOUNTS_SUPPORT) and queries.may_look_as(
        actor, queries.actor_of(account.id)
    )


def _reads(actor: Actor, held: Grant | GroupMember) -> bool:
    """What lies outside of one's scopes is nobody's business here."""
    return actor.holds(Permission.ACCOUNTS_READ, held.scope.path)


def roles_to_give(actor: Actor) -> list[tuple[str, str]]:
    """Live roles that hold nothing this person lacks somewhere."""
    return sorted(
        (
            (role.key, role.title)
            for role in queries.live_roles().values()
            if all(actor.holds(permission) for permission in role.permissions)
        ),
        key=lambda pair: pair[1],
    )


def scopes_to_give(actor: Actor) -> list[str]:
    """Where this person may give roles, as one types them."""
    found = queries.scopes_under(actor.scopes_for(Permission.ROLES_GRANT), limit=PROPOSED)
    return [display(scope) for scope in found]


def scope_of(form: PeriodForm, actor: Actor) -> Scope:
    """The scope that was meant, under those this person gives roles on."""
    found = queries.scope_named(said(form.scope), actor.scopes_for(Permission.ROLES_GRANT))
    if not found:
        raise Invalid([Problem("/scope", "unknown-scope")])
    if len(found) > 1:
        codes = ", ".join(scope.code for scope in found[:5])
        raise Invalid([Problem("/scope", "several-scopes", {"codes": codes})])
    return found[0]


def line(change: Change) -> dict[str, Any]:
    """A line of history as the timeline shows it."""
    words, icon = ACTS.get(change.act, (change.act, "clock-counter-clockwise"))
    facts = {"title": "", "label": "", "count": 0, **change.facts}
    text = [change.reason] if change.reason else []
    text += [f"{p.get('old') or '–'} → {p.get('new') or '–'}" for p in change.patch]
    return {
        "title": str(words) % facts if "%(" in str(words) else str(words),
        "at": change.at,
        "by": change.actor_name,
        "text": " · ".join(text),
        "icon": icon,
    }
