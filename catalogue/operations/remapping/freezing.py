"""A run over a circuit is made: the open requests of older versions, frozen by one statement."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, insert, literal, select

from catalogue.models import Request
from catalogue.remap_models import RemapItem, RemapRun
from core import clock
from core.actor import Actor
from core.database import note_written, session
from core.ids import uuid7
from core.rows import among
from schemas import queries as schemas

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion

#: Requests that are under way.
OPEN = (Request.submitted_at.is_not(None), Request.closed_at.is_(None))


def older_versions(version: DefinitionVersion) -> list[UUID]:
    """Versions of the same circuit that requests may still run on."""
    found = schemas.versions(version.kind, version.key)
    return [v.id for v in found if v.id != version.id and v.status != "draft"]


def standing_counts(version: DefinitionVersion) -> dict[UUID, dict[str, int]]:
    """Older version → status → how many open requests stand there."""
    older = older_versions(version)
    found: dict[UUID, dict[str, int]] = {}
    if not older:
        return found
    rows = session.execute(
        select(Request.workflow_version_id, Request.status, func.count())
        .where(among(Request.workflow_version_id, older), *OPEN)
        .group_by(Request.workflow_version_id, Request.status)
    )
    for version_id, status, count in rows:
        if version_id is not None:
            found.setdefault(version_id, {})[status] = count
    return found


def freeze(
    actor: Actor,
    version: DefinitionVersion,
    mode: str,
    policy: str = "all",
    only: Collection[UUID] | None = None,
    settings: dict[str, Any] | None = None,
) -> RemapRun:
    """A run of all open requests on `only` these older versions (all of them when not said)."""
    run = RemapRun(
        id=uuid7(), workflow_key=version.key, version_id=version.id, sha256=version.sha256,
        number=version.number, mode=mode, policy=policy, account_id=actor.account_id,
        account_name=actor.name, state="rehearsing" if mode == "rehearsal" else "running",
        totals={}, settings=settings or {}, created_at=clock.now(),
    )  # fmt: skip
    session.add(run)
    session.flush()  # its items refer to it
    run.totals = {"of": _items(run, older_versions(version) if only is None else only), "at": 0}
    return run


def _items(run: RemapRun, versions: Collection[UUID]) -> int:
    chosen = (
        select(Request.id, Request.version, Request.workflow_version_id, Request.status)
        .where(among(Request.workflow_version_id, versions), *OPEN)
        .order_by(Request.id)
        .subquery("chosen")
    )
    place = func.row_number().over(order_by=chosen.c.id)
    frozen = session.connection().execute(  # past the session, which counts no rows
        insert(RemapItem).from_select(
            ["run_id", "seq", "request_id", "version", "from_version_id", "status"],
            select(
                literal(run.id), place, chosen.c.id, chosen.c.version,
                chosen.c.workflow_version_id, chosen.c.status,
            ),
            include_defaults=False,
        ),
        execution_options={"preserve_rowcount": True},
    )  # fmt: skip
    note_written()
    return frozen.rowcount
