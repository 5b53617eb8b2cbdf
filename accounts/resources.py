"""Who a program is, for the program itself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from accounts.serializers import MeOut
from core.access import signed_in
from core.api import PREFIX, answers
from core.web import current_actor

resources = Blueprint("accounts_api", __name__, url_prefix=PREFIX)


@resources.get("/me")
@signed_in(because="whoever holds a key may ask what it opens")
@answers(MeOut)
def me() -> dict[str, Any]:
    """Who the token is, with its roles, scopes and permissions."""
    actor = current_actor()
    return {
        "id": actor.account_id, "name": actor.name, "email": actor.email,
        "roles": [
            {"role": grant.role, "title": grant.role_title, "scope": grant.scope_path,
             "scope_label": grant.scope_label, "until": grant.valid_until,
             "permissions": sorted(grant.permissions)}
            for grant in actor.grants
        ],
        "groups": [
            {"group": m.group, "scope": m.scope_path, "in_place_of": m.stands_in_name or None,
             "until": m.until}
            for m in actor.memberships
        ],
        "permissions": sorted({p for grant in actor.grants for p in grant.permissions}),
    }  # fmt: skip
