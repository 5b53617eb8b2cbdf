"""A run is ordered by a publication, stopped, resumed, taken back, done again for what was left."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import update

from catalogue.operations.bulk.steering import NotNow, UndoTooLate
from catalogue.operations.remapping import running, undoing
from catalogue.operations.remapping.freezing import freeze, older_versions
from catalogue.remap_models import RemapRun
from core import clock, jobs
from core.actor import Actor
from core.database import session
from core.models import Job
from schemas import queries as schemas

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion


def follow(
    actor: Actor, version: DefinitionVersion, mode: str, policy: str = "all"
) -> RemapRun | None:
    """Carry over what runs on older versions, as the document says; nothing there, no run.

    A pack that is imported speaks only of the versions it names.
    """
    only: Collection[UUID] | None = None
    if mode == "import":
        named = {entry["from"] for entry in version.body.get("migrations", ())}
        older = schemas.versions_by_id(older_versions(version))
        only = [v.id for v in older.values() if v.sha256 in named]
        if not only:
            return None
    _give_way(version.key)
    run = freeze(actor, version, mode, policy, only)
    if not run.totals["of"]:
        session.delete(run)
        return None
    running.begin(run)
    return run


def _give_way(workflow_key: str) -> None:
    """A run towards a version that is no longer the newest goes no further: this one takes over."""
    session.execute(
        update(RemapRun)
        .where(RemapRun.workflow_key == workflow_key, RemapRun.state == "running")
        .values(state="stopping"),
        execution_options={"synchronize_session": False},
    )


def stop(run: RemapRun) -> None:
    """End the chunk in hand and go no further; what is done stays done."""
    if run.state != "running":
        raise NotNow
    run.state = "stopping"
    session.flush()  # the next chunk looks there


def resume(run: RemapRun) -> None:
    """Go on where it stopped."""
    if run.state not in {"stopped", "running", "stopping"} or at_work(run):
        raise NotNow
    running.work_on(run)


def undo(run: RemapRun) -> None:
    """Put back all that nobody has touched since, on the version it ran on."""
    if run.state not in {"done", "stopped"}:
        raise NotNow
    if run.undo_until is None or run.undo_until <= clock.now():
        raise UndoTooLate
    run.state = "undoing"
    run.totals = {**run.totals, "undo_at": 0}
    run.settings = {**run.settings, "undo_asked": clock.now().isoformat()}
    run.job_id = jobs.enqueue(
        undoing.JOB, {"run": str(run.id)}, once=f"remap-undo:{run.id}", account_id=run.account_id
    )


def at_work(run: RemapRun) -> bool:
    """Whether a job still has this run in hand or is about to."""
    job = session.get(Job, run.job_id) if run.job_id else None
    return job is not None and job.done_at is None and job.parked_at is None
