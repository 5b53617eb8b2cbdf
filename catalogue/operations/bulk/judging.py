"""The dry run: what would become of each request, told in groups, without touching any."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from catalogue.models import BulkItem, BulkRun
from catalogue.operations.bulk.person import person_of
from catalogue.operations.bulk.standing import Round, round_of, standings_of
from catalogue.queries import bulk as reading
from catalogue.queries.bulk import File
from core import jobs
from core.actor import Actor
from core.database import session
from core.rows import update_rows
from schemas.domain.conditions import Reason
from workflows.domain.decision import Offered
from workflows.domain.grace import IN_BULK, grace_in_bulk
from workflows.operations.bulk import foresee, needs_of
from workflows.operations.bulk.reading import read

JOB = "catalogue.bulk-judge"
#: Requests read together: nothing is locked, nothing else waits.
CHUNK = 1000
#: Facts told of one refusal.
MOST_REASONS = 3


def judge_step(job: jobs.Taken) -> bool:
    """Runner of the job: one chunk of the dry run."""
    run = session.scalar(
        select(BulkRun).where(BulkRun.id == UUID(job.args["run"])).with_for_update()
    )
    if run is None or run.state != "preparing":
        return False
    more = judge_chunk(person_of(run), run)
    jobs.hold(job, {"done": run.totals["at"], "of": run.totals["of"]})
    return more


def judge_all(actor: Actor, run: BulkRun) -> None:
    """The whole dry run at once."""
    while judge_chunk(actor, run):
        pass


def judge_chunk(actor: Actor, run: BulkRun) -> bool:
    """The next requests of the selection; whether more are left. The last one makes it ready."""
    totals = dict(run.totals)
    if run.act != "move":
        go = {"outcome": "go", "to": "", "reason": [], "count": totals["of"], "comment": False}
        run.totals = {**totals, "groups": [go]}
        run.state, run.settings = "ready", {**run.settings, "grace": IN_BULK.total_seconds()}
        return False
    items = reading.next_items(run.id, totals["at"], CHUNK)
    groups = [dict(group) for group in totals["groups"]]
    grace = _judged(actor, run, items, groups)
    at = items[-1].seq if items else totals["of"]
    more = bool(at < totals["of"])
    run.settings = {**run.settings, "grace": max(grace, run.settings.get("grace", 0))}
    run.totals = {**totals, "at": at if more else 0, "groups": groups}
    if not more:
        run.state = "ready"
    return more


def _judged(
    actor: Actor, run: BulkRun, items: Sequence[Any], groups: list[dict[str, Any]]
) -> float:
    """Put each item in its group; the longest grace among the moves met."""
    found = round_of(actor, [item.request_id for item in items])
    fates = _fates(actor, run.key, found, items)
    known = {_name(group): place for place, group in enumerate(groups)}
    rows, grace = [], 0.0
    for item, fate in zip(items, fates, strict=True):
        name = _name(fate)
        if name not in known:
            known[name] = len(groups)
            groups.append({**fate, "count": 0, "sample": str(item.request_id)})
        groups[known[name]]["count"] += 1
        if known[name]:
            rows.append({"run_id": run.id, "seq": item.seq, "forecast": known[name]})
    update_rows(BulkItem, rows, match={"run_id": "run_id", "seq": "seq"})
    for place in found.places.values():
        transition = place.bridge.circuit.transition.get(run.key)
        if transition is not None:
            grace = max(grace, grace_in_bulk(transition).total_seconds())
    return grace


def _fates(actor: Actor, key: str, found: Round, items: Sequence[Any]) -> list[dict[str, Any]]:
    meant = {i.request_id: why_not_meant(found, i, key) for i in items}
    files = [found.files[i] for i, fate in meant.items() if fate is None]
    standings = standings_of(found, files, key)
    known = read((f.id, needs_of(standings[f.id].bridge, key)) for f in files)
    fates = []
    for item in items:
        refused = meant[item.request_id]
        if refused is not None:
            fates.append({"outcome": "no", "to": "", "reason": refused, "comment": False})
            continue
        file, standing = found.files[item.request_id], standings[item.request_id]
        decision = foresee(file, standing, key, actor.account_id, known)
        if isinstance(decision, Offered):
            to = standing.bridge.circuit.status[decision.to].label
            said = decision.comment_required
            fates.append({"outcome": "go", "to": to, "reason": [], "comment": said})
        else:
            told = plain(decision.reasons)
            fates.append({"outcome": "no", "to": "", "reason": told, "comment": False})
    return fates


def why_not_meant(found: Round, item: Any, key: str) -> list[dict[str, Any]] | None:
    """What stands before the circuit is asked: gone, changed, not for many at once."""
    file: File | None = found.files.get(item.request_id)
    if file is None or not found.place_of(file).agency:
        return [{"code": "bulk.gone", "params": {}}]
    if not file.sound:
        return [{"code": "bulk.damaged", "params": {}}]
    if file.version != item.version:
        return [{"code": "bulk.changed", "params": {}}]
    transition = found.place_of(file).bridge.circuit.transition.get(key)
    if transition is not None and not transition.bulk:
        return [{"code": "bulk.one-by-one", "params": {}}]
    return None


def plain(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    """Reasons as they are kept: what is asked, never what the answer was."""
    return [
        {
            "code": reason.code,
            "params": json.loads(
                json.dumps({k: v for k, v in reason.params.items() if k != "actual"}, default=str)
            ),
        }
        for reason in reasons[:MOST_REASONS]
    ]


def _name(fate: dict[str, Any]) -> str:
    return json.dumps(
        [fate["outcome"], fate["to"], fate["reason"], fate["comment"]], sort_keys=True
    )
