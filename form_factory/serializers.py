"""Shapes of the API of forms."""

from __future__ import annotations

from marshmallow import fields

from core.api import Shape


class AnswersIn(Shape):
    """Answers to try; nothing is stored."""

    answers = fields.Dict(keys=fields.String(), required=True)


class ErrorOut(Shape):
    """What is wrong with one answer."""

    path = fields.String()
    keyword = fields.String()
    message = fields.String()


class StepOut(Shape):
    """A page these answers lead through."""

    id = fields.String()
    title = fields.String()


class VerdictOut(Shape):
    """What the form says of the answers; addresses are JSON pointers into them."""

    valid = fields.Boolean()
    visible = fields.List(fields.String())
    required = fields.List(fields.String())
    computed = fields.Dict(keys=fields.String())
    errors = fields.List(fields.Nested(ErrorOut))
    pages = fields.List(fields.Nested(StepOut))
