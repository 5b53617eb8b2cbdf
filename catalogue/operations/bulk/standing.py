"""Where the requests of a chunk stand for one person, with a few queries for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from catalogue.calendars import calendars_at
from catalogue.domain.advice import ANSWERED
from catalogue.domain.service import Service
from catalogue.facts import actor_facts, establishment_entity, facts_of
from catalogue.handing import handed_of
from catalogue.permissions import Permission
from catalogue.queries import bulk as reading
from catalogue.queries.bulk import File
from catalogue.standing import (
    FORM_COMPLETE,
    KIND,
    Versions,
    advice_answered,
    answers_sha256,
    form_complete,
    functions_for,
    guards_of,
    of_members,
    stands_in_of,
)
from core.actor import Actor
from schemas import queries as schemas
from schemas.domain.conditions import Reason
from workflows import queries as workflows
from workflows.bridge import Bridge
from workflows.domain.calendars import Calendar
from workflows.domain.guards import Guards
from workflows.domain.standing_in import StandsIn
from workflows.operations.bulk import needs_of
from workflows.standing import Standing


@dataclass(frozen=True, slots=True)
class Place:
    """What a person is at one place of one circuit."""

    versions: Versions
    bridge: Bridge
    functions: frozenset[str]
    stands_in: StandsIn
    #: Whether the agents' side is open to this person (as `queries.requests` decides for one).
    agency: bool


@dataclass(slots=True)
class Round:
    """All that was looked up for one chunk, each thing once."""

    actor: Actor
    files: Mapping[UUID, File]
    #: By versions and scope, of which there are few.
    places: dict[tuple[Any, ...], Place] = field(default_factory=dict)
    pinned: dict[tuple[Any, ...], tuple[Versions, Bridge]] = field(default_factory=dict)
    #: Whether a status of a circuit asks that the form be complete.
    asked: dict[tuple[Any, ...], bool] = field(default_factory=dict)

    def place_of(self, file: File) -> Place:
        """What this person is to this request."""
        found: Place | None = file.place
        if found is None:
            versions = (file.service_key, file.workflow_version_id, file.form_version_id)
            key = (*versions, file.scope_path, *sorted(handed_of(file).items()))
            found = self.places.get(key)
            if found is None:
                if versions not in self.pinned:
                    self.pinned[versions] = _versions_of(file)
                found = self.places[key] = self._looked_up(file, *self.pinned[versions])
            file.place = found
        return found

    def _looked_up(self, file: File, versions: Versions, bridge: Bridge) -> Place:
        circuit = bridge.circuit
        functions = functions_for(self.actor, file, circuit, versions.service)
        grouped = any(circuit.functions[f].source == "group" for f in functions)
        agency = self.actor.holds(Permission.REQUESTS_PROCESS) and (
            grouped or self.actor.holds(Permission.REQUESTS_SUPERVISE, file.scope_path)
        )
        stands_in = stands_in_of(self.actor, file, functions, versions.service)
        return Place(versions, bridge, functions, stands_in, agency)


def _versions_of(file: File) -> tuple[Versions, Bridge]:
    """As `versions_of` one request: bindings are live, the rest is pinned."""
    live = schemas.live("service", file.service_key)
    version = live or schemas.version(file.service_version_id)
    versions = Versions(
        Service.of(version.body),
        version,
        schemas.version(file.workflow_version_id),
        schemas.version(file.form_version_id),
    )
    return versions, workflows.bridge_of(file.workflow_version_id)


def round_of(actor: Actor, request_ids: Sequence[UUID], *, lock: bool = False) -> Round:
    """The heads of a chunk, and what they have in common, as this person stands to them."""
    files = reading.heads_of(request_ids, lock=lock)
    versions = {i for f in files.values() for i in (f.workflow_version_id, f.form_version_id)}
    schemas.versions_by_id(versions)
    return Round(actor, files)


def standings_of(found: Round, files: Sequence[File], key: str) -> dict[UUID, Standing]:
    """The standing of each of `files` for the move `key`: only what it looks at is read."""
    needs = {f.id: needs_of(found.place_of(f).bridge, key) for f in files}
    guarded = [f for f in files if needs[f.id].facts]
    read = [f.id for f in files if needs[f.id].facts or needs[f.id].votes]
    answers = reading.answers_of(read) if read else {}
    notes = reading.annotations_of([f.id for f in guarded]) if guarded else {}
    places = {f.establishment_id for f in guarded if f.establishment_id}
    records = reading.establishments_of(establishment_entity(), places) if places else {}
    common = {"actor": actor_facts(found.actor)}
    days = calendars_of(files)
    advised = advice_answered([f.id for f in files if ANSWERED in needs[f.id].checks])
    made = {}
    for file in files:
        place = found.place_of(file)
        facts, guards = None, Guards()
        if needs[file.id].facts:
            guards = guards_of(place.bridge.circuit, place.versions)
            facts = facts_of(
                data=answers[file.id],
                annotations=notes.get(file.id, {}),
                request=_request_facts(file),
                establishment=_fields(records, file.establishment_id),
                **common,
            )
        made[file.id] = Standing(
            kind=KIND,
            bridge=place.bridge,
            functions=place.functions,
            stands_in=place.stands_in,
            handed=handed_of(file),
            facts=facts,
            guards=guards,
            checks=_checks(found, file, place.bridge, needs[file.id].checks)
            | ({ANSWERED: advised[file.id]} if file.id in advised else {}),
            answers_sha256=answers_sha256(answers[file.id]) if needs[file.id].votes else "",
            submitted_at=file.submitted_at,
            calendars=days[file.establishment_id],
        )
    return made


def calendars_of(files: Sequence[File]) -> Mapping[UUID | None, Mapping[str, Calendar]]:
    """The calendars as they hold at each establishment, of which there are fewer than requests."""
    places = {file.establishment_id for file in files}
    asked = [place for place in places if place is not None]
    records = reading.establishments_of(establishment_entity(), asked) if asked else {}
    return {place: calendars_at(_fields(records, place)) for place in places}


def _fields(records: Mapping[UUID, Mapping[str, Any]], record_id: UUID | None) -> Mapping[str, Any]:
    return records.get(record_id, {}) if record_id else {}


def _request_facts(file: File) -> dict[str, Any]:
    return {
        "status": file.status,
        "submitted_at": file.submitted_at.isoformat(),
        "number": file.reference or file.provisional,
    }


def _checks(
    found: Round, file: File, bridge: Bridge, needed: frozenset[str]
) -> dict[str, tuple[Reason, ...]]:
    """As for one request: the checks that moves out of the present status ask for."""
    here = (file.workflow_version_id, file.status)
    if here not in found.asked:
        leaving = bridge.circuit.leaving(file.status)
        found.asked[here] = any(FORM_COMPLETE in t.checks for t in leaving)
    if not found.asked[here]:
        return {}
    if file.correction_draft_id is None or FORM_COMPLETE not in needed:
        return {FORM_COMPLETE: ()}
    own = of_members(bridge.circuit, found.place_of(file).functions)
    return {FORM_COMPLETE: form_complete(found.actor, file, own=own)}
