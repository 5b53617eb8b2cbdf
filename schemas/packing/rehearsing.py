"""A load done for real and undone at once: every refusal is told, nothing stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.actor import Actor
from core.database import session
from core.errors import PreauError
from core.problems import Problem
from schemas.packing.loading import load_pack
from schemas.packing.reports import PackReport
from schemas.packs import PackSource


@dataclass(slots=True)
class Rehearsal:
    """What the load would do, or why it would be refused."""

    report: PackReport | None
    message: str = ""
    problems: list[Problem] = field(default_factory=list)


def rehearse(
    actor: Actor,
    source: PackSource,
    *,
    choices: Mapping[str, str] | None = None,
    bind: Mapping[str, Mapping[str, str]] | None = None,
    **more: Any,
) -> Rehearsal:
    """The very act, inside a savepoint that is always undone."""
    within = session.begin_nested()
    try:
        report = load_pack(actor, source, choices=choices, bind=bind, **more)
        session.flush()  # what the database refuses is heard too
        return Rehearsal(report)
    except PreauError as refusal:
        if refusal.status >= 500:
            raise
        return Rehearsal(None, str(refusal.message), list(getattr(refusal, "problems", ())))
    finally:
        if within.is_active:
            within.rollback()
        session.expire_all()  # nothing of it was ever there
