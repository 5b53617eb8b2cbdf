"""The dry run: what would become of each request, told in groups, without touching any."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from catalogue.models import BulkItem, BulkRun
from catalogue.operations.bulk.standing import Round, round_of, standings_of
from catalogue.queries import bulk as reading
from catalogue.queries.bulk import File
from core.actor import Actor
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
        # A letter that was made is not taken back: it is voided, with a reason.
        grace = 0 if run.act == "letter" else IN_BULK.total_seconds()
        run.state, run.settings = "ready", {**run.settings, "grace": grace}
        return False
    items = reading.next_items(run.id, totals["at"], CHUNK)
    groups = [dict(group) for group in totals["groups"]]
    found = round_of(actor, [item.request_id for item in items])
    _judged(actor, run, found, items, groups)
    at = items[-1].seq if items else totals["of"]
    more = bool(at < totals["of"])
    run.settings = run.settings | _move_of(found, run.key, run.settings)
    run.totals = {**totals, "at": at if more else 0, "groups": groups}
    if not more:
        run.state = "ready"
    return more


def _judged(
    actor: Actor,
    run: BulkRun,
    found: Round,
    items: Sequence[Any],
    groups: list[dict[str, Any]],
) -> None:
    """Put each item in its group."""
    fates = _fates(actor, run.key, found, items)
    known = {_name(group): place for place, group in enumerate(groups)}
    rows = []
    for item, fate in zip(items, fates, strict=True):
        name = _name(fate)
        if name not in known:
            known[name] = len(groups)
            groups.append({**fate, "count": 0, "sample": str(item.request_id)})
        groups[known[name]]["count"] += 1
        if known[name]:
            rows.append({"run_id": run.id, "seq": item.seq, "forecast": known[name]})
    update_rows(BulkItem, rows, match={"run_id": "run_id", "seq": "seq"})


def _move_of(found: Round, key: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """Label and direction of the move, as the circuits met call it; the longest of their graces."""
    told = {"label": known.get("label", ""), "direction": known.get("direction", "forward")}
    grace = known.get("grace", 0)
    for place in found.places.values():
        transition = place.bridge.circuit.transition.get(key)
        if transition is not None:
            grace = max(grace, grace_in_bulk(transition).total_seconds())
            told = told if told["label"] else {
                "label": transition.label, "direction": transition.direction
            }  # fmt: skip
    return {**told, "grace": grace}


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
