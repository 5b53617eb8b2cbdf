"""A draft circuit played against all open requests, in memory: what would become of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, select

from catalogue.operations.remapping.carrying import FORM, Chunk, carry
from catalogue.operations.remapping.freezing import freeze
from catalogue.operations.remapping.recording import blocking
from catalogue.operations.remapping.stage import Stage
from catalogue.queries import bulk as reading
from catalogue.queries import remapping as queries
from catalogue.queries.bulk import File
from catalogue.remap_models import RemapItem, RemapRun
from core import clock, jobs
from core.actor import Actor
from core.database import session
from core.rows import update_rows
from schemas import queries as schemas
from schemas.errors import NotPublishable
from workflows.domain.remap import ASK, STAY, gone
from workflows.operations.bulk.remapping import Carried

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion

JOB = "catalogue.rehearse"
#: Requests played together: nothing is locked, nobody waits for it.
CHUNK = 1000
#: So many are played before the page answers; more are a job's work.
AT_ONCE = 500


def rehearse(actor: Actor, version: DefinitionVersion) -> RemapRun:
    """Play this version, which must hold; the rehearsal before it is forgotten."""
    if found := blocking(version):
        raise NotPublishable(found)
    former = select(RemapRun.id).where(
        RemapRun.workflow_key == version.key, RemapRun.mode == "rehearsal"
    )
    session.execute(delete(RemapRun).where(RemapRun.id.in_(former)))
    run = freeze(actor, version, "rehearsal")
    if run.totals["of"] <= AT_ONCE:
        while _play(run, version):
            pass
    else:
        run.job_id = jobs.enqueue(
            JOB, {"run": str(run.id)}, once=f"rehearse:{run.id}", account_id=run.account_id
        )
    return run


def step(job: jobs.Taken) -> bool:
    """Runner of the job: one chunk; whether more is left. A draft that went ends it."""
    run = queries.taken(UUID(job.args["run"]))
    if run is None or run.state != "rehearsing":
        return False
    named = (
        schemas.draft("workflow", run.workflow_key),
        schemas.live("workflow", run.workflow_key),
    )
    version = next((v for v in named if v is not None and v.id == run.version_id), None)
    if version is None or version.sha256 != run.sha256:
        run.state, run.ended_at = "stopped", clock.now()
        return False
    more = _play(run, version)
    jobs.hold(job, {"done": run.totals["at"], "of": run.totals["of"]})
    return more


def _play(run: RemapRun, version: DefinitionVersion) -> bool:
    items = queries.next_items(run.id, run.totals["at"], CHUNK)
    if items:
        _note(run, version, items)
    more = bool(items) and items[-1].seq < run.totals["of"]
    if not more:
        run.state, run.ended_at = "ready", clock.now()
    return more


def _note(run: RemapRun, version: DefinitionVersion, items: Sequence[Any]) -> None:
    heads = reading.heads_of([item.request_id for item in items])
    files = [heads[item.request_id] for item in items if item.request_id in heads]
    schemas.versions_by_id({i for f in files for i in (f.workflow_version_id, f.form_version_id)})
    stage = Stage(version)
    stood = {f.id: f.status for f in files}
    chunk = carry(stage, [f for f in files if f.sound])
    found = _found(stage, chunk, files, stood)
    rows: list[dict[str, Any]] = []
    counts: Counter[str] = Counter(run.totals.get("flags", {}))
    removed: Counter[str] = Counter(run.totals.get("removed", {}))
    for item in items:
        target, flags = found.get(item.request_id, ("", ["changed"]))
        counts.update(flags)
        if "removed" in flags:
            removed[item.status] += 1
        rows.append(
            {"run_id": run.id, "seq": item.seq, "target": target, "flags": flags,
             "outcome": "done"}
        )  # fmt: skip
    update_rows(RemapItem, rows, match={"run_id": "run_id", "seq": "seq"})
    run.totals = {
        **run.totals, "at": items[-1].seq, "flags": dict(counts), "removed": dict(removed),
    }  # fmt: skip


def _found(
    stage: Stage, chunk: Chunk, files: Sequence[File], stood: dict[UUID, str]
) -> dict[UUID, tuple[str, list[str]]]:
    """Request → where it goes, and all there is to say of it."""
    told: dict[UUID, tuple[str, list[str]]] = {}
    carried = {each.held.id: each for each in chunk.carried}
    for file in files:
        was = stood[file.id]
        old = stage.old(file.workflow_version_id)
        flags = ["removed"] if gone(old, stage.circuit, [was]) else ["same"]
        if not file.sound:
            told[file.id] = ("", [*flags, "damaged"])
        elif file.id in carried:
            each = carried[file.id]
            told[file.id] = (file.status, [*flags, *_falls(stage, each)])
        else:
            why = chunk.left[file.id]
            told[file.id] = (why if why in {ASK, STAY} else "", [*flags, why])
    return told


def _falls(stage: Stage, each: Carried) -> Iterator[str]:
    """What a request that goes loses or gains on the way."""
    held = each.held
    assert isinstance(held, File)  # noqa: S101 – `heads_of` read it
    if not stage.somebody_acts(held, each.asked.standing):
        yield "no-approver"
    if held.due_at != each.due_before:
        yield "deadline"
        now = clock.now()
        if held.due_at and held.due_at < now and not (each.due_before and each.due_before < now):
            yield "late"
    if each.votes:
        yield "votes"
    if each.unticked:
        yield "ticks"
    if each.markers_lost:
        yield "markers"


__all__ = ["FORM", "JOB", "rehearse", "step"]
