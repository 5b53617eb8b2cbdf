"""The acts of this room."""

from registry.operations.answering import answer_proposal
from registry.operations.importing import IMPORT, called_off, import_step, once_of
from registry.operations.imports import (
    forget_tries,
    import_file,
    order_import,
    run_tried,
    store_mapping,
    try_file,
    undo_import,
)
from registry.operations.limiting import lift_restriction, restrict_record
from registry.operations.listing import reindex
from registry.operations.records import (
    archive_record,
    create_record,
    restore_record,
    update_record,
)
from registry.operations.vocabulary import forget_words

__all__ = [
    "IMPORT",
    "answer_proposal",
    "archive_record",
    "called_off",
    "create_record",
    "forget_tries",
    "forget_words",
    "import_file",
    "import_step",
    "lift_restriction",
    "once_of",
    "order_import",
    "reindex",
    "restore_record",
    "restrict_record",
    "run_tried",
    "store_mapping",
    "try_file",
    "undo_import",
    "update_record",
]
