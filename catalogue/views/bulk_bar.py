"""The bar at the foot of the list: the verbs that may be done on many of the rows shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from catalogue.handing import handed_of
from catalogue.models import Request
from catalogue.standing import functions_for
from catalogue.views.moves import icon_of
from core.actor import Actor
from schemas import queries as schemas
from workflows import queries as workflows
from workflows.domain.circuit import Circuit

#: Verbs that stand as buttons beside the main one; the others are in a menu.
BESIDE = 1


@dataclass(slots=True)
class Verb:
    """A move that the circuit lets people make on many requests at once."""

    key: str
    label: str
    icon: str
    back: bool
    refused: bool
    #: Numbers of the rows it is meant for: the script shows the verbs common to what is ticked.
    references: list[str] = field(default_factory=list)

    @property
    def act(self) -> str:
        """What its button sends."""
        return f"move:{self.key}"


def bar_of(
    actor: Actor, items: Sequence[Request], services: Sequence[Any], limit: int
) -> dict[str, Any]:
    """The verbs of a page of the list: the main one, those beside it, the rest. No query."""
    bound = {service.key: service for service in services}
    held: dict[tuple[Any, ...], frozenset[str]] = {}
    verbs: dict[str, Verb] = {}
    pinned = {r.workflow_version_id for r in items if r.workflow_version_id}
    schemas.versions_by_id(pinned)
    for request in items:
        service = bound.get(request.service_key)
        if service is None or request.workflow_version_id is None:
            continue
        circuit = workflows.bridge_of(request.workflow_version_id).circuit
        place = (
            request.workflow_version_id, request.service_key, request.scope_path,
            *sorted(handed_of(request).items()),
        )  # fmt: skip
        if place not in held:
            held[place] = functions_for(actor, request, circuit, service)
        for key in _meant(circuit, request.status, held[place]):
            verb = verbs.get(key) or verbs.setdefault(key, _verb(circuit, key))
            verb.references.append(str(request.reference))
    return _ordered(list(verbs.values())) | {"whole": len(items) < limit, "shown": len(items)}


def _meant(circuit: Circuit, status: str, functions: frozenset[str]) -> list[str]:
    return [
        t.key for t in circuit.leaving(status) if t.bulk and t.for_people and functions & set(t.by)
    ]


def _verb(circuit: Circuit, key: str) -> Verb:
    transition = circuit.transition[key]
    status = circuit.status.get(transition.to)
    return Verb(
        key,
        transition.label,
        icon_of(circuit, transition, transition.to),
        transition.direction == "back",
        status is not None and status.outcome == "refused",
    )


def _ordered(verbs: list[Verb]) -> dict[str, Any]:
    """The forward verb of most rows is the main one, in sun, last."""
    verbs.sort(key=lambda verb: -len(verb.references))
    main = next((v for v in verbs if not v.back and not v.refused), None)
    rest = [v for v in verbs if v is not main]
    rest.sort(key=lambda verb: (not verb.back, -len(verb.references)))
    return {"main": main, "beside": rest[:BESIDE], "more": rest[BESIDE:]}
