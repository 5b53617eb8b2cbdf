"""The questions of this room."""

from accounts.queries.people import (
    ListedAccount,
    account,
    account_by_email,
    account_for,
    accounts_page,
    accounts_with,
    holders_of_group,
    names_of,
    no_account_yet,
)
from accounts.queries.preferences import preference
from accounts.queries.rights import actor_of, actor_of_token, grants_of, memberships_of
from accounts.queries.roles import Role, holders_of_role, live_role, live_roles
from accounts.queries.scopes import (
    children_of,
    grants_on,
    line_of,
    scope_by_code,
    scope_by_path,
    scope_named,
    scopes_under,
)
from accounts.queries.sessions import sessions_of
from accounts.queries.teams import group_by_key, groups, member, members_of

__all__ = [
    "ListedAccount",
    "Role",
    "account",
    "account_by_email",
    "account_for",
    "accounts_page",
    "accounts_with",
    "actor_of",
    "actor_of_token",
    "children_of",
    "grants_of",
    "grants_on",
    "group_by_key",
    "groups",
    "holders_of_group",
    "holders_of_role",
    "line_of",
    "live_role",
    "live_roles",
    "member",
    "members_of",
    "memberships_of",
    "names_of",
    "no_account_yet",
    "preference",
    "scope_by_code",
    "scope_by_path",
    "scope_named",
    "scopes_under",
    "sessions_of",
]
