"""A run taken back within its grace: all that nobody has touched since, a chunk at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from accounts import queries as accounts
from catalogue.events import RequestAssigned
from catalogue.models import BulkItem, BulkRun, Request
from catalogue.operations import tagging
from catalogue.operations.bulk.labelling import give
from catalogue.operations.bulk.moving import beside_head
from catalogue.operations.bulk.person import person_of
from catalogue.operations.bulk.standing import Round, round_of, standings_of
from catalogue.queries import bulk as reading
from catalogue.queries.bulk import File
from catalogue.standing import KIND
from core import jobs
from core.actor import Actor
from core.database import session
from core.events import deliveries_of
from core.history import Line, record_all
from core.models import Job
from core.rows import update_rows
from workflows.operations import bulk as workflows

JOB = "catalogue.bulk-undo"
CHUNK = 200
_WHY = {"changed": "bulk.changed", "late": "bulk.undo-late", "gone": "bulk.gone"}


def undo_step(job: jobs.Taken) -> bool:
    """Runner of the job: one chunk; whether more is left."""
    run = session.scalar(
        select(BulkRun)
        .where(BulkRun.id == UUID(job.args["run"]))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if run is None or run.state != "undoing":
        return False
    items = reading.next_items(run.id, run.totals["undo_at"], CHUNK, "done")
    if not items:
        run.state = "undone"
        return False
    fates = _undone(person_of(run), run, items)
    rows = [
        {
            "run_id": run.id,
            "seq": item.seq,
            "outcome": "undone" if fates[item.seq] == "undone" else "kept",
            "reason": _reason(fates[item.seq]),
        }
        for item in items
    ]
    update_rows(BulkItem, rows, match={"run_id": "run_id", "seq": "seq"})
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


def _undone(actor: Actor, run: BulkRun, items: Sequence[Any]) -> dict[int, str]:
    """What becomes of each place: undone, changed, late, gone."""
    asked = datetime.fromisoformat(run.settings["undo_asked"])
    found = round_of(actor, [item.request_id for item in items], lock=True)
    fates, back = {}, []
    for item in items:
        file = found.files.get(item.request_id)
        if file is None or not found.place_of(file).agency:
            fates[item.seq] = "gone"
        elif item.held_until is None or item.held_until <= asked:
            fates[item.seq] = "late"
        else:
            back.append((item, file))
    act = {"move": _move_back, "assign": _give_back, "tag": _untag}[run.act]
    return fates | act(actor, run, found, back)


def _move_back(
    actor: Actor, run: BulkRun, found: Round, back: Sequence[tuple[Any, File]]
) -> dict[int, str]:
    places = {file.id: item.seq for item, file in back}
    standings = standings_of(found, [file for _, file in back], run.key)
    results = workflows.undo_all(
        actor,
        [(file, standings[file.id]) for _, file in back],
        {file.id: (item.step_id, item.left_version) for item, file in back},
        Request,
        more=beside_head,
    )
    return {places[result.subject_id]: result.outcome for result in results}


def _give_back(
    actor: Actor, run: BulkRun, _found: Round, back: Sequence[tuple[Any, File]]
) -> dict[int, str]:
    """To whoever had it, unless it has been given to somebody else since."""
    agent = UUID(run.settings["agent"]) if run.settings.get("agent") else None
    mine = [(item, file) for item, file in back if file.assignee_id == agent]
    former: dict[UUID | None, list[File]] = {}
    for item, file in mine:
        had = UUID(item.before["agent"]) if item.before["agent"] else None
        former.setdefault(had, []).append(file)
    names = accounts.names_of([account for account in former if account])
    for account, files in former.items():
        give(actor, files, account, names.get(account, "") if account else "")
    keys = [
        key
        for item, _ in mine
        for key in deliveries_of(RequestAssigned, f"bulk:{run.id}:{item.seq}")
    ]
    session.execute(
        delete(Job).where(Job.once.in_(keys), Job.done_at.is_(None)),
        execution_options={"synchronize_session": False},
    )
    kept = {item.seq for item, _ in mine}
    return {item.seq: "undone" if item.seq in kept else "changed" for item, _ in back}


def _untag(
    actor: Actor, _run: BulkRun, _found: Round, back: Sequence[tuple[Any, File]]
) -> dict[int, str]:
    """Off what was put on, on what was taken off; what others tagged meanwhile stays."""
    names = tagging.names_of({k for item, _ in back for k in _touched(item)})
    rows, lines = [], []
    for item, file in back:
        put, taken = set(item.before["put"]), set(item.before["taken"])
        now = set(file.tags)
        after = (now - put) | taken
        if after == now:
            continue
        rows.append({"id": file.id, "tags": sorted(after)})
        facts = tagging.facts_of(names, add=after - now, remove=now - after)
        lines.append(Line(actor, file.id, "request.tagged", file.version, facts))
    update_rows(Request, rows, match={"id": "id"})
    record_all(KIND, lines)
    return {item.seq: "undone" for item, _ in back}


def _touched(item: Any) -> list[str]:
    return [*item.before["put"], *item.before["taken"]]
