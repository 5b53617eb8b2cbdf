"""Shapes of the API of the knowledge base."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from core.api import Shape
from knowledge_base.domain.asking.answering import Answer

#: More than anybody types; of a longer question only the beginning is read anyway.
LONGEST_TEXT = 10_000


class QuestionIn(Shape):
    """A question, and the conversation it goes on with, as the answer before gave it."""

    text = fields.String(required=True, validate=validate.Length(max=LONGEST_TEXT))
    conversation = fields.Dict(keys=fields.String(), load_default=None, allow_none=True)


class ChoiceOut(Shape):
    """An entry offered."""

    entry = fields.String()
    title = fields.String()
    score = fields.Float()


class OptionOut(Shape):
    """One answer to a question asked back."""

    label = fields.String()
    entries = fields.List(fields.String())


class AskedBackOut(Shape):
    """A question asked back: answer by the words of an option, or by its number."""

    about = fields.String()
    options = fields.List(fields.Nested(OptionOut))


class AnswerOut(Shape):
    """What to show; the choices of a hand-over are what it may have been."""

    outcome = fields.String(validate=validate.OneOf(("answer", "choices", "clarify", "handover")))
    choices = fields.List(fields.Nested(ChoiceOut))
    question = fields.Nested(AskedBackOut, allow_none=True)
    trace = fields.Dict(keys=fields.String())
    conversation = fields.Dict(keys=fields.String())


def answer_out(answer: Answer) -> dict[str, Any]:
    """As programs and the command line get it."""
    asked = answer.question
    return {
        "outcome": answer.outcome,
        "choices": [
            {"entry": choice.entry, "title": choice.title, "score": choice.score}
            for choice in answer.choices
        ],
        "question": asked
        and {
            "about": asked.about,
            "options": [
                {"label": option.label, "entries": list(option.entries)} for option in asked.options
            ],
        },
        "trace": answer.trace,
        "conversation": answer.thread.as_json(),
    }
