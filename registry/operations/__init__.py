"""The acts of this room."""

from registry.operations.applying import settle, take_back
from registry.operations.asking import (
    asked_by,
    bring_evidence,
    propose_changes,
    propose_for,
    take_uploads,
)
from registry.operations.concluding import act, conclude, tick, undo
from registry.operations.deciding import Said, Step, decide, writes
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
from registry.operations.proposing import EVIDENCE, Beside, attach, propose, revise
from registry.operations.records import (
    archive_record,
    create_record,
    restore_record,
    update_record,
)
from registry.operations.vocabulary import forget_words

__all__ = [
    "EVIDENCE",
    "IMPORT",
    "Beside",
    "Said",
    "Step",
    "act",
    "archive_record",
    "asked_by",
    "attach",
    "bring_evidence",
    "called_off",
    "conclude",
    "create_record",
    "decide",
    "forget_tries",
    "forget_words",
    "import_file",
    "import_step",
    "lift_restriction",
    "once_of",
    "order_import",
    "propose",
    "propose_changes",
    "propose_for",
    "reindex",
    "restore_record",
    "restrict_record",
    "revise",
    "run_tried",
    "settle",
    "store_mapping",
    "take_back",
    "take_uploads",
    "tick",
    "try_file",
    "undo",
    "undo_import",
    "update_record",
    "writes",
]
