"""The way of a proposed change: its ribbon, its journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.i18n import _
from core.saying import moment
from registry.queries import Proposed
from workflows import queries as workflows
from workflows.domain.circuit import Circuit
from workflows.domain.ribbon import CellState, ribbon

_CELLS = {
    CellState.DONE: "done", CellState.CURRENT: "current", CellState.TO_COME: "todo",
    CellState.SKIPPED: "skipped",
}  # fmt: skip


def cells_of(seen: Proposed, circuit: Circuit, standing: Any) -> list[dict[str, Any]]:
    row = seen.proposal
    parallel = circuit.status[row.status].parallel is not None
    votes = workflows.ballots(workflows.votes_of(row.id)) if parallel else []
    now = workflows.round_of(row, standing)
    cast = [ballot for ballot in votes if ballot.round == now]
    return [
        {
            "label": cell.status.label, "tone": cell.status.tone, "icon": cell.status.icon,
            "status": _CELLS[cell.state],
            "cells": [
                {"label": seat.label, "tone": _tone(seat.choice), "icon": _icon(seat.choice),
                 "text": _choice(seat.choice)}
                for seat in cell.seats
            ],
        }
        for cell in ribbon(circuit, row.status, row.markers, cast)
    ]  # fmt: skip


def _tone(choice: Any) -> str:
    return {"accept": "leaf", "reject": "rose"}.get(str(choice), "slate")


def _icon(choice: Any) -> str:
    return {"accept": "check-circle", "reject": "x-circle"}.get(str(choice), "hourglass")


def _choice(choice: Any) -> str:
    words: Mapping[str, str] = {"accept": _("favorable"), "reject": _("défavorable")}
    return words.get(str(choice), _("attendu"))


def journal_of(seen: Proposed, circuit: Circuit, steps: Any) -> list[dict[str, Any]]:
    """Moves, newest first; their words may speak of fields: only who reads all of them hears."""
    entries = []
    for step in steps:
        way, end = circuit.transition.get(step.transition), circuit.status.get(step.to_status)
        text = "" if seen.is_partial else step.comment or ""
        undone = _(" (annulé)") if step.undone_at else ""
        entries.append({
            "title": f"{way.label if way else step.transition}{undone}",
            "when": moment(step.at), "iso": step.at.isoformat(), "by": step.actor_name,
            "text": text, "icon": end.icon if end else "circle",
            "tone": end.tone if end else "slate",
        })  # fmt: skip
    return entries
