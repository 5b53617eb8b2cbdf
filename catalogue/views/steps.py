"""The ribbon of a file, and one step of it told in full: what it is, who may act, since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from accounts import queries as accounts
from catalogue.handing import handed_of
from catalogue.models import Request
from catalogue.queries import Seen
from catalogue.views.moves import standing_votes
from catalogue.views.vote_words import rule_in_words, seat_in_words
from core.i18n import _
from core.saying import moment
from workflows import queries as workflows
from workflows.domain.circuit import Circuit
from workflows.domain.remap import stayed
from workflows.domain.ribbon import Cell, CellState, Seat, ribbon
from workflows.domain.votes import Ballot, Choice
from workflows.standing import Standing

if TYPE_CHECKING:
    from workflows.models import Step, Vote


class Person(Protocol):
    """An account, as far as a step cares."""

    id: UUID
    name: str


_SAID = {
    CellState.DONE: "done",
    CellState.CURRENT: "current",
    CellState.TO_COME: "todo",
    CellState.SKIPPED: "skipped",
}


def agents_by_function(seen: Seen) -> dict[str, list[Person]]:
    """Who holds each function of agents for this request today."""
    service, scope = seen.versions.service, seen.request.scope_path
    groups = {function: service.groups_of(function, scope) for function in service.bindings}
    known = accounts.holders_of_groups(sorted({g for some in groups.values() for g in some}), scope)
    found: dict[str, list[Person]] = {
        function: list({person.id: person for group in some for person in known[group]}.values())
        for function, some in groups.items()
    }
    for function, to in handed_of(seen.request).items():
        own = found.get(function, [])
        found[function] = own + [one for one in found.get(to, ()) if one not in own]
    return found


def cells_of(
    request: Request,
    stand: Standing,
    steps: Sequence[Step],
    agents: Mapping[str, list[Person]],
    url: Any,
) -> list[dict[str, Any]]:
    """The chevrons as the kit draws them; `url(status_key)` opens one."""
    circuit = stand.bridge.circuit
    votes = (
        {str(v.account_id): v for v in workflows.votes_of(request.id)}
        if _voting(circuit, request.status)
        else {}
    )
    cells = ribbon(circuit, request.status, request.markers, standing_votes(request, stand))
    return [_cell(cell, circuit, steps, agents, votes, url) for cell in cells]


def _voting(circuit: Circuit, status: str) -> bool:
    return circuit.status[status].parallel is not None


def _cell(
    cell: Cell,
    circuit: Circuit,
    steps: Sequence[Step],
    agents: Mapping[str, list[Person]],
    votes: Mapping[str, Vote],
    url: Any,
) -> dict[str, Any]:
    current = cell.state is CellState.CURRENT
    arrival = arrival_in(cell.status.key, steps) if cell.state is not CellState.TO_COME else None
    return {
        "label": cell.status.label,
        "tone": cell.status.tone,
        "icon": cell.status.icon,
        "status": _SAID[cell.state],
        "url": url(cell.status.key),
        "since": moment(arrival.at) if arrival else None,
        "who": who_may_act(circuit, cell.status.key, agents) if current else None,
        "cells": [_seat(seat, votes) for seat in cell.seats],
    }


def _seat(seat: Seat, votes: Mapping[str, Vote]) -> dict[str, Any]:
    ballot: Ballot | None = seat.ballot
    label = seat_in_words(seat.label, seat.weight, veto=seat.veto)
    if ballot is None:
        return {"label": label, "tone": "slate", "icon": "hourglass", "text": _("attendu")}
    vote = votes.get(ballot.person)
    said = _("favorable") if ballot.choice is Choice.ACCEPT else _("défavorable")
    parts = [said, vote.signed if vote else "", moment(ballot.at)]
    accepted = ballot.choice is Choice.ACCEPT
    text = ", ".join(part for part in parts if part)
    return {
        "label": label,
        "tone": "leaf" if accepted else "rose",
        "icon": "check-circle" if accepted else "x-circle",
        "text": f"{text} : {ballot.comment}" if ballot.comment else text,
    }


def arrival_in(status: str, steps: Sequence[Step]) -> Step | None:
    """The latest move that led to a status (`steps` newest first)."""
    lived = (s for s in steps if s.undone_at is None and not stayed(s))
    return next((s for s in lived if s.to_status == status), None)


def who_may_act(circuit: Circuit, status: str, agents: Mapping[str, list[Person]]) -> str:
    """« Gestionnaire (Amina Benali, Marc Diallo), direction (Sofia Klein) »."""
    found = circuit.status[status]
    functions = [f for t in circuit.leaving(status) if t.direction == "forward" for f in t.by]
    if found.parallel is not None:
        functions = [*found.parallel.seats]
    told = []
    for key in dict.fromkeys(functions):
        function = circuit.functions.get(key)
        if function is None or function.source != "group":
            continue
        names = [account.name for account in agents.get(key, ())]
        more = f", +{len(names) - 3}" if len(names) > 3 else ""
        told.append(f"{function.label} ({', '.join(names[:3])}{more})" if names else function.label)
    return ", ".join(told)


def step_detail(
    key: str | None,
    request: Request,
    circuit: Circuit,
    steps: Sequence[Step],
    agents: Mapping[str, list[Person]],
) -> dict[str, Any] | None:
    """One step in words: the one asked for, else the present one."""
    status = circuit.status.get(key or request.status)
    if status is None:
        return None
    arrival = arrival_in(status.key, steps)
    since = request.entered_at if status.key == request.status else arrival and arrival.at
    return {
        "label": status.label,
        "tone": status.tone,
        "icon": status.icon,
        "help": "" if (status.help or "").startswith("kb:") else status.help,
        "current": status.key == request.status,
        "since": moment(since) if since else None,
        "by": arrival.signed if arrival else None,
        "comment": arrival.comment if arrival and status.key == request.status else None,
        "who": who_may_act(circuit, status.key, agents),
        "rule": rule_in_words(circuit, status.parallel),
        "asked": key is not None,
    }
