"""The acts of this room."""

from registry.operations.imports import (
    forget_tries,
    import_file,
    run_tried,
    store_mapping,
    try_file,
    undo_import,
)
from registry.operations.listing import reindex
from registry.operations.records import (
    archive_record,
    create_record,
    restore_record,
    update_record,
)

__all__ = [
    "archive_record",
    "create_record",
    "forget_tries",
    "import_file",
    "reindex",
    "restore_record",
    "run_tried",
    "store_mapping",
    "try_file",
    "undo_import",
    "update_record",
]
