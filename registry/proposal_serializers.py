"""Shapes of the API of proposed changes."""

from __future__ import annotations

from marshmallow import fields, validate

from core.api import Digits, Shape, Truth, Whole
from registry.domain.verdicts import VERDICTS
from registry.queries import TABS

_SAID = validate.Length(max=1000)


class ProposalIn(Shape):
    """Fields to change (null takes one away), why, with which files, at which version."""

    data = fields.Dict(keys=fields.String(), required=True)
    reasons = fields.Dict(
        keys=fields.String(), values=fields.String(validate=_SAID), load_default=dict
    )
    #: Field → ids that `POST /files` gave.
    evidence = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.UUID(), validate=validate.Length(max=5)),
        load_default=dict,
    )
    reason = fields.String(load_default="", validate=_SAID)
    expected_version = Whole(load_default=None, allow_none=True)


class ProposalsQuery(Shape):
    """Which list, and after which proposal."""

    list = fields.String(load_default=TABS[0], validate=validate.OneOf(TABS))
    cursor = fields.UUID(load_default=None)
    limit = Digits(load_default=50, validate=validate.Range(min=1, max=200))


class VerdictIn(Shape):
    """What is said of one field; `value` goes with `amend`."""

    verdict = fields.String(required=True, validate=validate.OneOf(VERDICTS))
    value = fields.Raw(load_default=None, allow_none=True)
    reason = fields.String(load_default="", validate=_SAID)


class VisaIn(Shape):
    """A visa, of a status where several are given side by side."""

    function = fields.String(required=True, validate=validate.Length(max=40))
    verdict = fields.String(required=True, validate=validate.OneOf(("accept", "reject")))


class DecisionIn(Shape):
    """Verdicts by field, then a move of the circuit, or a visa, or neither."""

    fields_ = fields.Dict(
        keys=fields.String(), values=fields.Nested(VerdictIn), load_default=dict, data_key="fields"
    )
    transition = fields.String(load_default="", validate=validate.Length(max=40))
    vote = fields.Nested(VisaIn, load_default=None, allow_none=True)
    comment = fields.String(load_default="", validate=validate.Length(max=4000))
    expected_version = Whole(load_default=None, allow_none=True)
    #: The warning of the move was read.
    confirmed = Truth(load_default=False)
    #: Version of the record that was looked at.
    record_version = Whole(load_default=None, allow_none=True)


class AnswerIn(Shape):
    """Which fields are accepted, which refused: the circuit goes on by itself where all is said."""

    accept = fields.List(fields.String(), load_default=list)
    refuse = fields.List(fields.String(), load_default=list)
    expected_version = Whole(load_default=None, allow_none=True)
    reason = fields.String(load_default="", validate=_SAID)


class ReviewOut(Shape):
    """A verdict somebody gave."""

    by = fields.String()
    at = fields.String()
    verdict = fields.String()
    value = fields.Raw(allow_none=True)
    reason = fields.String()


class ProposedOut(Shape):
    """One field of a proposal: then, now, asked, and what would be written."""

    field = fields.String()
    old = fields.Raw(allow_none=True)
    now = fields.Raw(allow_none=True)
    new = fields.Raw(allow_none=True)
    value = fields.Raw(allow_none=True)
    answer = fields.String()
    moved = fields.Boolean()
    mine = fields.Boolean()
    reason = fields.String()
    evidence = fields.List(fields.String())
    reviews = fields.List(fields.Nested(ReviewOut))


class OfferedOut(Shape):
    """A move the caller may make now."""

    transition = fields.String()
    label = fields.String()


class ProposalOut(Shape):
    """A proposed change, without the fields the caller does not read."""

    id = fields.UUID()
    number = fields.String(allow_none=True)
    entity = fields.String()
    record = fields.UUID(allow_none=True)
    label = fields.String()
    at = fields.AwareDateTime()
    by = fields.String()
    reason = fields.String()
    state = fields.String()
    outcome = fields.String()
    status = fields.String()
    version = fields.Integer()
    record_version = fields.Integer()
    transitions = fields.List(fields.Nested(OfferedOut))
    changes = fields.List(fields.Nested(ProposedOut))


class ProposalPage(Shape):
    """A page of proposals."""

    items = fields.List(fields.Nested(ProposalOut))
    next = fields.String(allow_none=True)
    count = fields.Integer(allow_none=True)
    count_is_bounded = fields.Boolean()
