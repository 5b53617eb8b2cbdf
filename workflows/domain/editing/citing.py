"""What refers to a status, an action or a function: shown before it goes, mended when it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.domain.editing.parts import Document, label_of, listed, within


@dataclass(frozen=True, slots=True)
class Citation:
    """One place that names it: the list it stands in, its key and words, and the setting."""

    list: str
    key: str
    label: str
    setting: str


def of_status(document: Mapping[str, Any], key: str) -> list[Citation]:
    """Actions out of it and into it, delays, tests, and the beginning of the circuit."""
    found = [
        _cited("transitions", part, setting)
        for part in document.get("transitions") or ()
        for setting in ("from", "to")
        if key in _names(part.get(setting))
    ]
    found += [_cited("timers", t, "in") for t in document.get("timers") or () if key in within(t)]
    if document.get("initial") == key:
        found.append(Citation("initial", "", "", "initial"))
    tests = document.get("tests") or ()
    found += [
        Citation("tests", str(n), str(test.get("title", "")), "expect_status")
        for n, test in enumerate(tests)
        if test.get("expect_status") == key
    ]
    return found


def of_transition(document: Mapping[str, Any], key: str) -> list[Citation]:
    """Votes and delays that fire it, actions that want another person than its author, tests."""
    found = [
        _cited("statuses", status, f"parallel.{end}")
        for status in document.get("statuses") or ()
        for end in ("accept", "reject")
        if (status.get("parallel") or {}).get(end) == key
    ]
    timers = document.get("timers") or ()
    found += [_cited("timers", timer, "fire") for timer in timers if timer.get("fire") == key]
    found += [
        _cited("transitions", part, "not_same_actor_as")
        for part in document.get("transitions") or ()
        if part.get("key") != key and key in _names(part.get("not_same_actor_as"))
    ]
    found += [
        Citation("tests", str(n), str(test.get("title", "")), "path")
        for n, test in enumerate(document.get("tests") or ())
        if key in _steps(test)
    ]
    return found


def of_function(document: Mapping[str, Any], key: str) -> list[Citation]:
    """Everything it may do, see, vote on or be written to."""
    found: list[Citation] = []
    for status in document.get("statuses") or ():
        if key in _names(status.get("editable_by")):
            found.append(_cited("statuses", status, "editable_by"))
        if key in _names((status.get("parallel") or {}).get("votes")):
            found.append(_cited("statuses", status, "parallel.votes"))
    for name in ("transitions", "timers"):
        for part in document.get(name) or ():
            if key in _names(part.get("by")):
                found.append(_cited(name, part, "by"))
            if any(key in _names(action.get("to")) for action in part.get("actions") or ()):
                found.append(_cited(name, part, "actions"))
    tabs = document.get("tabs") or ()
    found += [_cited("tabs", t, "functions") for t in tabs if key in _names(t.get("functions"))]
    for other, function in (document.get("functions") or {}).items():
        if function.get("fallback") == key:
            found.append(Citation("functions", other, function.get("label") or other, "fallback"))
    return found


def forget_function(document: Document, key: str) -> None:
    """No list names it any more."""
    for status in listed(document, "statuses"):
        _without(status, "editable_by", key)
        if status.get("parallel"):
            _forget_seat(status["parallel"], key)
    for name in ("transitions", "timers"):
        for part in document.get(name) or ():
            _strike(part, "by", key)
            for action in part.get("actions") or ():
                if isinstance(action.get("to"), list):
                    _strike(action, "to", key)
    for tab in document.get("tabs") or ():
        _without(tab, "functions", key)
    for function in document["functions"].values():
        if function.get("fallback") == key:
            del function["fallback"]


def _forget_seat(votes: dict[str, Any], key: str) -> None:
    _strike(votes, "votes", key)
    _without(votes, "veto", key)
    if isinstance(votes.get("rule"), dict):
        (votes["rule"].get("weights") or {}).pop(key, None)


def forget_transition(document: Document, key: str) -> None:
    """Nobody waits for it any more: a delay that did nothing else goes, votes lead nowhere yet."""
    for part in listed(document, "transitions"):
        _without(part, "not_same_actor_as", key)
    for status in listed(document, "statuses"):
        votes = status.get("parallel") or {}
        for end in ("accept", "reject"):
            if votes.get(end) == key:
                votes[end] = ""
    kept = []
    for timer in document.get("timers") or ():
        if timer.get("fire") == key:
            del timer["fire"]
            if not timer.get("actions"):
                continue
        kept.append(timer)
    if "timers" in document:
        document["timers"] = kept


def _cited(name: str, part: Mapping[str, Any], setting: str) -> Citation:
    return Citation(name, str(part.get("key", "")), label_of(part), setting)


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list | tuple) else ()


def _steps(test: Mapping[str, Any]) -> Iterator[str]:
    for step in test.get("path") or ():
        yield step if isinstance(step, str) else str(step.get("do", ""))


def _strike(part: dict[str, Any], name: str, key: str) -> None:
    """Out of a list that stays even when it is empty: its absence would not be told."""
    if key in _names(part.get(name)):
        part[name] = [one for one in part[name] if one != key]


def _without(part: dict[str, Any], name: str, key: str) -> None:
    """Out of a list that goes when it is empty."""
    _strike(part, name, key)
    if part.get(name) == []:
        del part[name]
