"""`if`/`then`/`else` and dependencies of a foreign schema → our conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

#: Foreign name → the name our conditions use for that answer; None when it is not asked here.
Names = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Branch:
    """Questions that appear, and answers that are asked, when a condition holds."""

    when: Any
    properties: Mapping[str, Any]
    required: tuple[str, ...]


def branches_of(node: Mapping[str, Any], names: Names) -> Iterator[Branch | None]:
    """Every conditional part of an object; None for one that cannot be said here."""
    for part in (node, *_mappings(node.get("allOf"))):
        if isinstance(part.get("if"), Mapping):
            yield from _if(part, names)
    for key, needed in _entries(node, "dependencies", "dependentRequired", "dependentSchemas"):
        name = names(key)
        if name is None:
            yield None
        elif isinstance(needed, list):
            yield Branch({"is_set": [{"var": name}]}, {}, _texts(needed))
        elif isinstance(needed, Mapping):
            yield from _dependent(key, name, needed, names)


def _if(part: Mapping[str, Any], names: Names) -> Iterator[Branch | None]:
    when = condition_of(part["if"], names)
    if when is None:
        yield None
        return
    if isinstance(part.get("then"), Mapping):
        yield _branch(when, part["then"])
    if isinstance(part.get("else"), Mapping):
        yield _branch({"not": [when]}, part["else"])


def _dependent(
    key: str, name: str, needed: Mapping[str, Any], names: Names
) -> Iterator[Branch | None]:
    alternatives = _mappings(needed.get("oneOf")) or _mappings(needed.get("anyOf"))
    if not alternatives:
        yield _branch({"is_set": [{"var": name}]}, needed)
    for one in alternatives:
        own = one.get("properties", {}).get(key)
        when = condition_of({"properties": {key: own}}, names) if own is not None else None
        others = {k: v for k, v in one.get("properties", {}).items() if k != key}
        yield _branch(when, {**one, "properties": others}) if when is not None else None


def condition_of(test: Mapping[str, Any], names: Names) -> Any:
    """`{"properties": {"a": {"const": 1}}}` → `a == 1`; None when it says anything else."""
    found = []
    for key, wanted in test.get("properties", {}).items():
        name = names(key)
        if name is None or not isinstance(wanted, Mapping):
            return None
        values = [wanted["const"]] if "const" in wanted else wanted.get("enum")
        if not isinstance(values, list) or not values or None in values:
            return None
        variable = {"var": name}
        found.append(
            {"==": [variable, values[0]]} if len(values) == 1 else {"in": [variable, values]}
        )
    if set(test) - {"properties", "required"} or not found:
        return None
    return found[0] if len(found) == 1 else {"and": found}


def _branch(when: Any, part: Mapping[str, Any]) -> Branch:
    properties = part.get("properties")
    known = properties if isinstance(properties, Mapping) else {}
    return Branch(when, known, _texts(part.get("required")))


def _entries(node: Mapping[str, Any], *keywords: str) -> Iterator[tuple[str, Any]]:
    for keyword in keywords:
        held = node.get(keyword)
        if isinstance(held, Mapping):
            yield from held.items()


def _mappings(held: Any) -> list[Mapping[str, Any]]:
    return [one for one in held if isinstance(one, Mapping)] if isinstance(held, list) else []


def _texts(held: Any) -> tuple[str, ...]:
    return tuple(one for one in held if isinstance(one, str)) if isinstance(held, list) else ()
