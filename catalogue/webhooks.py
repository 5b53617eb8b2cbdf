"""`{"do": "webhook", "connector": …}`: another program is told of a move, once it is sure.

What it may learn is written in its connector (`sees`: pointers of answers); the number, the
service, the move and the state come with it. `catalogue.sending` carries it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from catalogue.models import Request
from catalogue.sending import hand_over
from catalogue.standing import KIND
from core.database import session
from schemas import queries as schemas

if TYPE_CHECKING:
    from workflows.models import Step

MOVE = "circuit.move"


class Webhook:
    """Fills `workflows.actions`."""

    key = "webhook"

    def run(
        self,
        subject_kind: str,
        subject_id: UUID,
        step: Step,
        settings: Mapping[str, Any],
        once: str,
    ) -> None:
        """Write what tells it; the same `once` tells it under one name."""
        request = session.get(Request, subject_id)
        if subject_kind != KIND or request is None:
            return
        connector = str(settings["connector"])
        body = told(request, step, settings)
        hand_over(connector, once=once, kind=MOVE, ref=body["request"], body=body)


def told(request: Request, step: Step, settings: Mapping[str, Any]) -> dict[str, Any]:
    """What is sent: the move, and of the answers what the connector may see, at this moment."""
    live = schemas.live("connector", str(settings["connector"]))
    sees = live.body["sees"] if live else ()
    return {
        "request": request.reference or request.provisional,
        "service": request.service_key,
        "transition": step.transition,
        "status": step.to_status,
        "at": step.at.isoformat(),
        "answers": {pointer: value for pointer in sees if (value := _at(request, pointer))},
        "values": dict(settings.get("values", {})),
    }


def _at(request: Request, pointer: str) -> Any:
    value: Any = request.answers
    for part in pointer.split("/")[1:]:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
