"""History without the people who were in it: lines lose what they told, the chain stays verifiable.

A line that lost something no longer hashes to its hash. A later line of the same chain vouches for
what it holds now: whoever changes it without writing that line is still found out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from core.actor import Actor
from core.database import session
from core.history import digest, lines_of, record
from core.models import Change

REWRITTEN: Final = "history.rewritten"
_PRINTS: Final = "rewritten"


def emptied(line: Change) -> bool:
    """Take out of a line all that it told; who acted, when and how stays. Whether it told."""
    if _PRINTS in line.facts:
        return False
    told = bool(line.patch or line.facts or line.reason)
    line.patch, line.facts, line.reason = [], {}, None
    return told


def vouch(actor: Actor, changed: Iterable[Change]) -> None:
    """Write the lines that vouch for these, which have lost something.

    The caller holds the rows of their subjects.
    """
    prints: dict[tuple[str, UUID], dict[str, str]] = defaultdict(dict)
    for line in changed:
        prints[line.subject_kind, line.subject_id][str(line.id)] = digest(line)
    session.flush()
    for (kind, subject_id), found in prints.items():
        version = lines_of(kind, subject_id, 1)[0].version
        record(actor, kind, subject_id, REWRITTEN, version=version, facts={_PRINTS: found})
    session.flush()


def is_sound(lines: Sequence[Change]) -> bool:
    """Whether a whole chain, oldest line first, is what was written, but for what was erased."""
    vouched: dict[str, str] = {}
    for line in lines:
        if line.act == REWRITTEN:
            vouched |= line.facts.get(_PRINTS, {})
    before = ""
    for line in lines:
        held = digest(line)
        if line.previous_hash != before or held not in (line.hash, vouched.get(str(line.id))):
            return False
        before = line.hash
    return True
