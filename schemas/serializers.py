"""What the API of definitions takes and gives."""

from __future__ import annotations

from marshmallow import fields, validate

from core.api import Digits, Shape, Whole


class ListQuery(Shape):
    """`GET /definitions`."""

    kind = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=63))
    q = fields.String(load_default="", validate=validate.Length(max=100))
    limit = Digits(load_default=1000, validate=validate.Range(1, 1000))
    cursor = fields.String(load_default=None, validate=validate.Length(max=500))


class DiffQuery(Shape):
    """`GET …/diff`: two versions by their number."""

    older = Digits(data_key="from", required=True, validate=validate.Range(1, 2**31 - 1))
    newer = Digits(data_key="to", required=True, validate=validate.Range(1, 2**31 - 1))


class PublishIn(Shape):
    """`POST …/publish`."""

    reason = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=2000))
    expected_version = Whole(load_default=None, allow_none=True, validate=validate.Range(0))
    policy = fields.String(
        load_default="stay", validate=validate.OneOf(("stay", "compatible", "all"))
    )
    drafts_until = fields.Date(load_default=None, allow_none=True)


class DraftQuery(Shape):
    """`PUT …/draft`: the version of the draft that was read (0: none); none given: over any."""

    expected_version = Digits(load_default=None, validate=validate.Range(0, 2**31 - 1))


class LineOut(Shape):
    """A definition in a list."""

    kind = fields.String()
    key = fields.String()
    title = fields.String()
    number = fields.Integer(allow_none=True)
    has_draft = fields.Boolean()
    retired = fields.Boolean()


class PageOut(Shape):
    """The answer of the list."""

    items = fields.List(fields.Nested(LineOut))
    next = fields.String(allow_none=True)
    count = fields.Integer(allow_none=True)
    count_is_bounded = fields.Boolean()


class ProblemOut(Shape):
    """One thing to mend."""

    path = fields.String()
    keyword = fields.String()
    message = fields.String()
    severity = fields.String()


class VersionOut(Shape):
    """One version with its document; `version` is what `expected_version` names."""

    kind = fields.String()
    key = fields.String()
    title = fields.String()
    number = fields.Integer()
    status = fields.String()
    version = fields.Integer()
    sha256 = fields.String()
    published_at = fields.AwareDateTime(allow_none=True)
    policy = fields.String()
    drafts_until = fields.Date(allow_none=True)
    document = fields.Raw()
    problems = fields.List(fields.Nested(ProblemOut))
    numbers = fields.List(fields.Integer())


class DifferenceOut(Shape):
    """One change between two versions."""

    path = fields.String()
    act = fields.String()
    old = fields.Raw()
    new = fields.Raw()


class ChangeOut(Shape):
    """One change typed and in words; `compatible`: what runs may follow without a look."""

    code = fields.String()
    text = fields.String()
    label = fields.String()
    before = fields.String()
    after = fields.String()
    compatible = fields.Boolean()
    attention = fields.Boolean()
    path = fields.String()
    field = fields.String()


class DifferencesOut(Shape):
    """All of them, by their place and as people read them."""

    items = fields.List(fields.Nested(DifferenceOut))
    changes = fields.List(fields.Nested(ChangeOut))
    compatible = fields.Boolean()
