"""The dry run of a large selection: a job, whose page (or program) waits."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from catalogue.models import BulkRun
from catalogue.operations.bulk import judging, steering
from catalogue.operations.bulk.person import person_of
from core import jobs
from core.database import session


def judge_step(job: jobs.Taken) -> bool:
    """Runner of the job: one chunk of the dry run; whether more is left."""
    run = session.scalar(
        select(BulkRun)
        .where(BulkRun.id == UUID(job.args["run"]))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if run is None or run.state != "preparing":
        return False
    more = judging.judge_chunk(person_of(run), run)
    jobs.hold(job, {"done": run.totals["at"], "of": run.totals["of"]})
    asked = run.settings.get("at_once")
    if not more and asked is not None:  # a program has said all there is to say
        steering.launch(run, comment=asked["comment"], insist=True)
    return more
