"""Changing what the organisation has settled: one line of history each, never over somebody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import func, select, text

from core import history, settings
from core.actor import Actor
from core.database import session
from core.errors import Conflict, Invalid
from core.models import Change
from core.settings import TownSettingSpec

SUBJECT: Final = "setting"
_HOLD: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 7305103))")


def version_of(spec: TownSettingSpec) -> int:
    """How often it was changed: what a page has seen when it sends a value."""
    found = session.scalar(
        select(func.max(Change.version)).where(
            Change.subject_kind == SUBJECT, Change.subject_id == spec.history_id
        )
    )
    return int(found or 0)


def change(actor: Actor, spec: TownSettingSpec, value: Any, seen: int | None = None) -> None:
    """Store a value that may stand there."""
    problem = settings.problem_with(spec, value)
    if problem is not None:
        raise Invalid([problem])
    version = _held(spec, seen)
    old = settings.value_of(spec.key)
    if old == value and spec.key in settings.stored():
        return
    settings.change(spec.key, value)
    _told(actor, spec, "setting.changed", version, old, value)


def reset(actor: Actor, spec: TownSettingSpec, seen: int | None = None) -> None:
    """Back to what it was at the origin."""
    version = _held(spec, seen)
    old = settings.value_of(spec.key)
    if spec.key not in settings.stored():
        return
    settings.reset(spec.key)
    _told(actor, spec, "setting.reset", version, old, spec.default)


def last_changes(limit: int = 10) -> Sequence[Change]:
    """Who changed what, newest first."""
    query = select(Change).where(Change.subject_kind == SUBJECT)
    return session.scalars(query.order_by(Change.id.desc()).limit(limit)).all()


def _held(spec: TownSettingSpec, seen: int | None) -> int:
    """One at a time for each setting; whoever saw an older value is told so."""
    session.execute(_HOLD, {"key": spec.key})
    version = version_of(spec)
    if seen is not None and seen != version:
        raise Conflict
    return version + 1


def _told(actor: Actor, spec: TownSettingSpec, act: str, version: int, old: Any, new: Any) -> None:
    history.record(
        actor,
        SUBJECT,
        spec.history_id,
        act,
        version=version,
        patch=[{"path": spec.key, "old": old, "new": new}],
    )
