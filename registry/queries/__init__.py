"""The questions of this room."""

from registry.queries.entities import (
    entity_of,
    live_entities,
    live_entity,
    live_version,
    name_is_public,
)
from registry.queries.gate import (
    is_own,
    label,
    may,
    project,
    reach,
    readable_fields,
    under,
    writable,
)
from registry.queries.imports import (
    batch_for,
    batches,
    items_of,
    mapping_named,
    mappings,
    may_import,
    recognised,
)
from registry.queries.lists import Facet, facets, list_records
from registry.queries.records import (
    record,
    record_by_code,
    record_for,
    records_at,
)

__all__ = [
    "Facet",
    "batch_for",
    "batches",
    "entity_of",
    "facets",
    "is_own",
    "items_of",
    "label",
    "list_records",
    "live_entities",
    "live_entity",
    "live_version",
    "mapping_named",
    "mappings",
    "may",
    "may_import",
    "name_is_public",
    "project",
    "reach",
    "readable_fields",
    "recognised",
    "record",
    "record_by_code",
    "record_for",
    "records_at",
    "under",
    "writable",
]
