"""What a rule on records may name (`data.statut`, `statut`, `actor.id`), and where SQL finds it.

The document of the record stands in a column called `ruled.data`, the facts of the person in binds
`actor_…`. Values are read as the evaluator reads them: what is not of its type is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from schemas.domain.conditions import FieldType, Kind, Types
from schemas.domain.conditions.sql_values import Column, Rows

#: What a rule may name of the person who acts.
FACTS: Final = ("id", "name", "email", "job_title", "locale")
ACTOR: Final = Types({f"actor.{name}": FieldType(Kind.TEXT) for name in FACTS})
DOCUMENT: Final = "ruled.data"
_PART = re.compile(r"[A-Za-z0-9_-]{1,60}")
_WHOLE = frozenset({"data", "actor"})


def types_of(schema: Mapping[str, Any]) -> Types:
    """The names of a rule on records of this schema."""
    return Types.merge(Types.of_schema(schema), Types.of_schema(schema, "data"), ACTOR)


def names_of(data: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The values under these names."""
    actor = {name: facts.get(name) for name in FACTS}
    return {**data, "data": data, "actor": actor}


def binds_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the binds `actor_…`."""
    return {f"actor_{name}": facts.get(name) for name in FACTS}


class RuleNames:
    """A resolver (see `conditions.sql`); a name it does not give cannot be in a rule."""

    def __init__(self, types: Types) -> None:
        self.types = types

    def column(self, path: str) -> Column | None:
        """The expression of a field or of a fact of the person."""
        found = self.types.get(path)
        if found is None or found.kind in {Kind.ANY, Kind.LIST, Kind.ROWS}:
            return None
        if path.startswith("actor."):
            name = path.removeprefix("actor.")
            return Column(f"CAST(:actor_{name} AS text)", found) if name in FACTS else None
        at = _at(path)
        return None if at is None else _scalar(DOCUMENT, at, found)

    def rows(self, path: str) -> Rows | None:
        """The rows of a repeated field, or the items of a list."""
        found, at = self.types.get(path), _at(path)
        if found is None or at is None or found.kind not in {Kind.LIST, Kind.ROWS}:
            return None
        place = f"{DOCUMENT} #> {at}"
        many = (
            f"CASE WHEN jsonb_typeof({place}) = 'array' THEN {place} ELSE CAST('[]' AS jsonb) END"
        )
        if found.kind is Kind.LIST:
            source = f"jsonb_array_elements_text({many}) AS item(value)"
            item = None if found.item is None else Column("item.value", found.item)
            return Rows(source, lambda _path: None, item)
        fields = found.fields

        def column(name: str) -> Column | None:
            part, inside = fields.get(name), _at(name, within=True)
            if part is None or inside is None or part.kind in {Kind.ANY, Kind.LIST, Kind.ROWS}:
                return None
            return _scalar("line.value", inside, part)

        return Rows(f"jsonb_array_elements({many}) AS line(value)", column)


def _at(path: str, *, within: bool = False) -> str | None:
    """The path as a literal of text[]; other names are refused, so nothing is to be escaped."""
    if path in _WHOLE and not within:
        return None
    parts = (path if within else path.removeprefix("data.")).split(".")
    return f"'{{{','.join(parts)}}}'" if all(_PART.fullmatch(part) for part in parts) else None


def _scalar(document: str, at: str, found: FieldType) -> Column:
    place = f"{document} #> {at}"
    if found.kind is Kind.OBJECT:
        whole = f"jsonb_typeof({place}) = 'object' AND {place} <> CAST('{{}}' AS jsonb)"
        return Column(f"(CASE WHEN {whole} THEN {document} #>> {at} END)", found)
    plain = f"jsonb_typeof({place}) IN ('string', 'number', 'boolean')"
    return Column(f"(CASE WHEN {plain} THEN {document} #>> {at} END)", found)
