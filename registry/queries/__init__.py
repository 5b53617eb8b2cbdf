"""The questions of this room."""

from registry.queries.entities import (
    entity_of,
    live_entities,
    live_entity,
    live_version,
    name_is_public,
)
from registry.queries.filters import under
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
    is_own,
    may,
    readable_fields,
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
    "list_records",
    "live_entities",
    "live_entity",
    "live_version",
    "mapping_named",
    "mappings",
    "may",
    "may_import",
    "name_is_public",
    "readable_fields",
    "recognised",
    "record",
    "record_by_code",
    "record_for",
    "records_at",
    "under",
]
