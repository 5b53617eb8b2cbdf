"""The questions of this room."""

from registry.queries.entities import (
    entity_of,
    live_entities,
    live_entity,
    live_version,
    name_is_public,
)
from registry.queries.facets import Facet, facets
from registry.queries.gate import (
    access,
    code,
    creatable,
    is_own,
    label,
    may,
    may_archive,
    narrows,
    open_listed,
    project,
    reach,
    readable_fields,
    somewhere,
    sort_fields,
    under,
    word_fields,
    writable,
)
from registry.queries.imports import (
    batch_for,
    batches,
    is_mine,
    items_of,
    mapping_named,
    mappings,
    may_import,
    recognised,
)
from registry.queries.lists import list_records
from registry.queries.near import ENOUGH, near_records
from registry.queries.proposals import proposal_for, proposals_on, waiting
from registry.queries.records import (
    record,
    record_by_code,
    record_for,
    records_at,
)
from registry.queries.seen import Seen, seen, seen_all
from registry.queries.watchers import watchers

__all__ = [
    "ENOUGH",
    "Facet",
    "Seen",
    "access",
    "batch_for",
    "batches",
    "code",
    "creatable",
    "entity_of",
    "facets",
    "is_mine",
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
    "may_archive",
    "may_import",
    "name_is_public",
    "narrows",
    "near_records",
    "open_listed",
    "project",
    "proposal_for",
    "proposals_on",
    "reach",
    "readable_fields",
    "recognised",
    "record",
    "record_by_code",
    "record_for",
    "records_at",
    "seen",
    "seen_all",
    "somewhere",
    "sort_fields",
    "under",
    "waiting",
    "watchers",
    "word_fields",
    "writable",
]
