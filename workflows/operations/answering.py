"""The answers under a circuit were changed by an agent: what stood on the old ones falls."""

from __future__ import annotations

from workflows.operations.moving import write_head
from workflows.operations.voting import Pinned, drop_votes
from workflows.standing import Standing


def answers_changed(subject: Pinned, standing: Standing) -> int:
    """Visas are asked again, and whoever looks at the subject looks at another version of it."""
    dropped = drop_votes(subject)
    turns = list(subject.waiting_functions)
    values = {"waiting_functions": turns, "version": subject.version + 1}
    write_head(subject, standing.bridge, values)
    return dropped
