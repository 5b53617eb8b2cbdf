"""The figure `workflow.transition`: one move in memory, against a table written by hand.

Both go round the same four moves (submit, correct, submit again, withdraw) of a small circuit; the
table does what such code would do in a view: look up a tuple, compare a function, set a status.
Time is that of the processor: what else the machine is doing does not count.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import process_time
from typing import Any

from workflows.bridge import Subject, machine_for
from workflows.domain.decision import Situation

ROUNDS = 7
TURNS = 500

PATH = (
    ("brouillon", "deposer", "demandeur", "depose"),
    ("depose", "corriger", "gestionnaire", "a_completer"),
    ("a_completer", "redeposer", "demandeur", "depose"),
    ("depose", "retirer", "demandeur", "retiree"),
)
KINDS = {
    "brouillon": "draft",
    "depose": "waiting-agent",
    "a_completer": "waiting-user",
    "retiree": "final",
}
DOCUMENT: dict[str, Any] = {
    "key": "mesure",
    "title": "Mesure",
    "functions": {"demandeur": {"from": "request.members"}, "gestionnaire": {"from": "group"}},
    "statuses": [
        {"key": key, "label": key, "tone": "sky", "icon": "tray", "kind": kind}
        for key, kind in KINDS.items()
    ],
    "initial": "brouillon",
    "transitions": [
        {"key": key, "from": [source], "to": to, "by": [function]}
        for source, key, function, to in PATH
    ],
}

TABLE = {(status, key): (function, to) for status, key, function, to in PATH}


def by_bridge() -> None:
    """Once round with the library, function and reasons decided at each move."""
    bridge = machine_for(DOCUMENT, "workflows.bench")
    subject = Subject("brouillon")
    for status, key, function, to in PATH:
        situation = Situation(
            status, tuple(subject.markers), person="p", functions=frozenset({function})
        )
        bridge.fire(subject, key, situation)
        if subject.status != to:
            raise AssertionError(subject)


def by_table() -> None:
    """Once round with a dictionary."""
    subject = Subject("brouillon")
    for _, key, function, to in PATH:
        entitled, subject.status = TABLE[subject.status, key]
        if entitled != function:
            raise AssertionError(key)
        if subject.status != to:
            raise AssertionError(subject)


def measure() -> dict[str, Any]:
    """Median microseconds of one move, interleaved with the table in the same run."""
    by_bridge()
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_microseconds(by_bridge))
        theirs.append(_microseconds(by_table))
    value, baseline = median(ours), median(theirs)
    return {
        "name": "workflow.transition",
        "value": round(value, 2),
        "unit": "us",
        "baseline": round(baseline, 2),
        "ratio": round(value / baseline, 1),
        "n": ROUNDS * TURNS * len(PATH),
    }


def _microseconds(turn: Callable[[], None]) -> float:
    started = process_time()
    for _ in range(TURNS):
        turn()
    return (process_time() - started) / TURNS / len(PATH) * 1e6
