"""Acts of whoever asks: a question, a choice, a vote, a person wanted, a word more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import delete

from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.events import announce
from core.i18n import _l
from core.problems import Problem
from core.settings import TownSettingSpec, value_of
from core.web import local_path
from knowledge_base.asking_models import Conversation, Question, Turn
from knowledge_base.domain.asking.answering import Answer
from knowledge_base.domain.asking.folding import words_in
from knowledge_base.domain.asking.outside import Proposal
from knowledge_base.domain.asking.thread import Thread
from knowledge_base.domain.grouping import ABOUT, theme_of
from knowledge_base.events import QuestionHandedOver
from knowledge_base.operations import learning
from knowledge_base.operations.turns import say, typed
from knowledge_base.queries.asking import ask as answer_to
from knowledge_base.queries.conversing import last_question
from knowledge_base.queries.reading import entry, entry_for

LONGEST_NAME: Final = 120
SHOWN: Final = 4
KEPT_DAYS: Final = TownSettingSpec(
    "help.days",
    30,
    _l("Jours pendant lesquels un échange de l’aide est gardé"),
    _l("Comptés depuis le dernier mot ; un échange qui attend une réponse reste."),
    least=1,
    most=365,
)
#: What is learnt bears no name; it is let go of all the same.
LOG_KEPT: Final = timedelta(days=730)
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,250}\.[a-zA-Z]{2,24}")


def begin(actor: Actor, context: str = "") -> Conversation:
    """An empty conversation of this person, or of this browser."""
    row = Conversation(
        id=uuid4(),
        account_id=actor.account_id,
        context=local_path(context, "")[:200],
        state="open",
        memory={},
        theme="",
        name="",
        email="",
        created_at=clock.now(),
        last_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row


def ask(
    actor: Actor, conversation: Conversation, text: str, proposed: Sequence[Proposal] = ()
) -> Turn:
    """One question, and what the base answers: both stay in the conversation. `proposed` is what an
    engine of somebody else would answer, where its person let it be asked."""
    asked = typed(text, "question-empty")
    before = Thread.of_json(conversation.memory)
    found = _found(actor, conversation, asked, proposed)
    say(conversation, "asker", "question", text=asked, by=actor)
    keys = [choice.entry for choice in found.choices]
    learning.note(actor, conversation, _whole(asked, found, before), found.outcome, keys)
    return _answered(conversation, found)


def clarify(actor: Actor, conversation: Conversation, option: str) -> Turn:
    """What was asked back is answered: the question is still the same one."""
    found = _found(actor, conversation, typed(option, "question-empty"))
    say(conversation, "asker", "option", data={"label": option}, by=actor)
    learning.narrowed(conversation, found.outcome, [choice.entry for choice in found.choices])
    return _answered(conversation, found)


def _whole(asked: str, found: Answer, before: Thread) -> str:
    """What is learnt from a question that goes on with another: it says nothing without it. Of what
    was typed before, a word that may name somebody is no more known as such once it is folded."""
    typed_before = " ".join(before.said[-1:])
    personal = {*words_in(typed_before)} - {*words_in(learning.clean(typed_before))}
    told = " ".join(word for word in found.trace.get("goes_on", ()) if word not in personal)
    return f"{told} : {asked}" if told else asked


def _found(
    actor: Actor, conversation: Conversation, text: str, proposed: Sequence[Proposal] = ()
) -> Answer:
    memory = Thread.of_json(conversation.memory)
    found = answer_to(text, actor, memory, limit=SHOWN, proposed=proposed)
    conversation.memory = found.thread.as_json()
    rows = (entry(choice.entry, actor) for choice in found.choices[:ABOUT])
    theme = theme_of(found.outcome, [row.theme for row in rows if row is not None])
    if theme or not found.trace.get("goes_on"):
        conversation.theme = theme  # a subject of its own may be of no theme we know
    return found


def let_out(conversation: Conversation, *, let: bool) -> None:
    """Whether its person lets questions of this conversation go to an engine of somebody else."""
    conversation.outside = "yes" if let else "no"


def _answered(conversation: Conversation, found: Answer) -> Turn:
    data: dict[str, Any] = {"keys": [choice.entry for choice in found.choices]}
    if found.question is not None:
        data["question"] = {
            "about": found.question.about,
            "options": [
                {"label": option.label, "entries": list(option.entries)}
                for option in found.question.options
            ],
        }
    return say(conversation, "house", found.outcome, data=data)


def open_entry(actor: Actor, conversation: Conversation, key: str) -> Turn:
    """One of the titles is opened, here."""
    found = entry_for(key, actor)
    say(conversation, "asker", "option", data={"key": found.key}, by=actor)
    conversation.memory = Thread.of_json(conversation.memory).opening(found.key).as_json()
    learning.chosen(conversation, found.key)
    if conversation.state == "open" and found.theme:
        conversation.theme = found.theme
    return say(conversation, "house", "opened", data={"keys": [found.key]})


def none_of_these(actor: Actor, conversation: Conversation) -> Turn:
    """Nothing shown answers: other words, or a person."""
    say(conversation, "asker", "none", by=actor)
    learning.unanswered(conversation)
    return say(conversation, "house", "rephrase")


def vote(actor: Actor, conversation: Conversation, key: str, *, helps: bool) -> Turn:
    """Whether an entry answered."""
    found = entry_for(key, actor)
    learning.voted(conversation, found.key, helps=helps)
    return say(conversation, "asker", "vote", data={"key": found.key, "helps": helps})


def hand_over(
    actor: Actor, conversation: Conversation, text: str, name: str = "", email: str = ""
) -> Turn:
    """Ask for a person: what was said so far goes with it."""
    problems = []
    name, email = typed(name), email.strip()
    if actor.account_id is None:
        if not name or len(name) > LONGEST_NAME:
            problems.append(Problem("/name", "help-name"))
        if not _ADDRESS.fullmatch(email):
            problems.append(Problem("/email", "help-email"))
    said = typed(text)
    if not said and last_question(conversation) is None:
        problems.append(Problem("/text", "question-empty"))
    if problems:
        raise Invalid(problems)
    if actor.account_id is None:
        conversation.name, conversation.email = name, email
    first = conversation.state == "open"
    conversation.state = "handed"
    conversation.handed_at = clock.now()
    if first:
        learning.handed(conversation)
    turn = say(conversation, "asker", "handed", text=said, by=actor)
    announce(QuestionHandedOver(conversation.id, turn.id))
    return turn


def write(actor: Actor, conversation: Conversation, text: str) -> Turn:
    """A word more to the person who answers."""
    said = typed(text, "help-message-empty")
    turn = say(conversation, "asker", "message", text=said, by=actor)
    conversation.state = "handed"
    announce(QuestionHandedOver(conversation.id, turn.id))
    return turn


def forget(conversation: Conversation) -> None:
    """Its person wants it gone: what was learnt without a name stays."""
    session.delete(conversation)
    session.flush()


def sweep() -> None:
    """Let go of conversations whose time is over (work of the clock); nobody awaited is left."""
    now = clock.now()
    kept = timedelta(days=int(value_of(KEPT_DAYS.key)))
    session.execute(
        delete(Conversation).where(
            Conversation.last_at < now - kept, Conversation.state != "handed"
        )
    )
    session.execute(delete(Question).where(Question.at < now - LOG_KEPT))
