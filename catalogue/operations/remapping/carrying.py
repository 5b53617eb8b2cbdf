"""A chunk of requests on their way to another version: who goes where, and who does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from catalogue.operations.remapping.stage import Stage
from catalogue.queries.bulk import File
from core import clock
from workflows.domain.remap import ASK, STAY
from workflows.operations.bulk import needs_of
from workflows.operations.bulk.reading import read
from workflows.operations.bulk.remapping import Asked, Carried, carry_all

#: The newer circuit asks of an answer that the form of the request never had.
FORM = "form"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Requests carried over in memory, and why the others are not: ask, stay, form."""

    carried: Sequence[Carried]
    left: Mapping[UUID, str]


def carry(stage: Stage, files: Sequence[File], placed: Mapping[UUID, str] | None = None) -> Chunk:
    """Carry over those that have a place; `placed` says it of some by hand."""
    goals = {f.id: (placed or {}).get(f.id) or _goal(stage, f) for f in files}
    going = [f for f in files if goals[f.id] not in {ASK, STAY}]
    standings = stage.standings(goals, going)
    left = {i: goal for i, goal in goals.items() if goal in {ASK, STAY}}
    left |= {f.id: FORM for f in going if f.id not in standings}
    lot = [
        Asked(
            file, stage.old(file.workflow_version_id), standings[file.id], goals[file.id],
            partial(stage.target, file.workflow_version_id),
        )
        for file in going
        if file.id in standings
    ]  # fmt: skip
    needs = needs_of(stage.bridge, "")
    known = read((each.held.id, needs) for each in lot)
    return Chunk(carry_all(lot, clock.now(), known), left)


def _goal(stage: Stage, file: File) -> str:
    return stage.target(file.workflow_version_id, file.status)
