"""One move on many subjects: read, decided, written a chunk at a time, each as it would be alone.

The caller holds the rows (locked, in the order of their ids) and their standings.
"""

from workflows.operations.bulk.moving import Result, move_all
from workflows.operations.bulk.reading import Held, needs_of
from workflows.operations.bulk.undoing import undo_all
from workflows.operations.bulk.walking import foresee

__all__ = ["Held", "Result", "foresee", "move_all", "needs_of", "undo_all"]
