"""Shapes of what agents do to a filed request by program: its answers, its letters."""

from __future__ import annotations

from marshmallow import fields, validate

from core.api import PageOut, Shape, Whole


class EditIn(Shape):
    """Answers an agent changes, and why; the others stay as they are."""

    answers = fields.Dict(keys=fields.String(), required=True, validate=validate.Length(min=1))
    comment = fields.String(required=True, validate=validate.Length(min=1, max=5000))
    expected_version = Whole()


class LetterOut(Shape):
    """A letter about a request; `file` is downloaded at `/files/{id}`."""

    id = fields.UUID()
    title = fields.String()
    template = fields.String()
    audience = fields.String()
    #: Empty until it is made.
    number = fields.String(allow_none=True)
    file = fields.UUID(allow_none=True)
    sha256 = fields.String(allow_none=True)
    #: The page that says to anybody who holds the paper whether it still counts.
    verification = fields.String(allow_none=True)
    ordered_at = fields.AwareDateTime()
    made_at = fields.AwareDateTime(allow_none=True)
    voided_at = fields.AwareDateTime(allow_none=True)
    void_reason = fields.String(allow_none=True)
    #: Why it could not be made; told to agents.
    error = fields.String(allow_none=True)


class LetterPage(PageOut):
    """A page of the letters of one request, the latest first."""

    items = fields.List(fields.Nested(LetterOut))


class VoidIn(Shape):
    """Why a letter counts no more."""

    reason = fields.String(required=True, validate=validate.Length(min=1, max=1000))
