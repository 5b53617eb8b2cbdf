"""A run taken back within its grace: each request on the version, and where, it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from catalogue.events import RequestRemapped
from catalogue.models import Request
from catalogue.operations.bulk.moving import beside_head
from catalogue.operations.remapping.running import person_of, told_as
from catalogue.operations.remapping.stage import Stage
from catalogue.queries import bulk as reading
from catalogue.queries import remapping as queries
from catalogue.queries.bulk import File
from catalogue.remap_models import RemapItem, RemapRun
from catalogue.standing import KIND, calendars
from core import jobs
from core.events import deliveries_of
from core.rows import update_rows
from schemas import queries as schemas
from workflows import queries as workflows
from workflows.operations.bulk.remap_undoing import Back, back_all
from workflows.standing import Standing

JOB: Final = "catalogue.remap-undo"
CHUNK: Final = 200
_WHY = {"changed": "remap.touched", "late": "bulk.undo-late"}


def undo_step(job: jobs.Taken) -> bool:
    """Runner of the job: one chunk; whether more is left. Those asked are asked no more."""
    run = queries.taken(UUID(job.args["run"]))
    if run is None or run.state != "undoing":
        return False
    items = queries.next_items(run.id, run.totals["undo_at"], CHUNK, "done")
    if not items:
        queries.ask_no_more(run)
        run.state = "undone"
        return False
    fates = _undone(run, items)
    rows = [
        {
            "run_id": run.id,
            "seq": item.seq,
            "outcome": "undone" if fates[item.request_id] == "undone" else "kept",
            "reason": _reason(fates[item.request_id]),
        }
        for item in items
    ]
    update_rows(RemapItem, rows, match={"run_id": "run_id", "seq": "seq"})
    back = sum(row["outcome"] == "undone" for row in rows)
    totals = run.totals
    run.totals = {
        **totals,
        "undo_at": items[-1].seq,
        "done": totals.get("done", 0) - len(rows),
        "undone": totals.get("undone", 0) + back,
        "kept": totals.get("kept", 0) + len(rows) - back,
    }
    jobs.hold(job, {"done": run.totals["undo_at"], "of": totals["of"]})
    return True


def _reason(fate: str) -> list[dict[str, Any]]:
    return [] if fate == "undone" else [{"code": _WHY[fate], "params": {}}]


def _undone(run: RemapRun, items: Sequence[Any]) -> dict[UUID, str]:
    """What becomes of each: undone, changed (somebody came after), late (its people know)."""
    heads = reading.heads_of([item.request_id for item in items], lock=True)
    schemas.versions_by_id({item.from_version_id for item in items})
    stage, days = Stage(schemas.version(run.version_id)), calendars()
    lot, origin = [], {}
    for item in items:
        file = heads.get(item.request_id)
        if file is None or file.workflow_version_id != run.version_id:
            continue
        origin[file.id] = item.from_version_id
        then = Standing(
            KIND, workflows.bridge_of(item.from_version_id), submitted_at=file.submitted_at,
            calendars=days,
        )  # fmt: skip
        now = Standing(KIND, stage.bridge, submitted_at=file.submitted_at, calendars=days)
        told = deliveries_of(RequestRemapped, told_as(run, file.id)) if item.before["told"] else []
        lot.append(
            Back(
                file,
                now,
                then,
                item.step_id,
                item.left_version,
                datetime.fromisoformat(item.before["at"]),
                [UUID(vote) for vote in item.before["votes"]],
                told,
            )
        )

    def more(held: Any) -> dict[str, Any]:
        assert isinstance(held, File)  # noqa: S101 – `heads_of` read it
        return {**beside_head(held), "workflow_version_id": origin[held.id]}

    facts = {"number": run.number}
    results = back_all(person_of(run), lot, Request, facts, more=more)
    fates = {item.request_id: "changed" for item in items}
    return fates | {result.subject_id: result.outcome for result in results}
