"""A machine as plain states and moves, whatever it was written in; and the circuit it makes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

DRAFT, END, CLOSE = "brouillon", "clos", "clore"


class CannotSay(Exception):
    """Our circuits have no word for this; the reason is the row of the docs."""


@dataclass(frozen=True)
class Way:
    """One move of a foreign machine; no event: it happens by itself."""

    event: str
    source: str
    target: str
    #: Constant guards only: what reads data is asked of a program or a person.
    holds: bool = True
    #: ISO 8601 delay after which it happens; empty for others.
    after: str = ""
    by: str = "agent"
    #: Name of the yes-or-no answer it depends on, when it is not constant.
    asks: str = ""


@dataclass
class Flat:
    """States that a thing may stand in, one at a time."""

    name: str
    initial: str
    states: list[str]
    ways: list[Way]
    ends: set[str] = field(default_factory=set)
    #: What is told beside: said in the docs, without effect on where the thing stands.
    notes: list[str] = field(default_factory=list)

    def leaving(self, state: str) -> list[Way]:
        return [way for way in self.ways if way.source == state]

    def reachable(self) -> list[str]:
        seen, ahead = {self.initial}, [self.initial]
        while ahead:
            for way in self.leaving(ahead.pop()):
                if way.holds and way.target not in seen:
                    seen.add(way.target)
                    ahead.append(way.target)
        return [state for state in self.states if state in seen]


def key_of(name: str) -> str:
    """A key as documents have it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return (key if key[:1].isalpha() else f"e_{key}")[:30]


@dataclass
class Converted:
    """The circuit, and how to speak to it in the words of the machine."""

    document: dict[str, Any]
    #: State → key of its status.
    status: dict[str, str]
    #: (state, event) → keys of its moves, first come first served.
    moves: dict[tuple[str, str], list[str]]
    #: Whether an end was added: the machine never ends by itself.
    closed: bool


def converted(machine: Flat) -> Converted:
    """The circuit of a machine: a draft before it, and an end where it has none."""
    states = machine.reachable()
    status = {state: key_of(state) for state in states}
    if len(set(status.values())) < len(states) or {DRAFT, END} & set(status.values()):
        raise CannotSay("two states whose names are one key")
    live = [w for w in machine.ways if w.source in status and w.target in status and w.holds]
    ends = {s for s in states if s in machine.ends or not any(w.source == s for w in live)}
    live = [w for w in live if w.source not in ends]
    doomed = [s for s in states if s not in ends and not _ends(s, live, ends)]
    transitions: list[dict[str, Any]] = [
        {"key": "deposer", "label": "Déposer", "from": [DRAFT], "to": status[machine.initial],
         "by": ["demandeur"]}
    ]  # fmt: skip
    moves: dict[tuple[str, str], list[str]] = {}
    timers, functions = [], {"demandeur": {"from": "request.members"}, "agent": {"from": "group"}}
    for number, way in enumerate(live):
        key = f"m{number}_{key_of(way.event or 'suite')}"[:40]
        row: dict[str, Any] = {
            "key": key, "label": (way.event or "Suite")[:200], "from": [status[way.source]],
            "to": status[way.target], "by": [way.by if way.event else "system"],
        }  # fmt: skip
        if way.asks:
            row["guard"] = {"==": [{"var": f"data.{way.asks}"}, True]}
        if way.after:
            row["by"] = ["system"]
            timer = {"key": f"d{number}", "in": status[way.source], "after": way.after}
            timers.append({**timer, "anchor": "latest-arrival", "fire": key})
        elif way.event:
            functions.setdefault(way.by, {"from": "group"})
        moves.setdefault((way.source, way.event), []).append(key)
        transitions.append(row)
    if doomed:
        transitions.append({"key": CLOSE, "label": "Clore", "by": ["agent"], "to": END,
                            "from": [status[s] for s in doomed]})  # fmt: skip
    by_itself = {w.source for w in live if not w.event and not w.after}
    document = {
        "kind": "workflow", "format": 1, "key": "machine", "title": machine.name[:200] or "Machine",
        "language": "fr", "translations": {}, "functions": functions, "initial": DRAFT,
        "statuses": [
            _status(DRAFT, "Brouillon", "draft"),
            *(_status(status[s], s, "final" if s in ends else
                      "automatic" if s in by_itself else "waiting-agent") for s in states),
            *([_status(END, "Close", "final")] if doomed else []),
        ],
        "transitions": transitions, "timers": timers,
    }  # fmt: skip
    return Converted(document, status, moves, bool(doomed))


def _status(key: str, label: str, kind: str) -> dict[str, Any]:
    end = {"outcome": "closed"} if kind == "final" else {}
    return {"key": key, "label": label[:200], "tone": "sky", "icon": "tray", "kind": kind, **end}


def _ends(state: str, live: list[Way], ends: set[str]) -> bool:
    seen, ahead = {state}, [state]
    while ahead:
        here = ahead.pop()
        if here in ends:
            return True
        for way in live:
            if way.source == here and way.target not in seen:
                seen.add(way.target)
                ahead.append(way.target)
    return False
