"""A second reading of DEFINITIONS 5, as slow and plain as possible, to hold the engine against."""

from __future__ import annotations

from collections import deque

Place = tuple[str, tuple[str, ...]]


def naive(document: dict, at: str, markers: list[str], key: str) -> tuple[str, list[str]] | None:
    """The text of DEFINITIONS 5, followed word by word: where the move leads, or None."""
    (move,) = (t for t in document["transitions"] if t["key"] == key)
    kinds = {s["key"]: s["kind"] for s in document["statuses"]}
    if at not in move["from"]:
        return None
    to = move["to"]
    if to == "$previous":
        if not markers:
            return None
        to = markers[-1]
    stack = list(markers)
    passing = {"draft", "waiting-user", "automatic", "final"}
    if move.get("direction", "forward") == "forward" and kinds[at] not in passing:
        stack.append(at)
    if to in stack:
        stack = stack[: stack.index(to)]
    return to, stack


def verdict(parallel: dict, said: dict[str, str]) -> str:
    """What votes decide, seat by seat as DEFINITIONS 5 has it: `said` is seat → accept or reject;
    the key of the move, or nothing."""
    seats, rule = parallel["votes"], parallel["rule"]
    weights = rule.get("weights", {}) if isinstance(rule, dict) else {}
    needed = {"all": len(seats), "any": 1}[rule] if isinstance(rule, str) else rule["at_least"]
    for_it = sum(weights.get(seat, 1) for seat in said if said[seat] == "accept")
    against = [seat for seat in said if said[seat] == "reject"]
    forbidden = any(seat in parallel.get("veto", ()) for seat in against)
    if forbidden or (against and parallel["on_reject"] == "first"):
        return parallel["reject"]
    if for_it >= needed:
        return parallel["accept"]
    everybody = set(said) == set(seats)
    return parallel["reject"] if everybody else ""


def fired_by(document: dict, at: str, move: dict) -> set[str]:
    """Who may fire a move here; the system only out of automatic statuses (no votes, no timers)."""
    kinds = {s["key"]: s["kind"] for s in document["statuses"]}
    return {f for f in move["by"] if f != "system" or kinds[at] == "automatic"}


def places(document: dict, most: int = 3_000) -> dict[Place, set[Place]]:
    """Every (status, markers) a request may come to, and where each leads."""
    start: Place = (document["initial"], ())
    found: dict[Place, set[Place]] = {}
    ahead = deque([start])
    while ahead and len(found) < most:
        here = ahead.popleft()
        if here in found:
            continue
        at, markers = here
        leads = [
            naive(document, at, list(markers), move["key"])
            for move in document["transitions"]
            if fired_by(document, at, move)
        ]
        found[here] = {(to, tuple(stack)) for to, stack in filter(None, leads)}
        ahead += found[here]
    return found
