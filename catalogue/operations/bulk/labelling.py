"""A chunk of requests given to an agent, or put under tags: no move, hence no version asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import queries as accounts
from catalogue.events import RequestAssigned
from catalogue.models import BulkRun, Request
from catalogue.operations import tagging
from catalogue.operations.bulk.outcome import Outcome
from catalogue.operations.bulk.standing import Round, round_of
from catalogue.queries.bulk import File
from catalogue.standing import KIND
from core.actor import NOBODY, Actor
from core.database import session
from core.events import announce_all
from core.history import Line, record_all
from core.rows import update_rows

_GONE = [{"code": "bulk.gone", "params": {}}]


def assign_chunk(
    actor: Actor, run: BulkRun, items: Sequence[Any], until: datetime
) -> list[Outcome]:
    """As `operations.assign`: somebody who may process the request, or nobody."""
    chosen = run.settings.get("agent")
    agent = accounts.actor_of(UUID(chosen)) if chosen else NOBODY
    found = round_of(actor, [item.request_id for item in items], lock=True)
    outcomes, given = [], []
    for item in items:
        file = found.files.get(item.request_id)
        if file is None or not found.place_of(file).agency:
            outcomes.append(Outcome(item.seq, "gone", _GONE))
        elif chosen and not may_process(found, file, agent):
            told = [{"code": "bulk.agent", "params": {"name": run.settings.get("name", "")}}]
            outcomes.append(Outcome(item.seq, "refused", told))
        else:
            before = {"agent": str(file.assignee_id) if file.assignee_id else None}
            given.append((item, file))
            outcomes.append(
                Outcome(
                    item.seq, "done", left_version=file.version, before=before, held_until=until
                )
            )
    give(actor, [file for _, file in given], agent.account_id, agent.name)
    if agent.account_id is not None:
        announce_all(
            [RequestAssigned(f.id, agent.account_id, actor.account_id) for _, f in given],
            at=until,
            once=[f"bulk:{run.id}:{item.seq}" for item, _ in given],
        )
    return outcomes


def give(actor: Actor, files: Sequence[File], agent: UUID | None, name: str) -> None:
    """Write who is in charge, and a line of history each."""
    update_rows(Request, [{"id": f.id, "assignee_id": agent} for f in files], match={"id": "id"})
    record_all(
        KIND,
        [Line(actor, f.id, "request.assigned", f.version, {"to": name}) for f in files],
    )


def may_process(found: Round, file: File, agent: Actor) -> bool:
    """Whether this agent sits in a group bound to the request's service, where it stands."""
    service = found.place_of(file).versions.service
    return any(
        agent.in_group(group, file.scope_path)
        for function in service.bindings
        for group in service.groups_of(function, file.scope_path)
    )


def tag_chunk(actor: Actor, run: BulkRun, items: Sequence[Any], until: datetime) -> list[Outcome]:
    """As `operations.tag`: put on, taken off; twenty tags at most."""
    add, remove = run.settings.get("add", []), run.settings.get("remove", [])
    found = round_of(actor, [item.request_id for item in items], lock=True)
    shown = {i.request_id for i in items if i.request_id in found.files}
    shown = {i for i in shown if found.place_of(found.files[i]).agency}
    names = tagging.names_of([*add, *remove])
    changed = set(tagging.tag_many(list(shown), add, remove))
    lines, outcomes = [], []
    for item in items:
        if item.request_id not in shown:
            outcomes.append(Outcome(item.seq, "gone", _GONE))
            continue
        file = found.files[item.request_id]
        before = set(file.tags)
        after = (before | set(add)) - set(remove)
        if item.request_id not in changed and after != before:
            told = [{"code": "bulk.tags", "params": {"most": tagging.MOST_ON_ONE}}]
            outcomes.append(Outcome(item.seq, "refused", told))
            continue
        put, taken = after - before, before - after
        if put or taken:
            facts = tagging.facts_of(names, add=put, remove=taken)
            lines.append(Line(actor, file.id, "request.tagged", file.version, facts))
        kept = {"put": sorted(put), "taken": sorted(taken)}
        outcomes.append(
            Outcome(item.seq, "done", left_version=file.version, before=kept, held_until=until)
        )
    record_all(KIND, lines)
    session.flush()  # tags and lines together, or this chunk raises here
    return outcomes
