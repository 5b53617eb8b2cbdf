"""Shapes of the API of records."""

from __future__ import annotations

from marshmallow import INCLUDE, fields, validate

from core.api import Digits, PageOut, Shape, Whole


class ListQuery(Shape):
    """What a list may be asked; `filter[FIELD]` and `filter[FIELD][gte]` stand beside these."""

    class Meta:
        """Filters are named by the entity: the view reads them."""

        unknown = INCLUDE

    q = fields.String(load_default="", validate=validate.Length(max=200))
    sort = fields.String(load_default=None, validate=validate.Length(max=60))
    cursor = fields.String(load_default=None, validate=validate.Length(max=2000))
    limit = Digits(load_default=50, validate=validate.Range(min=1, max=200))


class RecordIn(Shape):
    """A new record: its fields, and nothing else."""

    data = fields.Dict(keys=fields.String(), required=True)


class ChangesIn(Shape):
    """Fields to set (null takes one away), and the version they were read at."""

    data = fields.Dict(keys=fields.String(), required=True)
    expected_version = Whole(load_default=None, allow_none=True)
    reason = fields.String(load_default="", validate=validate.Length(max=1000))


class ExplainQuery(Shape):
    """Which field."""

    field = fields.String(required=True, validate=validate.Length(min=1, max=80))


class RecordOut(Shape):
    """A record with the fields the caller may read."""

    id = fields.UUID()
    entity = fields.String()
    code = fields.String(allow_none=True)
    label = fields.String()
    state = fields.String()
    version = fields.Integer()
    data = fields.Dict(keys=fields.String())
    #: Fields of `data` that are shown as dots; left out when there is none.
    masked = fields.List(fields.String())
    source = fields.String()
    updated_at = fields.AwareDateTime()


class RecordPage(Shape):
    """A keyset page of records."""

    items = fields.List(fields.Nested(RecordOut))
    next = fields.String(allow_none=True)
    count = fields.Integer(allow_none=True)
    count_is_bounded = fields.Boolean()


class ChangeOut(Shape):
    """One field before and after."""

    path = fields.String()
    old = fields.Raw(allow_none=True)
    new = fields.Raw(allow_none=True)


class LineOut(Shape):
    """A line of the history."""

    at = fields.AwareDateTime()
    by = fields.String()
    via = fields.String()
    act = fields.String()
    version = fields.Integer()
    reason = fields.String(allow_none=True)
    changes = fields.List(fields.Nested(ChangeOut))


class LinePage(PageOut):
    """A page of the history, newest first."""

    items = fields.List(fields.Nested(LineOut))


class ReasonOut(Shape):
    """Why, for a program and for a person."""

    code = fields.String()
    message = fields.String()


class AccessOut(Shape):
    """Whether, and why."""

    allowed = fields.Boolean()
    reasons = fields.List(fields.Nested(ReasonOut))


class ExplainOut(Shape):
    """What the caller may do with one field of one record."""

    field = fields.String()
    level = fields.String()
    read = fields.Nested(AccessOut)
    write = fields.Nested(AccessOut)
