"""Administration: a role is taken out of service, with another one for those who hold it."""

from __future__ import annotations

from typing import Final

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from accounts import operations, queries
from accounts.errors import LastAdministrator, MoreThanOneHas, RoleHeld, TooManyHold
from accounts.pages.blueprint import pages
from accounts.permissions import Permission
from core.access import confirmed, requires
from core.database import unit_of_work
from core.errors import Forbidden, Invalid, NotFound
from core.i18n import _, ngettext
from core.web import current_actor, flash_notice, go, render
from schemas.permissions import Permission as Definitions
from schemas.permissions import organisation_wide

#: What is chosen when nothing is given instead.
NOBODY: Final = "-"
SHOWN: Final = 100


@pages.get("/administration/roles/<key>/retirer")
@requires(Definitions.DEFINITIONS_PUBLISH)
def leave_role(key: str) -> str:
    """Who holds it, and what they shall have instead."""
    _allowed()
    return _page(_found(key))


@pages.post("/administration/roles/<key>/retirer")
@requires(Definitions.DEFINITIONS_PUBLISH)
@confirmed
def leave_role_post(key: str) -> Response:
    """Give the other one, take this one away, out of service: one act."""
    _allowed()
    chosen, title, count = request.form.get("autre", ""), "", 0
    reason = request.form.get("motif", "").replace("\x00", "").strip()[:300] or None
    location = url_for("accounts.roles")
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = location
            title = _found(key).title
            if not chosen and queries.standing_count(key):
                raise RoleHeld(  # noqa: TRY301 – caught with its kin, outside the act
                    _("Choisissez ce que recevront ces personnes.")
                )
            other = None if chosen in {"", NOBODY} else chosen
            count = operations.replace_and_retire(current_actor(), key, other, reason)
    except Invalid:
        return _again(key, _("Ce rôle n’existe plus : choisissez-en un autre."))
    except (LastAdministrator, MoreThanOneHas, RoleHeld, TooManyHold) as refusal:
        return _again(key, str(refusal.message))
    flash_notice(
        ngettext(
            "Le rôle « %(title)s » est retiré du service ; %(num)s attribution a changé.",
            "Le rôle « %(title)s » est retiré du service ; %(num)s attributions ont changé.",
            count,
            title=title,
        )
    )
    return go(location)


def _allowed() -> None:
    """What gives rights, or takes them from all who hold it, is for the whole organisation."""
    for permission in (Definitions.DEFINITIONS_PUBLISH, Permission.ROLES_GRANT):
        if not organisation_wide(current_actor(), permission):
            raise Forbidden


def _found(key: str) -> queries.Role:
    found = queries.live_role(key)
    if found is None:
        raise NotFound
    return found


def _again(key: str, sentence: str) -> Response:
    return make_response(_page(_found(key), sentence), 422)


def _page(role: queries.Role, refusal: str = "") -> str:
    others = sorted(
        (one.title, one.key) for one in queries.live_roles().values() if one.key != role.key
    )
    return render(
        "accounts/role_leaving.html",
        role=role,
        count=queries.standing_count(role.key),
        holders=queries.standing_grants(role.key, SHOWN),
        choices=[
            (NOBODY, _("Rien : le leur retirer")),
            *((one, title) for title, one in others),
        ],
        chosen=request.form.get("autre", ""),
        reason=request.form.get("motif", ""),
        refused=[refusal] if refusal else [],
        errors=[("autre", refusal)] if refusal else [],
        may_look=current_actor().holds(Permission.ACCOUNTS_READ),
    )
