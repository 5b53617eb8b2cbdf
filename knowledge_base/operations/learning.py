"""What the house keeps of a question once its personal data is out: a log line, a candidate
wording, a group of questions that nothing answered."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from core import clock
from core.actor import Actor
from core.database import session
from core.folding import fold, words_of
from core.ids import uuid7
from knowledge_base.asking_models import Conversation, Gap, Question, Wording
from knowledge_base.domain.cleaning import cleaned, says_something
from knowledge_base.domain.grouping import nearest, roots_of
from knowledge_base.queries.asking import public_words
from knowledge_base.queries.conversing import last_question
from knowledge_base.queries.reading import EMPTY

#: Groups that are looked at when a question is near to one: the latest.
LOOKED_AT = 500
#: Whoever groups does so alone: two questions at once are not two groups (any number).
_GROUPING = 7_305_107


def clean(text: str, names: Sequence[str] = ()) -> str:
    """What may be kept of a text: it names nobody, with or without a capital."""
    return cleaned(text, names, known=public_words())


def note(
    actor: Actor, conversation: Conversation, text: str, outcome: str, shown: Sequence[str]
) -> Question:
    """One line of the log; what nothing answered joins the questions it is near to."""
    row = Question(
        id=uuid7(),
        thread_id=conversation.id,
        at=clock.now(),
        text=clean(text, _names(actor)),
        outcome=outcome,
        shown=list(shown),
        theme=conversation.theme,
        handed=False,
        chosen="",
    )
    session.add(row)
    session.flush()
    if outcome == "handover":
        _group(row)
    return row


def narrowed(conversation: Conversation, outcome: str, shown: Sequence[str]) -> None:
    """The same question, now that its person said more."""
    row = last_question(conversation)
    if row is not None:
        row.outcome, row.shown, row.theme = outcome, list(shown), conversation.theme
        if outcome == "handover":
            _group(row)


def chosen(conversation: Conversation, key: str) -> None:
    """This entry was opened among those shown: its rank, and a candidate wording."""
    row = last_question(conversation)
    if row is None or key not in row.shown:
        return
    row.chosen, row.rank = key, row.shown.index(key) + 1
    if row.settled_at is None:
        row.settled_at = clock.now()
    _candidate(key, row.text)


def voted(conversation: Conversation, key: str, *, helps: bool) -> None:
    """« Cela répond », or not: a vote of one question for one entry, the last one counts."""
    row = last_question(conversation)
    if row is None or key not in row.shown or row.helpful is helps:
        return
    row.helpful, row.chosen = helps, key
    row.rank = row.shown.index(key) + 1
    row.settled_at = clock.now() if helps else None
    _candidate(key, row.text, for_it=helps)
    if not helps:
        _group(row)


def unanswered(conversation: Conversation) -> None:
    """None of what was shown answers."""
    row = last_question(conversation)
    if row is not None:
        row.settled_at = None
        _group(row)


def handed(conversation: Conversation) -> None:
    """A person was asked for: whatever was shown did not do."""
    row = last_question(conversation)
    if row is not None:
        row.handed, row.settled_at = True, None
        if not row.helpful:
            _group(row)


def settled(conversation: Conversation) -> None:
    """A person has answered."""
    row = last_question(conversation)
    if row is not None and row.settled_at is None:
        row.settled_at = clock.now()


def wording_of(key: str, text: str) -> bool:
    """Propose a question as a wording of an entry; whether there was something to propose."""
    return _candidate(key, text)


def _candidate(key: str, text: str, *, for_it: bool = True) -> bool:
    """One more vote; nothing is learnt from one word, nor from what the entry says already."""
    folded = fold(text)
    if not says_something(text, words_of(text)):
        return False
    column = Wording.votes if for_it else Wording.against
    now = clock.now()
    row = {
        "id": uuid7(), "entry_key": key, "text": text, "folded": folded, "state": "waiting",
        "votes": int(for_it), "against": int(not for_it), "first_at": now, "last_at": now,
    }  # fmt: skip
    session.execute(
        insert(Wording)
        .values(row)
        .on_conflict_do_update(
            index_elements=["entry_key", "folded"],
            set_={column.key: column + 1, "last_at": now},
        )
    )
    return True


def _group(row: Question) -> None:
    """Join the near questions that are still open, or begin a group."""
    if row.gap_id is not None:
        return
    roots = roots_of(words_of(row.text), EMPTY)
    if not roots:
        return
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _GROUPING})
    query = select(Gap.id, Gap.roots).where(Gap.state.in_(("open", "ignored", "out-of-scope")))
    known = session.execute(query.order_by(Gap.last_at.desc()).limit(LOOKED_AT))
    name = nearest(roots, [(str(key), found) for key, found in known])
    now = clock.now()
    if name is None:
        gap = Gap(
            id=uuid7(), text=row.text, roots=roots, theme=row.theme, first_at=now, last_at=now
        )
        session.add(gap)
        session.flush()
        row.gap_id = gap.id
        return
    row.gap_id = UUID(name)
    session.execute(
        update(Gap).where(Gap.id == row.gap_id).values(count=Gap.count + 1, last_at=now)
    )


def _names(actor: Actor) -> list[str]:
    return [actor.name] if actor.name and not actor.system else []
