"""Shapes of the journal for programs."""

from __future__ import annotations

from marshmallow import fields, validate

from catalogue.journal import KINDS
from core.api import Digits, Shape


class EventsQuery(Shape):
    """From which event on, and of which kind."""

    after = fields.String(load_default="0", validate=validate.Regexp(r"^[0-9]{1,18}\Z"))
    kind = fields.String(load_default="", validate=validate.OneOf(["", *KINDS]))
    limit = Digits(load_default=50, validate=validate.Range(min=1, max=200))


class EventOut(Shape):
    """One thing that happened to a request; `data` holds keys of its circuit, never an answer."""

    id = fields.String()
    at = fields.AwareDateTime()
    kind = fields.String()
    request = fields.String()
    service = fields.String()
    data = fields.Dict()


class EventPage(Shape):
    """Events in order. `next` while there is more now; `last` is where to go on from later;
    `count` is how many there are past `after`."""

    items = fields.List(fields.Nested(EventOut))
    next = fields.String(allow_none=True)
    last = fields.String()
    count = fields.Integer(allow_none=True)
    count_is_bounded = fields.Boolean()
