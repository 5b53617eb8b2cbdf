"""What waits for a person's decision: unanswered questions, candidate wordings, groups of words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select

from core.database import session
from core.errors import NotFound
from knowledge_base.asking_models import Conversation, Gap, Question, Synonym, Wording
from knowledge_base.models import Entry
from knowledge_base.queries.conversing import last_question

LISTED = 100
MOST_SYNONYMS = 500


def gaps(state: str = "open", owner_id: UUID | None = None) -> Sequence[Gap]:
    """Groups of this state, those asked most first."""
    query = select(Gap).where(Gap.state == state)
    if owner_id is not None:
        query = query.where(Gap.owner_id == owner_id)
    return session.scalars(query.order_by(Gap.count.desc(), Gap.last_at.desc()).limit(LISTED)).all()


def gap_counts() -> dict[str, int]:
    """How many groups stand in each state."""
    rows = session.execute(select(Gap.state, func.count()).group_by(Gap.state))
    return {row[0]: row[1] for row in rows}


def gap_of(gap_id: UUID, *, lock: bool = False) -> Gap:
    """One group."""
    found = session.get(Gap, gap_id, with_for_update=lock or None)
    if found is None:
        raise NotFound
    return found


def written_from(conversation: Conversation) -> str:
    """The key of the entry that was made of what this conversation asked, "" when there is none."""
    question = last_question(conversation)
    if question is None or question.gap_id is None:
        return ""
    query = select(Gap.entry_key).join(Entry, Entry.key == Gap.entry_key)
    return session.scalar(query.where(Gap.id == question.gap_id)) or ""


def said_in(gap_ids: Collection[UUID], each: int = 5) -> dict[UUID, list[str]]:
    """Some of the questions of each group, in other words than its own."""
    rows = session.execute(
        select(Question.gap_id, Question.text)
        .where(Question.gap_id.in_(gap_ids))
        .order_by(Question.id.desc())
        .limit(LISTED * each)
    )
    found: dict[UUID, list[str]] = {key: [] for key in gap_ids}
    for key, text in rows:
        if key is not None and text not in found[key] and len(found[key]) < each:
            found[key].append(text)
    return found


def wordings(state: str = "waiting") -> Sequence[Wording]:
    """Candidates of this state, entry by entry, those voted for most first."""
    query = select(Wording).where(Wording.state == state)
    order = (Wording.entry_key, (Wording.votes - Wording.against).desc(), Wording.last_at.desc())
    return session.scalars(query.order_by(*order).limit(LISTED)).all()


def wordings_named(ids: Collection[UUID]) -> Sequence[Wording]:
    """These candidates, held until they are decided."""
    query = select(Wording).where(Wording.id.in_(ids)).order_by(Wording.id)
    return session.scalars(query.with_for_update()).all()


def synonyms() -> Sequence[Synonym]:
    """The organisation's groups of words, the latest first."""
    query = select(Synonym).order_by(Synonym.updated_at.desc(), Synonym.id)
    return session.scalars(query.limit(MOST_SYNONYMS)).all()


def synonym_of(synonym_id: UUID) -> Synonym:
    """One group of words."""
    found = session.get(Synonym, synonym_id, with_for_update=True)
    if found is None:
        raise NotFound
    return found
