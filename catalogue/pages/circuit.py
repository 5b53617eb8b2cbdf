"""The circuit of one request, drawn: where it stands now, where it came from."""

from __future__ import annotations

from typing import Any

from flask import url_for

from catalogue import queries
from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from catalogue.queries import Seen
from core.access import requires
from core.errors import NotFound
from core.saying import moment
from core.web import current_actor, render
from workflows import queries as workflows
from workflows.domain.circuit import Circuit
from workflows.drawing import drawing_of


@pages.get("/demandes/<reference>/circuit")
@requires(Permission.REQUESTS_PROCESS)
def request_circuit(reference: str) -> str:
    """For agents: the whole circuit with the way this request has gone."""
    actor = current_actor()
    seen = queries.request_for(actor, reference)
    row = seen.request
    if seen.side != "agency" or row.workflow_version_id is None:
        raise NotFound
    circuit = workflows.circuit_of(seen.versions.workflow.id)
    gone = [step for step in workflows.steps_of(row.id) if step.undone_at is None]
    trail = [(step.transition, step.from_status) for step in gone]
    return render(
        "catalogue/request_circuit.html",
        row=row,
        drawing=drawing_of(circuit, here=row.status, trail=trail),
        timeline=[_line(circuit, step) for step in gone],
        back=_file(seen),
    )


def _line(circuit: Circuit, step: Any) -> dict[str, Any]:
    status = circuit.status.get(step.to_status)
    move = circuit.transition.get(step.transition)
    named = move.label if move and move.label != move.key else None
    return {
        "title": status.label if status else step.to_status,
        "text": named,
        "by": step.actor_name,
        "when": moment(step.at),
        "iso": step.at.isoformat(),
        "icon": status.icon if status else "circle",
        "tone": status.tone if status else "slate",
    }


def _file(seen: Seen) -> str:
    return url_for("catalogue.follow", reference=seen.request.reference)
