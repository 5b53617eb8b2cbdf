"""Configurations of XState as plain states: what is invoked answers by moves of a program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.machines.flat import CannotSay, Flat, Way

#: Our deadlines are counted in minutes at the least (`schemas/meta/workflow.json`).
LEAST_MS = 60_000
DURATION = re.compile(r"P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?)?")


def read(document: Mapping[str, Any], name: str) -> Flat:
    """A machine; `CannotSay` when a delay is shorter than a minute."""
    leaves: list[str] = []
    ends: set[str] = set()
    tree = dict(document["states"])
    paths = {path for path, _state in _all(tree)}
    first = _entered(document["initial"], tree, paths)
    ways: list[Way] = []
    for path, state in _all(tree):
        if "states" in state:
            continue
        leaves.append(path)
        if state.get("type") == "final":
            ends.add(path)
        ways += _of(path, state, tree, paths)
    for path, state in _all(tree):
        if "states" in state and "onDone" in state:
            goal = _goals(state["onDone"])[0][0]
            for inner in leaves:
                if inner.startswith(f"{path}.") and inner in ends:
                    ends.discard(inner)
                    ways.append(Way("", inner, _found(goal, path, tree, paths)))
    return Flat(document.get("id") or name, first, leaves, ways, ends)


def _of(path: str, state: Mapping[str, Any], tree: Any, paths: set[str]) -> Iterator[Way]:
    for event, said in state.get("on", {}).items():
        yield from _ways(path, event, said, tree, paths)
    invoked = state.get("invoke", {})
    for outcome in ("onDone", "onError"):
        if outcome in invoked:
            event = f"{invoked['src']}.{outcome}"
            yield from _ways(path, event, invoked[outcome], tree, paths, by="programme")
    yield from _ways(path, "", state.get("always", []), tree, paths)
    for delay, said in state.get("after", {}).items():
        for goal, _guarded in _goals(said):
            yield Way(
                "", path, _found(goal, path, tree, paths), after=_duration(delay), by="system"
            )


def _ways(
    path: str, event: str, said: Any, tree: Any, paths: set[str], by: str = "agent"
) -> Iterator[Way]:
    for number, (goal, guarded) in enumerate(_goals(said)):
        asks = f"q_{number}" if guarded else ""
        yield Way(event, path, _found(goal, path, tree, paths), asks=asks, by=by)


def _goals(said: Any) -> list[tuple[str, bool]]:
    rows = said if isinstance(said, list) else [said]
    return [(r, False) if isinstance(r, str) else (r["target"], "guard" in r) for r in rows]


def _duration(delay: str) -> str:
    if delay.isdigit():
        if int(delay) < LEAST_MS:
            raise CannotSay(f"a delay of {delay} ms: deadlines are counted in minutes at the least")
        return f"PT{int(delay) // LEAST_MS}M"
    if DURATION.fullmatch(delay):
        return delay
    weeks = re.fullmatch(r"PT(\d+)W", delay)  # written so in the example; weeks are no hours
    return f"P{weeks[1]}W" if weeks else "P1D"  # a name: its length is the author's choice


def _all(states: Mapping[str, Any], under: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, state in states.items():
        yield under + name, state
        yield from _all(state.get("states", {}), f"{under}{name}.")


def _found(goal: str, path: str, tree: Any, paths: set[str]) -> str:
    """The leaf meant: by id, beside, or from the root."""
    if goal.startswith("#"):
        return _entered(goal[1:], tree, paths)
    scope = path.rsplit(".", 1)[0] + "." if "." in path else ""
    return _entered(scope + goal if scope + goal in paths else goal, tree, paths)


def _entered(path: str, tree: Any, paths: set[str]) -> str:
    if path not in paths:
        raise CannotSay(f"a state that is not there: {path}")
    node = dict(_all(tree))[path]
    return _entered(f"{path}.{node['initial']}", tree, paths) if "states" in node else path
