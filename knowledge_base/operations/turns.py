"""Writing a turn of a conversation."""

from __future__ import annotations

import re
from typing import Any, Final

from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.ids import uuid7
from core.problems import Problem
from core.unseen import seen_or_nothing
from knowledge_base.asking_models import Conversation, Turn

LONGEST: Final = 10_000
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def typed(text: str, empty: str | None = None) -> str:
    """What was typed, without signs that show nothing; `empty` names what to say of nothing."""
    said = seen_or_nothing(_CONTROLS.sub("", text.replace("\r\n", "\n")).strip())
    if empty and not said:
        raise Invalid([Problem("/text", empty)])
    if len(said) > LONGEST:
        raise Invalid([Problem("/text", "message-long", {"most": LONGEST})])
    return said


def say(
    conversation: Conversation,
    author: str,
    kind: str,
    *,
    text: str = "",
    data: dict[str, Any] | None = None,
    by: Actor | None = None,
) -> Turn:
    """One turn more; the conversation is alive."""
    row = Turn(
        id=uuid7(),
        thread_id=conversation.id,
        at=clock.now(),
        author=author,
        author_id=by.account_id if by else None,
        author_name=(by.name if by else "") or (conversation.name if author == "asker" else ""),
        kind=kind,
        text=text,
        data=data or {},
    )
    conversation.last_at = row.at
    session.add(row)
    session.flush()
    return row
