"""Whom somebody may look as: they must look after them wherever these have a right, and hold all
that these hold, so that looking as others never shows more than one's own rights (S-16)."""

from __future__ import annotations

from accounts.domain.replacing import SUPERVISE
from accounts.domain.role_rules import all_within
from accounts.permissions import Permission
from accounts.queries.scopes import ROOT
from core.actor import Actor, Grant, Membership


def may_look_as(helper: Actor, other: Actor) -> bool:
    """Whether the house may be shown to `helper` as `other` sees it, today."""
    if not helper.known or not other.known or other.account_id == helper.account_id:
        return False
    if other.facts.get("disabled") or not _looks_after(helper, other):
        return False
    return all(_has(helper, one) for one in other.grants) and all(
        _sits(helper, one) for one in other.memberships
    )


def _looks_after(helper: Actor, other: Actor) -> bool:
    if helper.holds(Permission.ACCOUNTS_SUPPORT, ROOT):
        return True
    places = {one.scope_path for one in other.grants} | {m.scope_path for m in other.memberships}
    return bool(places) and all(helper.holds(Permission.ACCOUNTS_SUPPORT, p) for p in places)


def _has(helper: Actor, grant: Grant) -> bool:
    if not all(helper.holds(permission, grant.scope_path) for permission in grant.permissions):
        return False
    held = [rule for one in helper.grants if one.covers(grant.scope_path) for rule in one.rules]
    return all_within(grant.rules, held)


def _sits(helper: Actor, seat: Membership) -> bool:
    """What a seat shows, who supervises sees too."""
    return helper.in_group(seat.group, seat.scope_path) or helper.holds(SUPERVISE, seat.scope_path)
