"""What a person decides about what was learnt: groups of questions, wordings, words, teams."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update

from core import clock, history
from core.actor import Actor
from core.database import session
from core.errors import Conflict, Invalid
from core.folding import fold
from core.problems import Problem
from knowledge_base.asking_models import Conversation, Gap, Question, Team, Wording
from knowledge_base.models import Entry
from knowledge_base.operations import drafting_from, learning
from knowledge_base.operations.writing import write_entry
from knowledge_base.queries.conversing import last_question
from knowledge_base.queries.learning import gap_of
from knowledge_base.queries.reading import by_key, named

LONGEST_HOURS, LONGEST_THEME = 200, 60
SETTLED = ("attached", "written", "ignored", "out-of-scope")
#: What an entry takes on in one go.
_MOST_LEARNT = 20


def entrust_gap(row: Gap, owner_id: UUID | None, theme: str) -> None:
    """Whose it is to settle."""
    row.owner_id, row.theme = owner_id, theme.strip()[:LONGEST_THEME]
    session.flush()


def attach_gap(actor: Actor, row: Gap, key: str) -> None:
    """An entry, named by its key or its question, answers it: the group's words are its wording
    from now on, its questions are proposed as others."""
    _unsettled(row)
    found = named(key)
    if found is None:
        raise Invalid([Problem("/entry", "help-entry-unknown")])
    _teach(actor, found, [row.text])
    for question in _questions_of(row):
        if fold(question.text) != fold(row.text):
            learning.wording_of(found.key, question.text)
    _settle(actor, row, "attached", found.key)


def write_for_gap(actor: Actor, row: Gap) -> str:
    """A draft entry for it; its key."""
    _unsettled(row)
    key = drafting_from.gap(actor, row)
    _settle(actor, row, "written", key)
    return key


def write_for_conversation(actor: Actor, row: Conversation) -> str:
    """A draft entry from what was asked and answered; its key. The group its question is of waits
    for nobody any more."""
    key = drafting_from.conversation(actor, row)
    question = last_question(row)
    if question is not None and question.gap_id is not None:
        gap = gap_of(question.gap_id, lock=True)
        if gap.state not in SETTLED:
            _settle(actor, gap, "written", key)
    return key


def set_gap_aside(actor: Actor, row: Gap, state: str) -> None:
    """Ignored, or out of scope: the same asked again joins it and asks nobody anything."""
    _unsettled(row)
    if state not in {"ignored", "out-of-scope"}:
        raise Invalid([Problem("/act", "help-act")])
    _settle(actor, row, state, "")


def reopen_gap(row: Gap) -> None:
    """It is to be settled after all."""
    row.state, row.entry_key, row.settled_at, row.settled_by = "open", "", None, None
    session.flush()


def approve(actor: Actor, rows: Sequence[Wording]) -> int:
    """These wordings are learnt: each entry is published once, with all of its own."""
    by_entry: dict[str, list[Wording]] = {}
    for row in rows:
        if row.state == "waiting":
            by_entry.setdefault(row.entry_key, []).append(row)
    learnt = 0
    for key, own in by_entry.items():
        found = by_key(key)
        if found is None or found.state != "published":
            continue
        some = own[:_MOST_LEARNT]
        _teach(actor, found, [row.text for row in some])
        learnt += _decided(actor, some, "approved")
    return learnt


def refuse(actor: Actor, rows: Sequence[Wording]) -> int:
    """These are not proposed again."""
    return _decided(actor, [row for row in rows if row.state == "waiting"], "refused")


def keep_team(theme: str, group_key: str, hours: str, owner_id: UUID | None) -> None:
    """Who answers about a theme, and when; nothing said at all takes the line away."""
    theme, hours = theme.strip(), hours.strip()
    if len(theme) > LONGEST_THEME or len(hours) > LONGEST_HOURS:
        raise Invalid([Problem("/hours", "message-long", {"most": LONGEST_HOURS})])
    row = session.get(Team, theme)
    if not group_key and not hours and owner_id is None:
        if row is not None:
            session.delete(row)
            session.flush()
        return
    if row is None:
        row = Team(theme=theme)
        session.add(row)
    row.group_key, row.hours, row.owner_id = group_key, hours, owner_id
    session.flush()


def _teach(actor: Actor, entry: Entry, texts: Sequence[str]) -> None:
    """Other ways to ask, on the published entry; what it says already is not said twice."""
    known = {fold(text) for text in (entry.question, *map(str, entry.wordings))}
    new = list(dict.fromkeys(text for text in texts if fold(text) not in known))
    if new:
        write_entry(actor, entry.key, {"wordings": [*entry.wordings, *new]})


def _decided(actor: Actor, rows: Sequence[Wording], state: str) -> int:
    if rows:
        session.execute(
            update(Wording)
            .where(Wording.id.in_([row.id for row in rows]), Wording.state == "waiting")
            .values(state=state, settled_at=clock.now(), settled_by=actor.account_id)
        )
    return len(rows)


def _unsettled(row: Gap) -> None:
    if row.state in SETTLED:
        raise Conflict


def _settle(actor: Actor, row: Gap, state: str, key: str) -> None:
    now = clock.now()
    row.state, row.entry_key, row.settled_at, row.settled_by = state, key, now, actor.account_id
    session.flush()
    history.record(
        actor, "help_gap", row.id, f"help.{state}", version=row.version, facts={"entry": key}
    )


def _questions_of(row: Gap) -> Sequence[Question]:
    query = select(Question).where(Question.gap_id == row.id).order_by(Question.id.desc())
    return session.scalars(query.limit(_MOST_LEARNT)).all()
