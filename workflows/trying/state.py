"""A circuit being tried: the path so far. All of it travels in the page; nothing is written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any, Final

from core import clock, jsondoor
from core.clock import PARIS
from core.errors import PreauError

MOST_STEPS: Final = 100
LONGEST: Final = 2000
NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
LENGTH: Final = re.compile(r"P[0-9]{1,4}D")

Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Trial:
    """What has been chosen and played."""

    source: str = ""
    """Where the request comes from: one of `Samples.sources`; "" for nowhere in particular."""
    sample: int | None = None
    """Which sample answers it was filled with."""
    base: Mapping[str, Any] = field(default_factory=dict)
    """What a kept test gave, in place of sample answers."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Facts typed by hand: dotted name → what was typed."""
    day: date | None = None
    """The day it begins; today unless told."""
    steps: tuple[Step, ...] = ()
    ticks: frozenset[str] = frozenset()
    """Items ticked in the present stay."""

    @property
    def start(self) -> datetime:
        """The instant it begins: ten in the morning."""
        day = self.day or clock.today()
        return datetime.combine(day, time(10), PARIS).astimezone(UTC)

    def then(self, step: Step) -> Trial:
        """One step further."""
        return replace(self, steps=(*self.steps, step), ticks=frozenset())

    def back(self) -> Trial:
        """Without the last step."""
        return replace(self, steps=self.steps[:-1], ticks=frozenset())

    def text(self) -> str:
        """What the page carries along."""
        kept = {
            "source": self.source, "sample": self.sample, "base": self.base,
            "facts": dict(self.facts),
            "day": self.day.isoformat() if self.day else None, "steps": list(self.steps),
            "ticks": sorted(self.ticks),
        }  # fmt: skip
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def trial_of(text: str | None) -> Trial:
    """The trial a page carried; garbage counts as none."""
    try:
        found = jsondoor.parse(text) if text else {}
    except PreauError:
        found = {}
    found = found if isinstance(found, dict) else {}
    sample, base, ticks = found.get("sample"), found.get("base"), found.get("ticks")
    return Trial(
        str(found.get("source") or "")[:200],
        sample if isinstance(sample, int) and 0 <= sample < 1000 else None,
        base if isinstance(base, dict) else {},
        _facts(found.get("facts")),
        day_of(found.get("day")),
        tuple(_steps(found.get("steps"))),
        frozenset(one for one in ticks if _name(one)) if isinstance(ticks, list) else frozenset(),
    )


def day_of(text: Any) -> date | None:
    """A day as a page sends it; None for today."""
    try:
        day = date.fromisoformat(str(text or ""))
    except ValueError:
        return None
    return day if 1900 < day.year < 2300 else None


def _facts(value: Any) -> dict[str, str]:
    found = value if isinstance(value, dict) else {}
    return {
        str(name)[:200]: said[:LONGEST] for name, said in found.items() if isinstance(said, str)
    }


def _name(value: Any) -> bool:
    return isinstance(value, str) and NAME.fullmatch(value) is not None


def _steps(value: Any) -> list[Step]:
    """Those that are of the shape a test may hold; the first other one ends the path."""
    found: list[Step] = []
    for raw in value if isinstance(value, list) else ():
        step = step_of(raw) if isinstance(raw, dict) else None
        if step is None or len(found) == MOST_STEPS:
            return found
        found.append(step)
    return found


def step_of(raw: Mapping[str, Any]) -> Step | None:
    """One step, if it is one."""
    if _name(raw.get("timer")):
        return {"timer": raw["timer"]}
    if isinstance(raw.get("wait"), str) and LENGTH.fullmatch(raw["wait"]):
        return {"wait": raw["wait"]}
    voted = raw.get("vote") in {"accept", "reject"}
    if not _name(raw.get("as")) or not (voted or _name(raw.get("do"))):
        return None
    step: Step = {"vote": raw["vote"]} if voted else {"do": raw["do"]}
    step["as"] = raw["as"]
    if _name(raw.get("person")):
        step["person"] = raw["person"]
    if isinstance(raw.get("comment"), str):
        step["comment"] = raw["comment"][:LONGEST]
    ticks = raw.get("ticks")
    if not voted and isinstance(ticks, list):
        step["ticks"] = sorted({one for one in ticks if _name(one)})[:40]
    return step
