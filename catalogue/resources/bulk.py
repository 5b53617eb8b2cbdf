"""Many requests at once, for programs: the same runs as the pages, the same refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, jsonify

from catalogue.models import BulkRun
from catalogue.operations import bulk
from catalogue.operations.bulk import Chosen, Wanted
from catalogue.permissions import Permission
from catalogue.queries import DeskFilter
from catalogue.queries import bulk as reading
from catalogue.resources.blueprint import resources
from catalogue.resources.narrowing import is_named, wanted_of
from catalogue.serializers import BulkIn, JobOut, JobQuery
from catalogue.views.moves import said
from core import paging
from core.access import requires
from core.actor import Actor
from core.api import answers, body, operation_of, query
from core.database import unit_of_work
from core.errors import BadInput, Invalid
from core.problems import Problem
from core.web import current_actor
from schemas.domain.conditions import Reason

_MOST = 2**62
_NUMBERS = ("done", "refused", "changed", "gone", "failed", "undone", "kept")


@resources.post("/requests/bulk")
@requires(Permission.REQUESTS_PROCESS)
@body(BulkIn)
@answers(JobOut, 202)
def bulk_move(data: dict[str, Any]) -> Any:
    """Move many requests, or say what would come of it (`dry_run`)."""
    actor = current_actor()
    wanted, chosen = Wanted("move", data["transition"]), _chosen(data["selection"])
    if data["dry_run"]:
        with unit_of_work():
            return _json(_out(bulk.told_at_once(actor, wanted, chosen), kept=False), 200)
    with unit_of_work(idempotent=True) as work:
        run = bulk.prepare(actor, wanted, chosen)
        bulk.launch_when_ready(run, comment=data["comment"])
        out = JobOut().dump(_out(run))
        work.outcome.update(status=202, body=out)
    return _json(out, 202, dumped=True)


operation_of(bulk_move).extra = {"also": {200: "L’essai : rien n’est fait."}}


@resources.get("/jobs/<uuid:job_id>")
@requires(Permission.REQUESTS_PROCESS)
@query(JobQuery)
@answers(JobOut)
def one_job(job_id: UUID, asked: dict[str, Any]) -> dict[str, Any]:
    """How far a run of one's own is, and what became of each of its requests."""
    actor = current_actor()
    run = reading.run_for(actor, job_id, own=True)
    return {**_out(run), **_items(actor, run, asked)}


@resources.post("/jobs/<uuid:job_id>/undo")
@requires(Permission.REQUESTS_PROCESS)
@answers(JobOut, 202)
def undo_job(job_id: UUID) -> Any:
    """Take a run back within its grace; requests touched since stay as they are."""
    with unit_of_work(idempotent=True) as work:
        run = reading.run_for(current_actor(), job_id, lock=True, own=True)
        bulk.undo(run)
        out = JobOut().dump(_out(run))
        work.outcome.update(status=202, body=out)
    return _json(out, 202, dumped=True)


def _chosen(selection: Mapping[str, Any]) -> Chosen:
    """Exactly one of the two ways."""
    if ("requests" in selection) == ("filter" in selection):
        raise Invalid([Problem("/selection", "api-required")])
    if "requests" in selection:
        return Chosen([_pick(each) for each in selection["requests"]])
    return Chosen(view=_view(selection["filter"]))


def _pick(given: Mapping[str, Any]) -> tuple[str, int | None]:
    version = given.get("version")
    return given["ref"], None if version is None else max(min(version, _MOST), 0)


def _view(given: Mapping[str, Any]) -> DeskFilter:
    """The fields of the list by their names (`{"submitted": {"gte": …}}`) or by those of the
    address of the desk, and `q`."""
    try:
        wanted = wanted_of({"q": str(given.get("q") or ""), **_asked(given)})
        plain = {n: v for n, v in given.items() if n != "q" and not is_named(n)}
        listed = {k: [v] if isinstance(v, str) else list(v) for k, v in plain.items()}
        named = {name: list(values) for name, values in wanted.fields}
        return DeskFilter.of({"fields": {**listed, **named}, "text": wanted.text})
    except (BadInput, TypeError) as error:
        raise Invalid([Problem("/selection/filter", "api-input")]) from error


def _asked(given: Mapping[str, Any]) -> dict[str, str]:
    """What `filter[…]` of the list would say."""
    found = {}
    for name, value in given.items():
        if not is_named(name):
            continue
        for end, one in value.items() if isinstance(value, Mapping) else [("", value)]:
            text = ",".join(map(str, one)) if isinstance(one, list) else one
            if not isinstance(text, str | int | float) or isinstance(text, bool):
                raise BadInput
            found[f"filter[{name}]" + (f"[{end}]" if end else "")] = str(text)
    return found


def _out(run: BulkRun, *, kept: bool = True) -> dict[str, Any]:
    totals = run.totals
    return {
        "id": run.id if kept else None,
        "state": run.state,
        "transition": run.key,
        "done": totals.get("at", 0),
        "of": totals.get("of", 0),
        "counts": {name: totals[name] for name in _NUMBERS if name in totals},
        "forecast": [
            {
                "outcome": group["outcome"],
                "to": group["to"],
                "count": group["count"],
                "comment_required": group["comment"],
                "reasons": _because(group["reason"]),
            }
            for group in totals.get("groups", ())
        ],
        "undo_until": run.undo_until,
        "items": [],
        "next": None,
    }


def _items(actor: Actor, run: BulkRun, asked: Mapping[str, Any]) -> dict[str, Any]:
    after = paging.values_of(asked["cursor"], 1)
    if after is not None and not isinstance(after[0], int):
        raise BadInput
    items, following = reading.items_page(
        actor,
        run.id,
        max(min(after[0], _MOST), 0) if after else 0,
        asked["limit"],
        outcome=asked["outcome"],
    )
    return {
        "items": [
            {
                "ref": item.reference,
                "outcome": item.outcome,
                "version": item.left_version or item.version,
                "reasons": _because(item.reason),
            }
            for item in items
        ],
        "next": paging.cursor(following) if following else None,
    }


def _because(reasons: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    told = [Reason(each["code"], each["params"]) for each in reasons]
    words = said(told)
    return [
        {"code": reason.code, "message": text} for reason, text in zip(told, words, strict=True)
    ]


def _json(out: Any, status: int, *, dumped: bool = False) -> Response:
    response = jsonify(out if dumped else JobOut().dump(out))
    response.status_code = status
    return response
