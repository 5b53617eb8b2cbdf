"""Acts on a subject under a circuit. The caller holds the row (locked) and its standing."""

from workflows.operations.answering import answers_changed
from workflows.operations.confirming import refuse_unread
from workflows.operations.moving import move, submit
from workflows.operations.ticking import tick
from workflows.operations.undoing import undo
from workflows.operations.voting import drop_votes, vote

__all__ = [
    "answers_changed",
    "drop_votes",
    "move",
    "refuse_unread",
    "submit",
    "tick",
    "undo",
    "vote",
]
