"""Acts of the editor of roles on a document: rights, and rules on records field by field.

A level says what a rule opens of a field: none, mask (seen in part), read, propose, write. Who
writes reads; what is masked is neither read nor written (`registry.domain.rules`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from core.errors import Invalid, NotFound
from core.problems import Problem
from core.unseen import is_unseen

EVERYTHING: Final = "*"
LEVELS: Final = ("none", "mask", "read", "propose", "write")
ACTIONS: Final = ("read", "create", "write", "archive")
#: What a level lets one do, beside `mask`.
_OPENS: Final[Mapping[str, frozenset[str]]] = {
    "none": frozenset(),
    "mask": frozenset(),
    "read": frozenset({"read"}),
    "propose": frozenset({"read", "propose"}),
    "write": frozenset({"read", "write"}),
}
LONGEST: Final = 200
Document = dict[str, Any]


def settle_rights(
    document: Document,
    *,
    title: str,
    staff: bool,
    delegable: bool,
    permissions: Collection[str],
    known: Collection[str],
) -> Document:
    """Name, whose role it is, and its permissions; those it had and nobody knows here stay."""
    problems = [Problem("/title", "role-title")] if is_unseen(title) else []
    had = document.get("permissions", [])
    problems += [
        Problem("/permissions", "unknown-permission", {"permission": one})
        for one in permissions
        if one not in known and one not in had
    ]
    if problems:
        raise Invalid(problems)
    foreign = [one for one in had if one not in known]
    kept = [one for one in had if one in permissions and one in known]
    new = sorted(one for one in set(permissions) - set(kept) if one in known)
    settled = {
        **document,
        "title": title.strip()[:LONGEST],
        "permissions": [*kept, *new, *foreign],
        "staff": staff,
    }
    if delegable or "delegable" in document:
        settled["delegable"] = delegable
    return settled


def add_rule(document: Document, entity: str) -> Document:
    """A rule on the records of one kind, or of all: to read, every field."""
    rule = {"entity": entity, "actions": ["read"], "fields": {"read": EVERYTHING}}
    return {**document, "rules": [*document.get("rules", []), rule]}


def settle_rule(
    document: Document,
    number: int,
    *,
    actions: Sequence[str],
    levels: Mapping[str, str],
    rest: str,
) -> Document:
    """What one rule opens: acts, the level of each field, and that of all the others.

    Its condition, and fields that nobody knows here, stay.
    """
    rule = rule_of(document, number)
    chosen = [one for one in ACTIONS if one in actions]
    problems = [] if chosen else [Problem("/actions", "role-actions")]
    odd = [one for one in (rest, *levels.values()) if one not in LEVELS]
    if odd or rest == "mask":
        problems.append(Problem("/fields", "role-level"))
    if problems:
        raise Invalid(problems)
    settled = {**rule, "actions": chosen, "fields": _fields(rule, levels, rest)}
    rules = list(document["rules"])
    rules[number] = settled
    return {**document, "rules": rules}


def remove_rule(document: Document, number: int) -> Document:
    """It opens nothing any more."""
    rule_of(document, number)
    rules = document["rules"]
    return {**document, "rules": [*rules[:number], *rules[number + 1 :]]}


def rule_of(document: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The rule of this number, the first being 0."""
    rules = document.get("rules", [])
    if not 0 <= number < len(rules):
        raise NotFound
    found: dict[str, Any] = rules[number]
    return found


def level_of(rule: Mapping[str, Any], key: str) -> str:
    """What a rule opens of one field."""
    fields = rule.get("fields") or {}
    if f"/{key}" in fields.get("mask", ()):
        return "mask"
    return _highest({name for name in ("read", "propose", "write") if _names(fields, name, key)})


def rest_of(rule: Mapping[str, Any]) -> str:
    """What it opens of the fields it does not name."""
    fields = rule.get("fields") or {}
    return _highest(
        {name for name in ("read", "propose", "write") if fields.get(name) == EVERYTHING}
    )


def named_in(rule: Mapping[str, Any]) -> list[str]:
    """The fields a rule names, in the order of their keys."""
    fields = rule.get("fields") or {}
    pointers = {
        pointer for listed in fields.values() if isinstance(listed, list) for pointer in listed
    }
    return sorted(pointer.removeprefix("/") for pointer in pointers)


def _highest(names: Collection[str]) -> str:
    if "read" not in names:  # nobody writes or proposes over what they do not read
        return "none"
    return next(name for name in ("write", "propose", "read") if name in names)


def _names(fields: Mapping[str, Any], name: str, key: str) -> bool:
    listed = fields.get(name, ())
    return bool(listed == EVERYTHING or f"/{key}" in listed)


def _fields(rule: Mapping[str, Any], levels: Mapping[str, str], rest: str) -> dict[str, Any]:
    foreign = [key for key in named_in(rule) if key not in levels]
    every = {**{key: level_of(rule, key) for key in foreign}, **levels}
    found: dict[str, Any] = {}
    for name in ("read", "propose", "write"):
        opened = {key for key, level in every.items() if name in _OPENS[level]}
        # « * » opens what comes later too; a mask closes its field whatever is said of all, and
        # who writes a field has no need to propose
        apart = {"mask", "write"} if name == "propose" else {"mask"}
        closed = {key for key, level in every.items() if level not in apart} - opened
        if name in _OPENS[rest] and not closed:
            found[name] = EVERYTHING
        elif opened:
            found[name] = [f"/{key}" for key in sorted(opened)]
    masked = sorted(key for key, level in every.items() if level == "mask")
    if masked:
        found["mask"] = [f"/{key}" for key in masked]
    return found
