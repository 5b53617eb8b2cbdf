"""The acts of this room."""

from documents.operations.coming import (
    PIECE,
    Announced,
    add_piece,
    arrived,
    begin_file,
    coming,
    give_up,
)
from documents.operations.exports import (
    EXPORT,
    cancel_export,
    drop_export,
    export_called_off,
    forget_exports,
    make_export,
    note_download,
    order_export,
)
from documents.operations.letters import MAKE_LETTER, issue, make_letter, try_again, void
from documents.printing import pdf

__all__ = [
    "EXPORT",
    "MAKE_LETTER",
    "PIECE",
    "Announced",
    "add_piece",
    "arrived",
    "begin_file",
    "cancel_export",
    "coming",
    "drop_export",
    "export_called_off",
    "forget_exports",
    "give_up",
    "issue",
    "make_export",
    "make_letter",
    "note_download",
    "order_export",
    "pdf",
    "try_again",
    "void",
]
