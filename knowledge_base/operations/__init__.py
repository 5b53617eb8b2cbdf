"""Acts on entries, one file per moment of their life."""

from knowledge_base.operations.drafting import (
    begin_entry,
    change_draft,
    discard_draft,
    entrust,
    hand_on,
    restore,
    send_back,
)
from knowledge_base.operations.loading import Looked, forget, load, load_original, rehearse
from knowledge_base.operations.publishing import publish, retire_entry
from knowledge_base.operations.writing import write_entry

__all__ = [
    "Looked",
    "begin_entry",
    "change_draft",
    "discard_draft",
    "entrust",
    "forget",
    "hand_on",
    "load",
    "load_original",
    "publish",
    "rehearse",
    "restore",
    "retire_entry",
    "send_back",
    "write_entry",
]
