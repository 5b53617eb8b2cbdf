"""The mapping a file is read by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.folding import fold
from core.problems import Problem
from core.reading import Table, UnreadableFile
from registry import queries
from registry.domain import mapping as mappings
from registry.domain.entity import Entity
from registry.domain.mapping import Mapping as ColumnMapping
from registry.errors import BadMapping


def mapping_for(entity: Entity, table: Table, document: Mapping[str, Any]) -> ColumnMapping:
    """The mapping asked for, the one that recognises the file, or names of fields."""
    if document:
        wanted = ColumnMapping.of(document)
        missing = wanted.missing_from(table.header)
        if missing:
            said = [Problem("", "table-column-missing", {"name": name}) for name in missing[:20]]
            raise UnreadableFile(said)
        return wanted
    found = queries.recognised(table.header, entity.key) or mappings.plain_mapping(
        entity, table.header
    )
    if not found.rules:
        raise UnreadableFile([Problem("", "table-no-column")])
    needed = entity.fields.get(entity.code or "")
    if needed is not None and all(rule.to != needed.key for rule in found.rules):
        raise UnreadableFile([Problem("", "table-column-missing", {"name": needed.title})])
    return found


def checked(document: Mapping[str, Any], entity: Entity) -> ColumnMapping:
    """The mapping a document describes, once it holds against the entity."""
    problems = mappings.problems_in(document, entity)
    if not problems and fold(str(document.get("entity"))) != fold(entity.key):
        problems = [Problem("/entity", "mapping-shape")]
    if problems:
        raise BadMapping(problems)
    return ColumnMapping.of(document)
