"""An entity document read as values: its fields, and where each one is listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.canonical import sha256
from form_factory.domain.schema_parts import is_decimal, resolved, type_of
from registry.domain.change_rules import ChangeRules


class Kind(StrEnum):
    """How the value of a field is read, compared and listed."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DECIMAL = "decimal"
    DATE = "date"
    BOOLEAN = "boolean"
    #: Lists and objects: kept and shown, never listed.
    OTHER = "other"


#: Columns of the index that may hold a kind of value.
SLOTS: Mapping[str, tuple[str, ...]] = {
    "t": ("t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8"),
    "n": ("n1", "n2", "n3", "n4"),
    "d": ("d1", "d2", "d3", "d4"),
}  # fmt: skip
FAMILY: Mapping[Kind, str] = {
    Kind.TEXT: "t", Kind.BOOLEAN: "t", Kind.INTEGER: "n", Kind.NUMBER: "n", Kind.DECIMAL: "n",
    Kind.DATE: "d",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class EntityField:
    """One field; `slot` is the column of the index that holds it, when it is listed."""

    key: str
    x_id: str
    title: str
    kind: Kind
    schema: Mapping[str, Any]
    required: bool
    #: public, internal, personal or sensitive.
    privacy: str = "internal"
    listed: bool = False
    searched: bool = False
    slot: str | None = None
    choices: tuple[tuple[Any, str], ...] = ()
    #: How a form asks for it, where its schema alone does not say: {"widget", …}.
    ui: Mapping[str, Any] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether whoever may see the record may see this."""
        return self.privacy in {"public", "internal"}

    def words_for(self, value: Any) -> Any:
        """The title of a choice; any other value as it is."""
        return next((title for known, title in self.choices if known == value), value)


@dataclass(frozen=True, slots=True)
class Card:
    """Fields shown together on the page of a record."""

    key: str
    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """What a record of this entity holds, how it is called, where it stands."""

    key: str
    title: str
    plural: str
    schema: Mapping[str, Any]
    fields: Mapping[str, EntityField]
    label: str
    sort: tuple[str, ...]
    #: establishment, self or none.
    scope: str
    place: Mapping[str, Any]
    code: str | None
    cards: tuple[Card, ...]
    year_bound: bool
    #: Names the schema for the cache of validators.
    schema_sha: str
    #: Keys of fields nobody sees any more: records keep what they hold of them.
    laid_aside: frozenset[str] = frozenset()
    #: Which circuits proposed changes go through.
    changes: ChangeRules = field(default_factory=ChangeRules)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Entity:
        """Read a document that was checked."""
        fields = _fields(document)
        return cls(
            key=document["key"], title=document["title"],
            plural=document.get("plural") or document["title"],
            schema=document["schema"], fields=fields, label=document["label"],
            sort=tuple(name_of(p) for p in document["sort"]),
            scope=document["scope"], place=document.get("place") or {},
            code=name_of(document["code"]) if document.get("code") else None,
            cards=tuple(
                Card(c["key"], c["title"], tuple(name_of(p) for p in c["items"]))
                for c in document.get("cards", ())
            ),
            year_bound=bool(document.get("year_bound")),
            schema_sha=sha256(document["schema"]),
            laid_aside=frozenset(document["schema"]["properties"].keys() - fields.keys()),
            changes=ChangeRules.of(document),
        )  # fmt: skip

    @property
    def listed(self) -> list[EntityField]:
        """Columns of the list: in the order of the cards, then by age."""
        order = [key for card in self.cards for key in card.fields]
        found = [field for field in self.fields.values() if field.slot]
        return sorted(
            found, key=lambda f: (order.index(f.key) if f.key in order else len(order), f.x_id)
        )


def name_of(pointer: str) -> str:
    """The key a pointer to a field of an entity names: `/nom` → `nom`."""
    return pointer.removeprefix("/")


def kind_of(schema: Mapping[str, Any]) -> Kind:
    """How values of this schema are handled."""
    declared = type_of(schema)
    if is_decimal(schema):
        return Kind.DECIMAL
    if declared == "string":
        return Kind.DATE if schema.get("format") == "date" else Kind.TEXT
    if declared in {"integer", "number", "boolean"}:
        return Kind(declared)
    if declared is None and choices_of(schema):
        return Kind.TEXT
    return Kind.OTHER


def choices_of(schema: Mapping[str, Any]) -> tuple[tuple[Any, str], ...]:
    """(value, words) of a closed question."""
    branches = schema.get("oneOf") or schema.get("anyOf")
    if isinstance(branches, list) and all(
        isinstance(b, Mapping) and "const" in b for b in branches
    ):
        return tuple((b["const"], str(b.get("title", b["const"]))) for b in branches)
    return tuple((value, str(value)) for value in schema.get("enum", ()))


def _fields(document: Mapping[str, Any]) -> dict[str, EntityField]:
    schema, rules = document["schema"], document["fields"]
    asked = set(schema.get("required", ()))
    slots = slots_of(document)
    found = {}
    for key, part in schema["properties"].items():
        plain = resolved(schema, part)
        rule = rules.get(plain.get("x-id"), {})
        if rule.get("retired"):
            continue
        found[key] = EntityField(
            key=key, x_id=str(plain.get("x-id", "")), title=str(plain.get("title", key)),
            kind=kind_of(plain), schema=plain, required=key in asked,
            privacy=rule.get("class", "internal"), listed=bool(rule.get("listed")),
            searched=bool(rule.get("searched")), slot=slots.get(key), choices=choices_of(plain),
            ui=rule.get("ui") or {},
        )  # fmt: skip
    return dict(sorted(found.items(), key=lambda item: item[1].x_id))


def slots_of(document: Mapping[str, Any]) -> dict[str, str]:
    """Key → column of the index: the one its rule names (`designing.settled`), else the oldest
    field (by x-id) takes the first of its family."""
    free = {family: list(columns) for family, columns in SLOTS.items()}
    listed, given = listed_of(document), dict[str, str]()
    for x_id, key, kind in listed:
        columns, named = free.get(FAMILY.get(kind, ""), []), document["fields"][x_id].get("slot")
        if named in columns:
            columns.remove(named)
            given[key] = named
    for _x_id, key, kind in listed:
        columns = free.get(FAMILY.get(kind, ""), [])
        if key not in given and columns:
            given[key] = columns.pop(0)
    return given


def listed_of(document: Mapping[str, Any]) -> list[tuple[str, str, Kind]]:
    """(x-id, key, kind) of the listed fields, oldest first."""
    schema, rules = document["schema"], document["fields"]
    found = []
    for key, part in schema.get("properties", {}).items():
        plain = resolved(schema, part)
        x_id = str(plain.get("x-id", ""))
        rule = rules.get(x_id, {})
        if rule.get("listed") and not rule.get("retired"):
            found.append((x_id, key, kind_of(plain)))
    return sorted(found)
