"""Personal answers: a room above answers the person who asks, through its own rights.

Rooms fill `knowledge_base.intents`: `key`, `label` (the question, in the language of the moment),
`wordings` (other ways to ask it) and `answer(actor) -> Personal`, which tells nothing that this
person does not see elsewhere. No such answer enters the index of the help.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Protocol

from core.actor import Actor
from core.contributions import all_of, one_of

POINT: Final = "knowledge_base.intents"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is answered, and where to see it."""

    text: str
    url: str = ""
    detail: str = ""
    tone: str = "slate"
    icon: str = "circle"
    state: str = ""


@dataclass(frozen=True, slots=True)
class Personal:
    """The answer to this person: a sentence, and lines."""

    sentence: str
    lines: tuple[Line, ...] = ()
    more_url: str = ""
    more_text: str = ""


class Intent(Protocol):
    """What a room answers."""

    key: str
    label: Any
    wordings: tuple[Any, ...]

    def answer(self, actor: Actor) -> Personal:
        """To whoever is signed in."""


def known() -> list[Intent]:
    """Every personal answer that the house can give."""
    return all_of(POINT)


def choices() -> list[tuple[str, str]]:
    """For whoever writes an entry."""
    return [(intent.key, str(intent.label)) for intent in known()]


def answered(actor: Actor, key: str) -> Personal | None:
    """The answer to this person; None when nobody is signed in, or nobody answers that."""
    intent: Intent | None = one_of(POINT, key) if key else None
    return intent.answer(actor) if intent is not None and actor.known else None
