"""Whose run it is, with the rights of this very moment (A-14)."""

from __future__ import annotations

from dataclasses import replace

from accounts import queries as accounts
from catalogue.models import BulkRun
from core.actor import Actor


def person_of(run: BulkRun) -> Actor:
    """The requester as of now; a program's key never gains what it did not keep."""
    actor = accounts.actor_of(run.account_id, via=run.via)
    kept = run.settings.get("kept")
    if kept is None:
        return actor
    grants = tuple(
        replace(grant, permissions=grant.permissions & frozenset(kept)) for grant in actor.grants
    )
    return replace(actor, grants=grants)
