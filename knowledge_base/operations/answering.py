"""Acts of whoever answers in person."""

from __future__ import annotations

from core import clock, history
from core.actor import Actor
from core.errors import Conflict
from core.events import announce
from knowledge_base.asking_models import Conversation, Turn
from knowledge_base.events import QuestionAnswered, QuestionHandedOver
from knowledge_base.operations import learning
from knowledge_base.operations.turns import say, typed

KIND = "help_thread"


def answer(actor: Actor, conversation: Conversation, text: str) -> Turn:
    """Answer its person; the caller has looked at the right to it."""
    said = typed(text, "help-message-empty")
    if conversation.state == "closed":
        raise Conflict
    turn = say(conversation, "agent", "message", text=said, by=actor)
    if conversation.answered_at is None:
        conversation.answered_at = clock.now()
    conversation.state, conversation.agent_id = "answered", actor.account_id
    learning.settled(conversation)
    announce(QuestionAnswered(conversation.id, turn.id, actor.account_id))
    return turn


def close(actor: Actor, conversation: Conversation) -> None:
    """Nothing more is awaited."""
    if conversation.state == "closed":
        return
    conversation.state = "closed"
    say(conversation, "agent", "closed", by=actor)
    learning.settled(conversation)
    history.record(actor, KIND, conversation.id, "help.closed", version=conversation.version)


def pass_on(actor: Actor, conversation: Conversation, theme: str) -> None:
    """It is another team's: that one is told."""
    if theme == conversation.theme:
        return
    conversation.theme = theme
    turn = say(conversation, "agent", "passed", by=actor, data={"theme": theme})
    announce(QuestionHandedOver(conversation.id, turn.id))
