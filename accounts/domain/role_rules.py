"""Whether the rules on records of one role lie within those of others: nobody gives more (A-06)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Rule = Mapping[str, Any]
#: What each list of fields opens; `mask` closes instead.
OPENING = ("read", "write", "propose")
EVERYTHING: Mapping[str, Any] = {"read": "*", "write": "*"}


def all_within(asked: Iterable[Rule], held: Iterable[Rule]) -> bool:
    """Each rule asked for lies within one of those held."""
    known = tuple(held)
    return all(any(within(rule, other) for other in known) for rule in asked)


def within(asked: Rule, held: Rule) -> bool:
    """One rule gives no more than the other: same or any entity, no more acts, rows or fields.

    A condition of the one who gives must be the very same condition in what is given: two
    conditions are not compared by meaning.
    """
    if held["entity"] not in {"*", asked["entity"]}:
        return False
    if not set(asked["actions"]) <= set(held["actions"]):
        return False
    if "when" in held and asked.get("when") != held["when"]:
        return False
    return _fields_within(asked.get("fields", EVERYTHING), held.get("fields", {}))


def _fields_within(asked: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
    masked, closed = set(held.get("mask", ())), set(asked.get("mask", ()))
    if not masked <= closed:
        return False
    return all(_list_within(asked.get(name, ()), _open(held, name)) for name in OPENING)


def _open(held: Mapping[str, Any], name: str) -> Any:
    """Who may write may propose."""
    if name == "propose" and not held.get("propose"):
        return held.get("write", ())
    return held.get(name, ())


def _list_within(asked: Any, held: Any) -> bool:
    if held == "*":
        return True
    return asked != "*" and set(asked) <= set(held)
