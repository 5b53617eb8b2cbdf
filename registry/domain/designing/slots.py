"""Which column of the index a listed field stands in: what is listed already stays where it is.

Rows of the index are written anew by a job once an entity is published. Until it has gone by, a
field that was listed before must find its values where they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.domain.entity import FAMILY, SLOTS, listed_of, slots_of

Document = dict[str, Any]


def settled(document: Document, live: Mapping[str, Any] | None) -> Document:
    """The document with the columns of `live` kept, and new fields in columns nobody used."""
    before = slots_of(live) if live is not None else {}
    rules = document["fields"]
    for rule in rules.values():
        rule.pop("slot", None)
    given = {key: before[key] for _x_id, key, _kind in listed_of(document) if key in before}
    used = set(before.values())
    for _x_id, key, kind in listed_of(document):
        family = SLOTS.get(FAMILY.get(kind, ""), ())
        if key in given and given[key] in family:
            continue
        given.pop(key, None)
        free = [column for column in family if column not in given.values()]
        fresh = [column for column in free if column not in used]
        if free:
            given[key] = (fresh or free)[0]
    plain = slots_of(document)
    if plain != given:
        for x_id, key, _kind in listed_of(document):
            if key in given:
                rules[x_id]["slot"] = given[key]
    return document
