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
from documents.operations.letters import (
    MAKE_LETTER,
    TYPED,
    WORD,
    Order,
    issue,
    issue_now,
    make_letter,
    make_letters,
    try_again,
    void,
    void_of_steps,
)
from documents.printing import pdf
from documents.scanning import look_at
from documents.typesetting import HOLDING, SIGNED

__all__ = [
    "EXPORT",
    "HOLDING",
    "MAKE_LETTER",
    "PIECE",
    "SIGNED",
    "TYPED",
    "WORD",
    "Announced",
    "Order",
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
    "issue_now",
    "look_at",
    "make_export",
    "make_letter",
    "make_letters",
    "note_download",
    "order_export",
    "pdf",
    "try_again",
    "void",
    "void_of_steps",
]
