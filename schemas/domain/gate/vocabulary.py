"""Which keywords a stored schema may use, and where schemas stand inside a schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

#: Keyword → whether its schemas look at the same place of the document ("here") or below ("below").
ONE: Final = {
    "not": "here", "if": "here", "then": "here", "else": "here", "contentSchema": "apart",
    "items": "below", "contains": "below", "additionalProperties": "below",
    "propertyNames": "below",
}  # fmt: skip
LISTS: Final = {"allOf": "here", "anyOf": "here", "oneOf": "here", "prefixItems": "below"}
MAPS: Final = {
    "dependentSchemas": "here", "properties": "below", "patternProperties": "below",
    "$defs": "apart",
}  # fmt: skip
VALUES: Final = frozenset({
    "$ref", "$schema", "$comment", "type", "const", "enum", "multipleOf", "maximum",
    "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern",
    "maxItems", "minItems", "uniqueItems", "maxContains", "minContains", "maxProperties",
    "minProperties", "required", "dependentRequired", "format",
    "title", "description", "default", "deprecated", "readOnly", "writeOnly", "examples",
    "contentEncoding", "contentMediaType",
})  # fmt: skip
#: Under these stand other schemas; most schemas have none of them.
_HOLDERS: Final = frozenset({*ONE, *LISTS, *MAPS})
KEYWORDS: Final = VALUES | _HOLDERS

#: Each has its checker in `schemas.formats`; any other format is refused.
FORMATS: Final = frozenset({
    "bic", "date", "date-time", "decimal", "email", "iban", "ine", "insee", "nir", "phone",
    "postal-code", "preau-file", "siren", "siret", "time", "uai", "uri", "uuid",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """A schema inside a schema: under which keyword and key, and looking where."""

    keyword: str
    key: str
    looks: str
    at: str
    schema: Any


def steps(schema: Any, at: str = "") -> Iterator[Step]:
    """The schemas directly inside `schema`; malformed parts are passed over."""
    if not isinstance(schema, Mapping) or _HOLDERS.isdisjoint(schema):
        return
    for keyword, value in schema.items():
        place = f"{at}/{keyword}"  # no keyword that holds a schema has anything to escape
        if keyword in ONE:
            yield Step(keyword, "", ONE[keyword], place, value)
        elif keyword in LISTS and isinstance(value, list):
            for number, inner in enumerate(value):
                yield Step(keyword, str(number), LISTS[keyword], f"{place}/{number}", inner)
        elif keyword in MAPS and isinstance(value, Mapping):
            for key, inner in value.items():
                yield Step(keyword, key, MAPS[keyword], f"{place}/{escape(key)}", inner)


def places(schema: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every schema with its JSON pointer, outermost first. The caller has bounded the depth."""
    yield at, schema
    for step in steps(schema, at):
        yield from places(step.schema, step.at)


def escape(key: str) -> str:
    """A key as one step of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")
