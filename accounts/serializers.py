"""Shapes of the API of accounts."""

from __future__ import annotations

from marshmallow import fields

from core.api import Shape


class GrantOut(Shape):
    """A role held on a scope."""

    role = fields.String()
    title = fields.String()
    scope = fields.String()
    scope_label = fields.String()
    until = fields.Date(allow_none=True)
    permissions = fields.List(fields.String())


class MembershipOut(Shape):
    """A group one sits in, on a scope."""

    group = fields.String()
    scope = fields.String()
    #: Name of the person one stands in for, and the last day; null in one’s own right.
    in_place_of = fields.String(allow_none=True)
    until = fields.Date(allow_none=True)


class MeOut(Shape):
    """Who a token is: never more than the token keeps."""

    id = fields.UUID()
    name = fields.String()
    email = fields.String()
    roles = fields.List(fields.Nested(GrantOut))
    groups = fields.List(fields.Nested(MembershipOut))
    permissions = fields.List(fields.String())
