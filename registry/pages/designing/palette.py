"""The types of the palette that a record can hold: one plain value that can be typed and listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from core.canonical import canonical
from form_factory.domain.form import Field, Shape
from form_factory.domain.schema_parts import resolved
from form_factory.fields import FieldType, Setting, palette, type_for
from registry.domain.entity import Kind, choices_of, kind_of

#: What the registry checks and shows of a schema: options on other keywords are not offered.
_KEPT: Final = frozenset(
    {
        "schema:/minLength", "schema:/maxLength", "schema:/minimum", "schema:/maximum",
        "schema:/oneOf",
    }
)  # fmt: skip
#: Written in several ways that the boxes of records do not read.
_NOT_TYPED: Final = frozenset({"date-time", "time", "preau-file"})


def offered() -> list[tuple[str, list[FieldType]]]:
    """Heads of the palette with the types a record can hold."""
    found, known = [], set[str]()
    for label, listed in palette(in_rows=True):
        types = []
        for each in listed:
            if isinstance(each, FieldType) and holds(each):
                part = canonical(each.blank()[0])
                if part not in known:  # two controls of one kind of value are one on a record
                    types.append(each)
                known.add(part)
        if types:
            found.append((str(label), types))
    return found


def holds(each: FieldType) -> bool:
    """Whether records can hold what this type asks."""
    part = each.blank()[0]
    return (
        bool(each.group)
        and each.reads
        and kind_of(part) is not Kind.OTHER
        and "x-list" not in part
        and "const" not in part
        and part.get("format") not in _NOT_TYPED
    )


def offered_type(name: str) -> FieldType | None:
    """The type called `name`, if a record can hold it."""
    return next((each for _label, types in offered() for each in types if each.name == name), None)


def type_of(document: Mapping[str, Any], key: str) -> FieldType:
    """The type that fits a field as its schema stands."""
    part = resolved(document["schema"], document["schema"]["properties"][key])
    choices: Any = choices_of(part)
    return type_for(
        Field(
            key=key, path=(key,), pointer=f"/{key}", schema=part, shape=Shape.LEAF,
            x_id=None, widget=None, label="", hint=None, when=None, required=None, demanded=False,
            choices=choices,
        )
    )  # fmt: skip


def settings_of(each: FieldType) -> list[Setting]:
    """The options that mean something on a record."""
    return [one for one in each.settings if one.at in _KEPT]
