"""A run is launched, stopped, resumed, taken back: words to the job, which does the work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from catalogue.models import BulkRun
from catalogue.operations.bulk import running, undoing
from core import clock, jobs
from core.database import session
from core.errors import Conflict, Invalid
from core.i18n import _, _l
from core.unseen import is_unseen

#: Time a request is expected to take, so that the first messages wait for the last move.
EACH = timedelta(milliseconds=5)


class NotNow(Conflict):
    """The run is not in a state where this can be asked of it."""

    code = "bulk-not-now"
    message = _l("Ce lot a changé entre-temps. Relisez-le avant d’agir.")


class UndoTooLate(Conflict):
    """The grace is over: messages have left."""

    code = "bulk-undo-too-late"
    message = _l("Ce lot ne peut plus être annulé. Vous pouvez faire reculer les demandes.")


def launch(
    run: BulkRun,
    *,
    comment: str = "",
    settings: Mapping[str, Any] | None = None,
    insist: bool = False,
) -> None:
    """Set a prepared run to work. The caller holds its row.

    `insist`: without the comment some moves require, those alone are refused.
    """
    if run.state != "ready":
        raise NotNow
    if (
        not insist
        and is_unseen(comment)
        and any(group.get("comment") for group in run.totals["groups"])
    ):
        raise Invalid(message=_("Dites pourquoi dans un commentaire."))
    now = clock.now()
    grace = timedelta(seconds=run.settings.get("grace", 0))
    hold = now + grace + EACH * run.totals["of"] + running.MARGIN
    run.settings = {**run.settings, **(settings or {}), "hold": hold.isoformat()}
    run.comment, run.started_at = comment, now
    _work_on(run)


def launch_when_ready(run: BulkRun, *, comment: str = "") -> None:
    """The same for a run whose dry run may still be under way."""
    if run.state == "ready":
        launch(run, comment=comment)
    else:
        run.settings = {**run.settings, "at_once": {"comment": comment}}


def stop(run: BulkRun) -> None:
    """End the chunk in hand and go no further; what is done stays done."""
    if run.state != "running":
        raise NotNow
    run.state = "stopping"
    session.flush()  # the next chunk looks there


def resume(run: BulkRun) -> None:
    """Go on where it stopped, with the rights of now."""
    if run.state not in {"stopped", "running", "stopping"} or at_work(run):
        raise NotNow
    run.ended_at = None
    _work_on(run)


def undo(run: BulkRun) -> None:
    """Take back all that nobody has touched since."""
    if run.state not in {"done", "stopped"}:
        raise NotNow
    if run.undo_until is None or run.undo_until <= clock.now():
        raise UndoTooLate
    run.state = "undoing"
    run.totals = {**run.totals, "undo_at": 0}
    run.settings = {**run.settings, "undo_asked": clock.now().isoformat()}
    run.job_id = jobs.enqueue(
        undoing.JOB, {"run": str(run.id)}, once=f"bulk-undo:{run.id}", account_id=run.account_id
    )


def at_work(run: BulkRun) -> bool:
    """Whether a job still has this run in hand or is about to."""
    from core.models import Job

    job = session.get(Job, run.job_id) if run.job_id else None
    return job is not None and job.done_at is None and job.parked_at is None


def _work_on(run: BulkRun) -> None:
    turn = run.settings.get("turn", 0) + 1
    run.settings = {**run.settings, "turn": turn}
    run.state = "running"
    run.job_id = jobs.enqueue(
        running.JOB, {"run": str(run.id)}, once=f"bulk:{run.id}:{turn}", account_id=run.account_id
    )
