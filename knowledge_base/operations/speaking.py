"""The organisation's own words for one another, which every search reads."""

from __future__ import annotations

from core import clock, history
from core.actor import Actor
from core.database import session
from core.errors import Conflict, Invalid
from core.ids import uuid7
from core.problems import Problem
from knowledge_base.asking_models import Synonym
from knowledge_base.domain.synonyms import STRENGTHS, fault_of, words_of_line


def keep_synonym(
    actor: Actor, row: Synonym | None, typed: str, strength: str, seen: int | None = None
) -> Synonym:
    """A group, new or changed; every process reads it at its next question."""
    words = words_of_line(typed)
    fault = fault_of(words)
    if fault or strength not in STRENGTHS:
        raise Invalid([Problem("/words", fault or "help-act")])
    if row is not None and seen is not None and row.version != seen:
        raise Conflict
    found = row or Synonym(id=uuid7())
    old = list(found.words or ())
    found.words, found.weight = words, STRENGTHS[strength]
    found.updated_at, found.updated_by = clock.now(), actor.account_id
    session.add(found)
    session.flush()
    patch = [{"path": "/words", "old": old, "new": words}]
    history.record(
        actor, "help_synonym", found.id, "help.words", version=found.version, patch=patch
    )
    return found


def drop_synonym(actor: Actor, row: Synonym) -> None:
    """These words are no longer one another's."""
    history.record(
        actor, "help_synonym", row.id, "help.words-dropped", version=row.version,
        facts={"words": ", ".join(row.words)},
    )  # fmt: skip
    session.delete(row)
    session.flush()
