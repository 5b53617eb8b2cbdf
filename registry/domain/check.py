"""What cannot work in an entity: names of fields that do not exist, lists that have no room."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from core.problems import Problem
from form_factory.domain.schema_parts import resolved
from registry.domain.change_rules import ChangeRules
from registry.domain.entity import FAMILY, SLOTS, Kind, kind_of, listed_of, name_of
from workflows.domain.circuit import Circuit

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")
FIELD_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")


def problems_in(document: Mapping[str, Any]) -> list[Problem]:
    """Everything the meta-schema cannot see."""
    schema = document["schema"]
    properties = schema.get("properties", {}) if isinstance(schema, Mapping) else {}
    return [
        *_identities(schema, properties, document["fields"]),
        *_label(document["label"], properties),
        *_pointers(document, properties),
        *_code(document, schema),
        *_place(document),
        *_lists(document),
        *_links(document),
        *_searched(document, schema, properties),
        *_laid_aside(document, schema, properties),
        *_changes(document),
    ]


def identities(document: Mapping[str, Any]) -> dict[str, str]:
    """Key → x-id of each field."""
    schema = document["schema"]
    found = schema.get("properties", {}) if isinstance(schema, Mapping) else {}
    return {key: str(resolved(schema, part).get("x-id", "")) for key, part in found.items()}


def _identities(
    schema: Mapping[str, Any], properties: Mapping[str, Any], rules: Mapping[str, Any]
) -> Iterator[Problem]:
    """Each field has a sound key and an x-id of its own; each rule is about one of them."""
    seen: dict[str, str] = {}
    for key, part in properties.items():
        at = f"/schema/properties/{key}"
        if not FIELD_KEY.match(key):
            yield Problem(at, "entity-field-key", {"name": key[:80]})
        x_id = str(resolved(schema, part).get("x-id", ""))
        if not x_id:
            yield Problem(at, "entity-field-without-id", {"name": key[:80]})
        elif x_id in seen:
            yield Problem(at, "entity-field-id-twice", {"name": key, "other": seen[x_id]})
        seen.setdefault(x_id, key)
    for x_id in rules:
        if x_id not in seen:
            yield Problem(f"/fields/{x_id}", "unknown-field", {"name": x_id})


def _label(template: str, properties: Mapping[str, Any]) -> Iterator[Problem]:
    names = PLACEHOLDER.findall(template)
    if not names:
        yield Problem("/label", "entity-label-empty")
    for name in names:
        if name not in properties:
            yield Problem("/label", "unknown-field", {"name": name})


def _pointers(document: Mapping[str, Any], properties: Mapping[str, Any]) -> Iterator[Problem]:
    named = [(f"/sort/{n}", p) for n, p in enumerate(document["sort"])]
    named += [(f"/system/{n}", p) for n, p in enumerate(document.get("system", ()))]
    for r, rule in enumerate((document.get("changes") or {}).get("for", ())):
        named += [(f"/changes/for/{r}/items/{n}", p) for n, p in enumerate(rule.get("items", ()))]
    if document.get("code"):
        named.append(("/code", document["code"]))
    for c, card in enumerate(document.get("cards", ())):
        named += [(f"/cards/{c}/items/{n}", p) for n, p in enumerate(card["items"])]
    place = document.get("place") or {}
    if "establishment" in place:
        named.append(("/place/establishment", place["establishment"]))
    for n, parent in enumerate(place.get("parents", ())):
        named += [(f"/place/parents/{n}/{part}", parent[part]) for part in ("code", "label")]
    for at, pointer in named:
        if name_of(pointer) not in properties:
            yield Problem(at, "unknown-field", {"name": pointer})


def _code(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Problem]:
    code = name_of(document.get("code") or "")
    if code and code not in schema.get("required", ()):
        yield Problem("/code", "entity-code-optional", {"name": code})
    part = resolved(schema, schema.get("properties", {}).get(code))
    if code and part and kind_of(part) is not Kind.TEXT:
        yield Problem("/code", "entity-code-not-text", {"name": code})
    for x_id, rule in document["fields"].items():
        if rule.get("unique") and x_id != part.get("x-id"):
            yield Problem(f"/fields/{x_id}/unique", "entity-unique-not-code")


def _place(document: Mapping[str, Any]) -> Iterator[Problem]:
    """A record that is a place says which kind; one that lies at a school says which school."""
    place, scope = document.get("place") or {}, document["scope"]
    if scope == "self" and ("kind" not in place or not document.get("code")):
        yield Problem("/place", "entity-place-missing")
    if scope == "establishment" and "establishment" not in place:
        yield Problem("/place", "entity-establishment-missing")


def _lists(document: Mapping[str, Any]) -> Iterator[Problem]:
    """The index has so many columns for texts, numbers and dates."""
    counts: Counter[str] = Counter()
    for x_id, key, kind in listed_of(document):
        family = FAMILY.get(kind)
        if family is None:
            yield Problem(f"/fields/{x_id}/listed", "entity-not-listable", {"name": key})
            continue
        counts[family] += 1
        if counts[family] > len(SLOTS[family]):
            said = {"name": key, "most": len(SLOTS[family])}
            yield Problem(f"/fields/{x_id}/listed", "entity-too-many-listed", said)


def _links(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Links of a kind once, with as many ends as may be."""
    seen: set[tuple[str, str]] = set()
    for number, link in enumerate(document.get("links", ())):
        named = (link["kind"], link["to"])
        if named in seen:
            yield Problem(f"/links/{number}/kind", "entity-link-twice", {"name": link["kind"]})
        seen.add(named)
        if link.get("min", 0) > link.get("max", link.get("min", 0)):
            yield Problem(f"/links/{number}/max", "entity-link-bounds", {"name": link["kind"]})


def _laid_aside(
    document: Mapping[str, Any], schema: Mapping[str, Any], properties: Mapping[str, Any]
) -> Iterator[Problem]:
    """A field nobody sees any more names nothing, sorts nothing and is asked of nobody."""
    named = {*PLACEHOLDER.findall(document["label"]), *map(name_of, document["sort"])}
    named |= {name_of(document.get("code") or ""), *schema.get("required", ())}
    for key, part in properties.items():
        x_id = str(resolved(schema, part).get("x-id", ""))
        if document["fields"].get(x_id, {}).get("retired") and key in named:
            yield Problem(f"/fields/{x_id}/retired", "entity-retired-used", {"name": key})


def _searched(
    document: Mapping[str, Any], schema: Mapping[str, Any], properties: Mapping[str, Any]
) -> Iterator[Problem]:
    """A search must never answer by a value that whoever searches may not read (advisory 1)."""
    classes = {x_id: rule.get("class", "internal") for x_id, rule in document["fields"].items()}
    for x_id, rule in document["fields"].items():
        if rule.get("searched") and classes[x_id] in {"personal", "sensitive"}:
            yield Problem(f"/fields/{x_id}/searched", "entity-searched-personal")
    shown = [("/label", name) for name in PLACEHOLDER.findall(document["label"])]
    shown += [(f"/sort/{n}", name_of(p)) for n, p in enumerate(document["sort"])]
    for at, name in shown:
        x_id = str(resolved(schema, properties.get(name)).get("x-id", ""))
        if classes.get(x_id) == "sensitive":
            yield Problem(at, "entity-label-sensitive", {"name": name})


def _changes(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Rules of changes name cards that exist, and each is for some field."""
    cards = {card["key"] for card in document.get("cards", ())}
    for number, rule in enumerate((document.get("changes") or {}).get("for", ())):
        at = f"/changes/for/{number}"
        for n, key in enumerate(rule.get("cards", ())):
            if key not in cards:
                yield Problem(f"{at}/cards/{n}", "entity-changes-card", {"name": key})
        if not ChangeRules.of(document).special[number].fields:
            yield Problem(at, "entity-changes-unused", {"severity": "warning"})


def change_problems(at: str, rule: Mapping[str, Any], circuit: Circuit) -> Iterator[Problem]:
    """What a circuit must have so that changes go through it."""
    named = {"workflow": circuit.key}
    members = {key for key, function in circuit.functions.items() if function.source != "group"}
    for function in rule.get("bindings", {}):
        if function not in circuit.functions or function in members:
            where = f"{at}/bindings/{function}"
            yield Problem(where, "entity-changes-function", {**named, "name": function})
    out = circuit.leaving(circuit.initial)
    if len(out) == 1 and not members & set(out[0].by):
        yield Problem(f"{at}/workflow", "entity-changes-author", named)
    writing = {s.key for s in circuit.statuses if s.outcome == "accepted"}
    for move in circuit.transitions:
        if move.to in writing and members & set(move.by):
            yield Problem(f"{at}/workflow", "entity-changes-own", {**named, "move": move.label})
    ends = {s.key for s in circuit.statuses if s.outcome == "withdrawn"}
    if not any(t.to in ends and members & set(t.by) for t in circuit.transitions):
        yield Problem(f"{at}/workflow", "entity-changes-withdraw", {**named, "severity": "warning"})
