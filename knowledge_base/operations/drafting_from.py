"""Draft entries made from what people asked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.actor import Actor
from core.folding import words_of
from knowledge_base.asking_models import Conversation, Gap
from knowledge_base.operations import learning
from knowledge_base.operations.drafting import begin_entry
from knowledge_base.queries.conversing import last_question, name_of, turns_of

_LONGEST = 300


def conversation(actor: Actor, row: Conversation) -> str:
    """The question and what its team answered; the key of the draft."""
    question = last_question(row)
    turns = list(turns_of(row))
    asked = question.text if question else ""
    if not words_of(asked):
        asked = next((learning.clean(t.text) for t in turns if t.author == "asker" and t.text), "")
    said = [t.text for t in turns if t.author == "agent" and t.kind == "message"]
    answer = _without(said[-1], (row.name, row.email, name_of(row.account_id))) if said else ""
    return _drafted(actor, asked, answer, row.theme)


def gap(actor: Actor, row: Gap) -> str:
    """A question nothing answered; the key of the draft."""
    return _drafted(actor, row.text, "", row.theme)


def _without(text: str, names: Iterable[str]) -> str:
    """The answer as it was written, numbers and dates too, without the person it was written to."""
    for name in names:
        for word in (name, *name.split()):
            if len(word) > 2:
                text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", "…", text, flags=re.IGNORECASE)
    return text


def _drafted(actor: Actor, asked: str, answer: str, theme: str) -> str:
    """The question stands as its own wording too: whoever asks it again finds it, even once its
    title was made finer."""
    title = asked[:1].upper() + asked[1:_LONGEST]
    fields = {"question": title, "answer": answer, "theme": theme, "wordings": [asked]}
    return begin_entry(actor, fields).key
