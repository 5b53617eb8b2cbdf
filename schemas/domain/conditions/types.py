"""Which names a condition may use, and what each one holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from schemas.domain.conditions.values import Kind


@dataclass(frozen=True, slots=True)
class FieldType:
    """What a field holds. Two types are of the same family when their values may be compared."""

    kind: Kind
    #: The keys one may choose from, with their words; None when any value will do.
    choices: Mapping[Any, str] | None = None
    #: Of a list: what its items are.
    item: FieldType | None = None
    #: Of rows and of an object: what each part is.
    fields: Mapping[str, FieldType] = field(default_factory=dict)
    #: Digits after the point of a decimal (`x-scale`).
    scale: int = 2
    title: str = ""
    #: Unit that words show after a number (`x-unit`): "€", "km".
    unit: str = ""
    format: str = ""


ANY = FieldType(Kind.ANY)
BOOLEAN = FieldType(Kind.BOOLEAN)
INTEGER = FieldType(Kind.INTEGER)
NUMBER = FieldType(Kind.NUMBER)
DECIMAL = FieldType(Kind.DECIMAL)
DATE = FieldType(Kind.DATE)
DATETIME = FieldType(Kind.DATETIME)
TIME = FieldType(Kind.TIME)
TEXT = FieldType(Kind.TEXT)
KEY = FieldType(Kind.KEY)


@dataclass(frozen=True)
class Types:
    """Dotted path → type. `row` holds the names after `./` inside a repeated field."""

    paths: Mapping[str, FieldType] = field(default_factory=dict)
    row: Mapping[str, FieldType] | None = None
    #: Unknown names read as `ANY` instead of being refused (guards not yet bound to a form).
    open: bool = False

    @classmethod
    def of_schema(cls, schema: Mapping[str, Any], prefix: str = "") -> Types:
        """The names of a JSON Schema document; `prefix` is "data" in a circuit."""
        from schemas.domain.conditions.schema_types import paths_of

        stem = f"{prefix.rstrip('.')}." if prefix else ""
        return cls({stem + path: found for path, found in paths_of(schema).items()})

    @classmethod
    def merge(cls, *several: Types) -> Types:
        """All names together; the last one wins."""
        merged: dict[str, FieldType] = {}
        row = None
        for types in several:
            merged.update(types.paths)
            row = types.row if types.row is not None else row
        return cls(merged, row, any(types.open for types in several))

    @classmethod
    def anything(cls) -> Types:
        """Every name is allowed and untyped."""
        return cls(open=True, row={})

    def in_rows(self, path: str) -> Types:
        """The names seen from inside the rows of `path` ("lots", or "./sous" in a nested list)."""
        found = self.get(path)
        return replace(self, row=dict(found.fields) if found else {})

    def get(self, path: str) -> FieldType | None:
        """The type of a name as written in `var`; None when nobody knows it."""
        if path.startswith("./"):
            found = None if self.row is None else _inside(self.row, path[2:])
            outside = self.row is None
            return found or (ANY if self.open and not outside else None)
        return self.paths.get(path) or (ANY if self.open else None)

    def __getitem__(self, path: str) -> FieldType:
        return self.get(path) or ANY

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and self.get(path) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)


def _inside(fields: Mapping[str, FieldType], dotted: str) -> FieldType | None:
    head, _, rest = dotted.partition(".")
    found = fields.get(head)
    if found is None or not rest:
        return found
    return _inside(found.fields, rest) if found.kind is Kind.OBJECT else None


def to_dotted(pointer: str) -> str:
    """ "/adresse/ville" → "adresse.ville": the same field as `var` names it."""
    return pointer.lstrip("/").replace("/", ".").replace("~1", "/").replace("~0", "~")


def to_pointer(dotted: str) -> str:
    """ "adresse.ville" → "/adresse/ville"."""
    return "/" + dotted.replace("~", "~0").replace("/", "~1").replace(".", "/")
