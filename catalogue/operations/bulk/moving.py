"""A chunk of requests moved on or back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from catalogue import queries
from catalogue.models import BulkRun, Request
from catalogue.operations import processing
from catalogue.operations.bulk.judging import plain, why_not_meant
from catalogue.operations.bulk.outcome import Outcome
from catalogue.operations.bulk.standing import Round, round_of, standings_of
from catalogue.queries.bulk import File
from catalogue.standing import FORM_COMPLETE
from core import clock
from core.actor import Actor
from core.database import session
from workflows.errors import MoveRefused
from workflows.operations import bulk as workflows
from workflows.operations.bulk import Held, Result

_OUTCOMES = {"bulk.gone": "gone", "bulk.changed": "changed"}


def move_chunk(actor: Actor, run: BulkRun, items: Sequence[Any], until: datetime) -> list[Outcome]:
    """Each as `operations.move` would do it alone, in a handful of statements."""
    found = round_of(actor, [item.request_id for item in items], lock=True)
    outcomes: list[Outcome] = []
    together, alone = {}, []
    for item in items:
        reason = why_not_meant(found, item, run.key)
        if reason is not None:
            outcome = _OUTCOMES.get(reason[0]["code"], "refused")
            outcomes.append(Outcome(item.seq, outcome, reason))
        elif _hands_in(found, item, run.key):
            alone.append(item)
        else:
            together[item.request_id] = item
    files = [found.files[request_id] for request_id in together]
    standings = standings_of(found, files, run.key)
    results = workflows.move_all(
        actor,
        run.key,
        [(file, standings[file.id]) for file in files],
        Request,
        comment=run.comment,
        held_until=until,
        more=beside_head,
    )
    outcomes += [_outcome(together[result.subject_id].seq, result, until) for result in results]
    outcomes += [_alone(actor, run, item) for item in alone]
    return outcomes


def beside_head(held: Held) -> Mapping[str, Any]:
    """The columns of a request that follow its status (`operations.processing`)."""
    assert isinstance(held, File)  # noqa: S101 – `round_of` read it
    now = clock.now()
    closed = (held.closed_at or now) if held.status_kind == "final" else None
    return {"updated_at": now, "closed_at": closed}


def _outcome(seq: int, result: Result, until: datetime) -> Outcome:
    if result.outcome == "done":
        return Outcome(
            seq, "done", [], result.step_id, left_version=result.version, held_until=until
        )
    if result.outcome == "changed":
        return Outcome(seq, "changed", [{"code": "bulk.changed", "params": {}}])
    return Outcome(seq, "refused", plain(result.reasons))


def _hands_in(found: Round, item: Any, key: str) -> bool:
    """A move that hands corrections in merges them first: that is a request's own affair."""
    file = found.files[item.request_id]
    transition = found.place_of(file).bridge.circuit.transition.get(key)
    return (
        file.correction_draft_id is not None
        and transition is not None
        and FORM_COMPLETE in transition.checks
    )


def _alone(actor: Actor, run: BulkRun, item: Any) -> Outcome:
    """The very act of a page, undone by itself when it is refused."""
    try:
        with session.begin_nested():
            seen = queries.request_by_id(actor, item.request_id)
            step = processing.move(actor, seen, run.key, comment=run.comment)
            session.flush()  # a refusal of the database belongs to this one
            return Outcome(item.seq, "done", [], step.id, left_version=seen.request.version)
    except MoveRefused as refusal:
        return Outcome(item.seq, "refused", plain(refusal.reasons))
