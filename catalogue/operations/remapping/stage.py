"""Requests as the house sees them under another version of their circuit, a chunk at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from accounts import queries as accounts
from catalogue.domain.service import Service
from catalogue.facts import actor_facts, establishment_entity, facts_of
from catalogue.queries import bulk as reading
from catalogue.queries.bulk import File
from catalogue.standing import KIND, Versions, answers_sha256, calendars, guards_of
from core.actor import HOUSE
from core.errors import Invalid
from schemas import queries as schemas
from workflows import queries as workflows
from workflows.bridge import Bridge, machine_for
from workflows.domain.circuit import Circuit, Kind, Transition
from workflows.domain.guards import Guards
from workflows.domain.remap import Migration, migration_from
from workflows.operations.bulk import needs_of
from workflows.standing import Standing

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion


@dataclass
class Stage:
    """All that requests have in common on their way to one version, each thing looked up once."""

    version: DefinitionVersion
    #: Of each older version whose say is not the document's own.
    said: Mapping[UUID, Migration] = field(default_factory=dict)
    services: dict[str, Any] = field(default_factory=dict)
    guards: dict[tuple[str, UUID], Guards | None] = field(default_factory=dict)
    older: dict[UUID, Circuit] = field(default_factory=dict)
    migrations: dict[UUID, Migration] = field(default_factory=dict)
    held: dict[tuple[str, str, str], bool] = field(default_factory=dict)

    @cached_property
    def bridge(self) -> Bridge:
        """The newer circuit, as it will be walked."""
        return machine_for(self.version.body, self.version.sha256)

    @property
    def circuit(self) -> Circuit:
        """The newer circuit."""
        return self.bridge.circuit

    @cached_property
    def days(self) -> Any:
        """Working days, once for all."""
        return calendars()

    @cached_property
    def seats(self) -> Mapping[str, frozenset[str]]:
        """Where each group that a service binds has somebody today."""
        bound = {
            binding.group
            for version in schemas.live_all("service")
            if version.body["workflow"] == self.version.key
            for rows in Service.of(version.body).bindings.values()
            for binding in rows
        }
        return accounts.seats_of_groups(bound)

    def old(self, version_id: UUID) -> Circuit:
        """The circuit a request runs on."""
        if version_id not in self.older:
            self.older[version_id] = workflows.bridge_of(version_id).circuit
        return self.older[version_id]

    def migration(self, version_id: UUID) -> Migration:
        """What becomes of the requests of an older version."""
        if version_id not in self.migrations:
            said = self.said.get(version_id)
            if said is None:
                sha256 = schemas.version(version_id).sha256
                said = migration_from(self.circuit, sha256) or Migration(sha256)
            self.migrations[version_id] = said
        return self.migrations[version_id]

    def target(self, version_id: UUID, status: str) -> str:
        """Where a request of an older version goes: a status, ask or stay."""
        return self.migration(version_id).target(status, self.old(version_id), self.circuit)

    def guards_for(self, file: File) -> Guards | None:
        """The guards of the newer circuit under the form of the request; None: they do not fit."""
        key = (file.service_key, file.form_version_id)
        if key not in self.guards:
            versions = Versions(
                self.service(file.service_key, file.service_version_id), self.version,
                self.version, schemas.version(file.form_version_id),
            )  # fmt: skip
            try:
                self.guards[key] = guards_of(self.circuit, versions)
            except Invalid:
                self.guards[key] = None
        return self.guards[key]

    def service(self, key: str, version_id: UUID) -> Service:
        """The service as it is now: bindings are live."""
        if key not in self.services:
            version = schemas.live("service", key) or schemas.version(version_id)
            self.services[key] = Service.of(version.body)
        return self.services[key]  # type: ignore[no-any-return]

    def standings(self, goals: Mapping[UUID, str], files: Sequence[File]) -> dict[UUID, Standing]:
        """Each as the house sees it once it is where it goes; those whose form does not fit the
        guards of the newer circuit are left out."""
        fitting = {f.id: g for f in files if (g := self.guards_for(f)) is not None}
        files = [f for f in files if f.id in fitting]
        facts = self._facts(goals, files)
        votes = needs_of(self.bridge, "").votes
        answers = reading.answers_of([f.id for f in files]) if votes else {}
        return {
            f.id: Standing(
                kind=KIND,
                bridge=self.bridge,
                facts=facts.get(f.id),
                guards=fitting[f.id],
                checks={check: () for t in self.circuit.transitions for check in t.checks},
                answers_sha256=answers_sha256(answers[f.id]) if votes else "",
                submitted_at=f.submitted_at,
                calendars=self.days,
            )
            for f in files
        }

    def _facts(self, goals: Mapping[UUID, str], files: Sequence[File]) -> dict[UUID, Any]:
        if all(t.guard is None for t in self.circuit.transitions):
            return {}
        ids = [f.id for f in files]
        answers, notes = reading.answers_of(ids), reading.annotations_of(ids)
        places = {f.establishment_id for f in files if f.establishment_id}
        records = reading.establishments_of(establishment_entity(), places) if places else {}
        common = actor_facts(HOUSE)
        return {
            f.id: facts_of(
                data=answers[f.id],
                annotations=notes.get(f.id, {}),
                request={
                    "status": goals[f.id],
                    "submitted_at": f.submitted_at.isoformat(),
                    "number": f.reference or f.provisional,
                },
                establishment=records.get(f.establishment_id, {}) if f.establishment_id else {},
                actor=common,
            )
            for f in files
        }

    def somebody_acts(self, file: File, standing: Standing) -> bool:
        """Whether, where the request stands now, somebody holds a move (or a visa) that it allows.

        What a guard says of the person who acts is not known here: it does not count against it.
        """
        status = self.circuit.status[file.status]
        if status.kind in {Kind.FINAL, Kind.AUTOMATIC}:
            return True
        if status.parallel is not None:
            return all(self.holds(file, seat) for seat in status.parallel.seats)
        return any(
            self._allows(transition, standing)
            for transition in self.circuit.leaving(file.status)
            if any(self.holds(file, f) for f in self._awaited(transition, status.kind))
        )

    def _awaited(self, transition: Transition, kind: Kind) -> Iterator[str]:
        """Whose move it is: an applicant who may withdraw decides nothing for an agent."""
        for key in transition.by:
            function = self.circuit.functions.get(key)
            if function is not None and (
                kind is not Kind.WAITING_AGENT or function.source == "group"
            ):
                yield key

    def _allows(self, transition: Transition, standing: Standing) -> bool:
        condition = standing.guards.conditions.get(transition.key)
        if transition.guard is None or condition is None or standing.facts is None:
            return transition.guard is None
        if any(name.split(".")[0] == "actor" for name in condition.references):
            return True
        try:
            return bool(condition.decide(standing.facts).holds)
        except Exception:  # noqa: BLE001 – a guard that raises refuses the move (DEFINITIONS 7)
            return False

    def holds(self, file: File, function: str) -> bool:
        """Whether anybody holds this function for this request, whoever stands in included."""
        key = (file.service_key, file.scope_path, function)
        if key not in self.held:
            self.held[key] = self._looked(file, function, set())
        return self.held[key]

    def _looked(self, file: File, key: str, met: set[str]) -> bool:
        function = self.circuit.functions.get(key)
        if function is None or key in met:
            return False
        if function.source != "group":
            return True
        service = self.service(file.service_key, file.service_version_id)
        groups = service.groups_of(key, file.scope_path)
        if any(_covers(self.seats.get(group, ()), file.scope_path) for group in groups):
            return True
        return bool(function.fallback) and self._looked(file, function.fallback, {*met, key})


def _covers(paths: Collection[str], scope_path: str) -> bool:
    return any(scope_path == p or scope_path.startswith(p.rstrip("/") + "/") for p in paths)
