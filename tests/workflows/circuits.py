"""Circuits for the tests: the one of the design page, and small ones built by hand or drawn."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from schemas.domain.conditions import Facts, FieldType, Kind, Types
from workflows.domain.circuit import Circuit
from workflows.domain.decision import Situation
from workflows.domain.guards import Guards

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
WORKS = json.loads(
    (Path(__file__).parents[1] / "data/definitions/travaux-3-niveaux.json").read_text()
)
WORKS_TYPES = Types(
    {
        "data.total": FieldType(Kind.DECIMAL),
        "data.nature": FieldType(Kind.KEY),
        "request.status": FieldType(Kind.KEY),
    }
)
FUNCTIONS = ("demandeur", "gestionnaire", "direction")
OPEN_KINDS = ("waiting-user", "waiting-agent", "waiting-agent", "waiting-agent", "automatic")


def works() -> dict[str, Any]:
    """A copy of the works circuit, to be spoiled at will."""
    return copy.deepcopy(WORKS)


def status(key: str, kind: str = "waiting-agent", **more: Any) -> dict[str, Any]:
    """One status; an end is a favourable one unless told."""
    end = {"outcome": "accepted"} if kind == "final" else {}
    return {
        "key": key, "label": key.capitalize(), "tone": "sky", "icon": "tray", "kind": kind,
        **end, **more,
    }  # fmt: skip


def transition(key: str, sources: str, to: str, by: str = "direction", **more: Any) -> Any:
    """One transition; sources and functions are written as words."""
    return {
        "key": key, "label": key.capitalize(), "from": sources.split(), "to": to,
        "by": by.split(), **more,
    }  # fmt: skip


def circuit(statuses: list[Any], transitions: list[Any], **more: Any) -> dict[str, Any]:
    """A document around these statuses and transitions."""
    return {
        "kind": "workflow", "format": 1, "key": "essai", "title": "Essai", "language": "fr",
        "translations": {}, "functions": {f: {"from": "group"} for f in FUNCTIONS},
        "statuses": statuses, "initial": statuses[0]["key"], "transitions": transitions, **more,
    }  # fmt: skip


def two_levels(**more: Any) -> dict[str, Any]:
    """Draft, two levels, an end; each level has its verb, and one may step back."""
    return circuit(
        [status("brouillon", "draft"), status("un"), status("deux"), status("fin", "final")],
        [
            transition("deposer", "brouillon", "un", "demandeur"),
            transition("avancer", "un", "deux", "gestionnaire"),
            transition("accorder", "deux", "fin"),
            transition("reculer", "deux", "$previous", direction="back"),
        ],
        **more,
    )


def facts(at: str, **data: Any) -> Facts:
    """What a guard of the works circuit may ask."""
    return Facts({"data": data, "request": {"status": at}}, NOW.date(), NOW)


def situation(at: str, *functions: str, **more: Any) -> Situation:
    """A situation of the works circuit: small amount, all ticked, form complete, a comment."""
    told = {
        "person": "camille",
        "facts": facts(at, nature="entretien", total="1000.00"),
        "guards": WORKS_GUARDS,
        "checks": {"form.complete": ()},
        "ticks": frozenset({"surface"}),
        "comment": "Vu.",
        **more,
    }
    return Situation(at, functions=frozenset(functions), **told)


def without_guards(circuit_read: Circuit, at: str, markers: Any, **more: Any) -> Situation:
    """A situation in which nothing but the function may refuse."""
    return Situation(at, tuple(markers), person="camille", comment="Vu.", **more)


@st.composite
def documents(draw: Any) -> dict[str, Any]:
    """A circuit of up to seven statuses: half of them a chain with anything added, half with
    anything pointing anywhere, of which few are accepted."""
    kinds = draw(st.lists(st.sampled_from(OPEN_KINDS), min_size=1, max_size=5))
    keys = [f"s{at}" for at in range(len(kinds))]
    statuses = [
        status("brouillon", "draft"),
        *map(status, keys, kinds),
        status("fin", "final"),
    ]
    targets = st.sampled_from([*keys, "fin", "$previous"])
    chained = draw(st.booleans())
    first = keys[0] if chained else draw(st.sampled_from(keys))
    transitions = [transition("deposer", "brouillon", first, "demandeur")]
    for key, kind, following in zip(keys, kinds, [*keys[1:], "fin"], strict=True):
        transitions.append(draw(_outgoing(key, kind, st.just(following) if chained else targets)))
    for at in range(draw(st.integers(0, 5))):
        sources = " ".join(draw(st.lists(st.sampled_from(keys), min_size=1, unique=True)))
        transitions.append(draw(_any(f"t{at}", sources, targets)))
    return circuit(statuses, transitions)


def _outgoing(key: str, kind: str, targets: Any) -> Any:
    by = "system" if kind == "automatic" else "gestionnaire"
    return st.builds(
        lambda to: transition(f"de_{key}", key, to, by, **_way(to)),
        targets,
    )


def _any(key: str, sources: str, targets: Any) -> Any:
    people = st.sampled_from(["demandeur", "gestionnaire", "direction", "gestionnaire direction"])
    ways = st.sampled_from(["forward", "forward", "back"])
    return st.builds(
        lambda to, by, way: transition(key, sources, to, by, **{"direction": way, **_way(to)}),
        targets, people, ways,
    )  # fmt: skip


def _way(to: str) -> dict[str, str]:
    return {"direction": "back"} if to == "$previous" else {}


def triples(read: Circuit) -> Iterator[tuple[str, str, str]]:
    """Every (status, event, function) of a circuit, the system's included."""
    for at in read.statuses:
        for move in read.transitions:
            for function in (*read.functions, "system"):
                yield at.key, move.key, function


WORKS_GUARDS = Guards.of(Circuit.of(WORKS), WORKS_TYPES)
