"""A circuit on trial, set up: what is known of the request, its path played again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.actor import Actor
from core.i18n import spoken
from core.problems import Problem
from schemas import operations as definitions
from schemas import queries as schemas
from schemas.domain.conditions import Reason, Types, references
from schemas.translating import in_language
from workflows.domain.calendars import Calendar, Place, at
from workflows.domain.circuit import SYSTEM, Circuit
from workflows.domain.guards import Guards
from workflows.domain.playing import DAY, SAID, Play
from workflows.domain.trial import spelled, types_of_given
from workflows.trying import facts
from workflows.trying.samples import Samples, fillers
from workflows.trying.state import Trial

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion


@dataclass(frozen=True, slots=True)
class Stage:
    """All a page of the trial is drawn from."""

    version: DefinitionVersion
    circuit: Circuit
    trial: Trial
    play: Play
    types: Types
    labels: Mapping[str, str]
    given: Mapping[str, Any]
    stopped: tuple[int, tuple[Reason, ...]] | None = None
    """The step of the page that cannot be taken any more, and why; the path ends before it."""


def faults_of(version: DefinitionVersion) -> list[Problem]:
    """What keeps a version from being tried: all that refuses publication but its own tests."""
    if version.status != "draft":
        return []
    found = definitions.problems_in_document(version.body)
    return [each for each in found if each.params.get("severity") not in {"warning", "test"}]


def sources(reader: Actor, key: str) -> list[tuple[str, str]]:
    """Where requests of this circuit come from."""
    return [source for room in fillers() for source in room.sources(reader, key)]


def room_of(reader: Actor, key: str, source: str) -> Samples | None:
    """The room a source is of, if the reader may know of it."""
    for room in fillers():
        if source and source in dict(room.sources(reader, key)):
            return room
    return None


def staged(reader: Actor, version: DefinitionVersion, trial: Trial) -> Stage:
    """Play the path again; raises `Invalid` when guards do not hold for the form chosen."""
    body = version.body
    room = room_of(reader, version.key, trial.source)
    known = room.types(trial.source, body) if room else None
    labels = room.labels(trial.source, body, reader) if room and known is not None else {}
    samples = room.answers(trial.source) if room else []
    chosen = _sample(trial.sample, samples)
    given = facts.given_of(trial.base or {"data": chosen}, trial.facts, known)
    types = known if known is not None else types_of_given(_flat(given))
    circuit = Circuit.of(in_language(body, spoken() or str(body.get("language", "fr"))))
    play = Play(circuit, Guards.of(circuit, types), given, calendars(), trial.start)
    for number, step in enumerate(trial.steps):
        if reasons := _stepped(play, step):
            kept = replace(trial, steps=trial.steps[:number])
            return Stage(version, circuit, kept, play, types, labels, given, (number, reasons))
    return Stage(version, circuit, trial, play, types, labels, given)


def _stepped(play: Play, step: Mapping[str, Any]) -> tuple[Reason, ...]:
    if "as" in step and step["as"] not in {*play.circuit.functions, SYSTEM}:
        return (Reason("move.unknown"),)
    return play.step(step)


def calendars() -> Mapping[str, Calendar]:
    """Working days as they hold at no place in particular."""
    return at(Place(), {each.key: Calendar.of(each.body) for each in schemas.live_all("calendar")})


def asked(circuit: Circuit) -> list[str]:
    """The names its guards ask for, where the request stands apart."""
    found: set[str] = set()
    for transition in circuit.transitions:
        if transition.guard is not None:
            found |= references(transition.guard)
    known = (name for name in found if name.split(".")[0] in facts.ROOTS and "." in name)
    return sorted(name for name in known if name != "request.status")


def kept_given(circuit: Circuit, given: Mapping[str, Any]) -> dict[str, Any]:
    """The facts a test needs: those guards ask for, nothing else of anybody's answers."""
    found: dict[str, Any] = {}
    for name in asked(circuit):
        root, field = name.split(".")[:2]
        values = given.get(root)
        if isinstance(values, Mapping) and field in values:
            found.setdefault(root, {})[field] = values[field]
    return found


def _sample(number: int | None, samples: list[tuple[str, Mapping[str, Any]]]) -> Mapping[str, Any]:
    return samples[number][1] if number is not None and 0 <= number < len(samples) else {}


def _flat(given: Mapping[str, Any]) -> dict[str, Any]:
    return {root: values for root, values in given.items() if isinstance(values, Mapping)}


def from_test(document: Mapping[str, Any], test: Mapping[str, Any]) -> Trial:
    """The trial a kept test was made of."""
    circuit = Circuit.of(document)
    last = len(test["path"]) - 1
    steps = []
    for number, step in enumerate(test["path"]):
        full = dict(spelled(circuit, step, str(test["as"]) if number == last else ""))
        if "do" in full and "ticks" not in full:
            full["ticks"] = [item.key for status in circuit.statuses for item in status.checklist]
        if "as" in full:
            full.setdefault("comment", SAID)
        steps.append(full)
    if "expect_refusal" in test:
        steps.pop()
    return Trial(base=test.get("given") or {}, day=DAY.date(), steps=tuple(steps))
