"""Fields of an entity: add, say what they hold and how they are shown, lay aside, bring back.

A field that was published is never erased: records hold its values, and its key is its own for
ever. It is laid aside: nobody sees it, nothing is rewritten, and it may come back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from core.errors import Invalid
from core.folding import fold
from core.problems import Problem
from form_factory.domain.schema_parts import resolved
from registry.domain.check import PLACEHOLDER
from registry.domain.designing.cards import forget, place
from registry.domain.entity import FAMILY, kind_of, name_of

Document = dict[str, Any]

CLASSES: Final = ("public", "internal", "personal", "sensitive")
LONGEST_TITLE: Final = 200
LONGEST_KEY: Final = 40


def refused(path: str, code: str, **params: Any) -> Invalid:
    """One thing that cannot be done, at the control it is about."""
    known: Mapping[str, Any] = params
    return Invalid([Problem(f"/{path}", code, known)])


def field_at(document: Mapping[str, Any], x_id: str) -> str:
    """The key of the field of this identity."""
    for key, part in document["schema"]["properties"].items():
        if resolved(document["schema"], part).get("x-id") == x_id:
            return str(key)
    raise refused("field", "design-field-gone")


def part_of(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The schema of a field."""
    return resolved(document["schema"], document["schema"]["properties"][key])


def add_field(
    document: Document,
    part: Mapping[str, Any],
    title: str,
    card: str,
    *,
    x_id: str,
    taken: Collection[str],
) -> Document:
    """A new field at the end of a card; `taken` are keys that fields had in any version."""
    schema, named = document["schema"], _title(title)
    key = free_key(named, {*schema["properties"], *taken})
    schema["properties"][key] = {**part, "title": named, "x-id": x_id}
    document["fields"][x_id] = {"class": "internal"}
    return place(document, key, card) if card else document


def free_key(title: str, taken: Collection[str]) -> str:
    """A name nobody has or had: « Label numérique » → `label_numerique`."""
    stem = fold(title).replace(" ", "_").lstrip("0123456789_")[: LONGEST_KEY - 4].strip("_")
    stem, number = stem or "champ", 2
    key = stem
    while key in taken:
        key, number = f"{stem}_{number}", number + 1
    return key


def set_part(document: Document, key: str, part: Mapping[str, Any]) -> Document:
    """What the field holds, as its settings say; title and identity stay its own."""
    before = part_of(document, key)
    kept = {name: before[name] for name in ("title", "x-id") if name in before}
    if kind_of(part) != kind_of(before) or part.get("format") != before.get("format"):
        document["fields"].get(str(before.get("x-id")), {}).pop("ui", None)  # it asked another type
    document["schema"]["properties"][key] = {**part, **kept}
    return document


def change_field(
    document: Document, key: str, *, title: str, required: bool, rules: Mapping[str, Any]
) -> Document:
    """Its words, whether it must be filled in, and what is done with it.

    `rules` holds class, listed, searched, retention; those that are empty are left out.
    """
    schema, part = document["schema"], part_of(document, key)
    _refuse_rules(document, key, rules)
    named = _title(title)
    schema["properties"][key] = {**schema["properties"][key], "title": named}
    asked = [name for name in schema.get("required", ()) if name != key]
    if name_of(document.get("code") or "") == key:
        required = True
    schema["required"] = [*asked, key] if required else asked
    x_id = str(part["x-id"])
    kept = {
        name: value
        for name, value in document["fields"].get(x_id, {}).items()
        if name in {"unique", "slot", "ui"}
    }
    document["fields"][x_id] = {**kept, **{k: v for k, v in rules.items() if v}}
    return document


def _refuse_rules(document: Mapping[str, Any], key: str, rules: Mapping[str, Any]) -> None:
    part, privacy = part_of(document, key), rules.get("class")
    if privacy not in CLASSES:
        raise refused("class", "design-class")
    if rules.get("listed") and kind_of(part) not in FAMILY:
        raise refused("listed", "entity-not-listable", name=part.get("title", key))
    if rules.get("searched") and privacy in {"personal", "sensitive"}:
        raise refused("searched", "entity-searched-personal")
    if privacy == "sensitive" and key in {*_named(document), *_sorted(document)}:
        raise refused("class", "entity-label-sensitive", name=part.get("title", key))


def uses_of(document: Mapping[str, Any], key: str) -> list[str]:
    """What keeps a field where it is: system, code, label, sort, place."""
    found = []
    if f"/{key}" in document.get("system", ()):
        found.append("system")
    if name_of(document.get("code") or "") == key:
        found.append("code")
    if key in _named(document):
        found.append("label")
    if key in _sorted(document):
        found.append("sort")
    where = document.get("place") or {}
    above = [p[part] for p in where.get("parents", ()) for part in ("code", "label")]
    if f"/{key}" in {where.get("establishment"), *above}:
        found.append("place")
    return found


def remove_field(document: Document, key: str, *, published: bool) -> Document:
    """Erase a field nobody filled in yet; lay aside one that was published."""
    uses = uses_of(document, key)
    if uses:
        raise refused("field", f"design-field-{uses[0]}", name=part_of(document, key)["title"])
    schema, x_id = document["schema"], str(part_of(document, key)["x-id"])
    schema["required"] = [name for name in schema.get("required", ()) if name != key]
    forget(document, key)
    rules = document["fields"].get(x_id, {})
    if published:
        kept = {k: v for k, v in rules.items() if k in {"class", "retention"}}
        document["fields"][x_id] = {**kept, "retired": True}
        return document
    del schema["properties"][key]
    document["fields"].pop(x_id, None)
    return document


def bring_back(document: Document, key: str, card: str) -> Document:
    """A field that was laid aside is shown again, with what records hold of it."""
    rules = document["fields"].get(str(part_of(document, key)["x-id"]), {})
    rules.pop("retired", None)
    return place(document, key, card) if card else document


def _named(document: Mapping[str, Any]) -> list[str]:
    return PLACEHOLDER.findall(str(document.get("label", "")))


def _sorted(document: Mapping[str, Any]) -> list[str]:
    return [name_of(pointer) for pointer in document.get("sort", ())]


def _title(title: str) -> str:
    named = " ".join(title.split())
    if not named or len(named) > LONGEST_TITLE:
        raise refused("title", "design-title")
    return named
