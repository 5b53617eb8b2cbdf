"""Shapes of the API of services and requests."""

from __future__ import annotations

from marshmallow import fields, validate

from core.api import Shape, Truth, Whole


class ButtonOut(Shape):
    """A way in, with the state it is in for the caller."""

    key = fields.String()
    label = fields.String()
    form = fields.String()
    state = fields.String()


class ServiceOut(Shape):
    """A service of the catalogue."""

    key = fields.String()
    title = fields.String()
    themes = fields.List(fields.String())
    buttons = fields.List(fields.Nested(ButtonOut))
    sheet = fields.Dict()


class RequestIn(Shape):
    """A new request: a draft, handed in at once with `submit`."""

    service = fields.String(required=True, validate=validate.Length(max=80))
    button = fields.String(validate=validate.Length(max=80))
    on_behalf_of = fields.String(validate=validate.Length(max=80))
    answers = fields.Dict(load_default=dict)
    submit = Truth(load_default=False)


class AnswersIn(Shape):
    """Answers to set, by key; null removes one."""

    answers = fields.Dict(required=True)
    submit = Truth(load_default=False)


class TransitionIn(Shape):
    """A move of the circuit."""

    transition = fields.String(required=True, validate=validate.Length(max=80))
    comment = fields.String(load_default="", validate=validate.Length(max=5000))
    expected_version = Whole()


class VoteIn(Shape):
    """A visa."""

    function = fields.String(required=True, validate=validate.Length(max=80))
    verdict = fields.String(required=True, validate=validate.OneOf(["accept", "reject"]))
    comment = fields.String(load_default="", validate=validate.Length(max=5000))
    expected_version = Whole()


class TickIn(Shape):
    """A line of the check-list."""

    key = fields.String(required=True, validate=validate.Length(max=80))
    done = Truth(required=True)


class AnnotationsIn(Shape):
    """Answers of agents beside a request; `form` when the circuit has several."""

    form = fields.String(validate=validate.Length(max=80))
    answers = fields.Dict(required=True)


class MessageIn(Shape):
    """A message of the thread."""

    audience = fields.String(
        load_default="applicant", validate=validate.OneOf(["applicant", "internal"])
    )
    text = fields.String(required=True, validate=validate.Length(min=1, max=10000))


class MessageOut(Shape):
    """A message of the thread."""

    id = fields.UUID()
    author = fields.String()
    side = fields.String()
    audience = fields.String()
    text = fields.String()
    at = fields.AwareDateTime()


class MoveOut(Shape):
    """A move the caller may make now."""

    key = fields.String()
    label = fields.String()
    to = fields.String()
    comment_required = fields.Boolean()


class RequestLine(Shape):
    """A request in a list."""

    ref = fields.String()
    service = fields.String()
    title = fields.String()
    establishment = fields.String()
    status = fields.String()
    status_kind = fields.String()
    version = fields.Integer()
    submitted_at = fields.AwareDateTime(allow_none=True)


class RequestOut(RequestLine):
    """One request as the caller may see it."""

    answers = fields.Dict()
    transitions = fields.List(fields.Nested(MoveOut))
    functions = fields.List(fields.String())
    votes = fields.List(fields.Dict())
    checklist = fields.List(fields.Dict())
    annotations = fields.Dict()


class RequestPage(Shape):
    """A keyset page of requests."""

    items = fields.List(fields.Nested(RequestLine))
    next = fields.String(allow_none=True)
    count = fields.Integer(allow_none=True)
    count_is_bounded = fields.Boolean()


class ListQuery(Shape):
    """What a list may be asked."""

    q = fields.String(load_default="", validate=validate.Length(max=200))
    cursor = fields.String(load_default=None, validate=validate.Length(max=500))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
    status = fields.String(
        data_key="filter[status]", load_default=None, validate=validate.Length(max=80)
    )
    service = fields.String(
        data_key="filter[service]", load_default=None, validate=validate.Length(max=80)
    )
