"""Circuits and statuses of the requests looked at, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from catalogue.domain.times import Wanted
from catalogue.queries import times
from core.actor import Actor
from schemas import queries as schemas
from workflows import queries as workflows
from workflows.domain.circuit import Circuit, Kind
from workflows.operations.turns import turns_in

_ENDED = {Kind.FINAL, Kind.DRAFT, Kind.AUTOMATIC}


@dataclass(frozen=True, slots=True)
class Names:
    """The circuits met, and their statuses in words."""

    circuits: Mapping[str, Circuit]
    versions: Mapping[UUID, str]

    @property
    def several(self) -> bool:
        """Whether a status must say of which circuit it is."""
        return len(self.circuits) > 1

    def status(self, key: str) -> Any:
        """The status of « circuit:status », in the newest version that knows it."""
        circuit, _colon, status = key.partition(":")
        if circuit not in self.circuits:
            return None
        older = (workflows.circuit_of(one) for one, of in self.versions.items() if of == circuit)
        for one in (self.circuits[circuit], *older):
            if status in one.status:
                return one.status[status]
        return None

    def label(self, key: str) -> str:
        """« Déposée », « Déposée (Travaux) » when there are several circuits."""
        circuit, _colon, status = key.partition(":")
        found = self.status(key)
        said = found.label if found else status
        title = self.circuits[circuit].title if circuit in self.circuits else circuit
        return f"{said} ({title})" if self.several else said

    def counts(self, key: str) -> bool:
        """Whether somebody is waited for there."""
        found = self.status(key)
        return found is None or found.kind not in _ENDED


def names_of(actor: Actor, wanted: Wanted) -> Names:
    """The circuits of the requests looked at; of a circuit in several versions the live one, else
    the latest, speaks first."""
    met = times.circuits_met(actor, wanted)
    circuits: dict[str, Circuit] = {}
    for version_id, key in met.items():
        live = schemas.live("workflow", key)
        circuits.setdefault(key, workflows.circuit_of(live.id if live else version_id))
    return Names(circuits, met)


def held_by(names: Names) -> Iterable[tuple[UUID, str, str]]:
    """Whose turn it is in each status of each version met."""
    for version_id in names.versions:
        circuit = workflows.circuit_of(version_id)
        for status in circuit.statuses:
            for function in turns_in(circuit, status.key) if status.kind not in _ENDED else ():
                known = circuit.functions.get(function)
                yield version_id, status.key, known.label if known else function
