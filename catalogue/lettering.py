"""A chunk of letters: one a request, from a template that may be used at the desk, set together.

It stands above `operations`, which it tells how to work on a run of letters: what letters say is
drawn by views.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from catalogue.actions import data_for
from catalogue.models import BulkRun, Request
from catalogue.operations.bulk.letters import for_the_desk, once_of
from catalogue.operations.bulk.outcome import Outcome
from catalogue.operations.bulk.running import ACTS
from catalogue.operations.bulk.standing import round_of
from catalogue.standing import KIND
from core.actor import Actor
from core.database import session
from core.errors import NotFound
from core.rows import among
from documents import operations as documents
from schemas import queries as schemas

_GONE = [{"code": "bulk.gone", "params": {}}]
_DAMAGED = [{"code": "bulk.damaged", "params": {}}]


def letter_chunk(
    actor: Actor, run: BulkRun, items: Sequence[Any], until: datetime
) -> list[Outcome]:
    """Order and make one letter for each; what of them failed says why."""
    del until
    key = str(run.settings.get("template", ""))
    live = schemas.live("template", key)
    if live is None or not for_the_desk(live.body):
        raise NotFound
    found = round_of(actor, [item.request_id for item in items])
    rows = select(Request).where(among(Request.id, list(found.files)))
    requests = {one.id: one for one in session.scalars(rows)}
    outcomes, orders, placed = [], [], []
    for item in items:
        file = found.files.get(item.request_id)
        if file is None or not found.place_of(file).agency:
            outcomes.append(Outcome(item.seq, "gone", _GONE))
        elif not file.sound:
            outcomes.append(Outcome(item.seq, "refused", _DAMAGED))
        else:
            placed.append(item)
            orders.append(_order(actor, run, item.seq, requests[item.request_id], live.body))
    made = documents.issue_now(live, orders)
    outcomes += [
        Outcome(item.seq, "done", left_version=item.version)
        if letter.file_id is not None
        else Outcome(item.seq, "failed", _because(letter.error or ""))
        for item, letter in zip(placed, made, strict=True)
    ]
    return outcomes


def _order(
    actor: Actor, run: BulkRun, seq: int, request: Request, body: Mapping[str, Any]
) -> documents.Order:
    data = data_for(request, body)
    if documents.SIGNED in data:
        data[documents.SIGNED] = [actor.name]
    return documents.Order(
        subject=(KIND, request.id),
        once=once_of(run.id, seq),
        title=str(body["title"]),
        data={**data, "agent": actor.name, "motif": run.comment},
        audience=str(body["audience"]),
    )


def _because(why: str) -> list[dict[str, Any]]:
    return [{"code": "bulk.refused", "params": {"because": why}}]


ACTS["letter"] = letter_chunk
