"""Shapes of the API of services and requests."""

from __future__ import annotations

from marshmallow import INCLUDE, fields, validate

from core.api import Digits, PageOut, PageQuery, Shape, Truth, Whole


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


class ServiceQuery(PageQuery):
    """Services of a word of their title."""

    q = fields.String(load_default="", validate=validate.Length(max=200))
    on_behalf_of = fields.String(load_default=None, validate=validate.Length(min=1, max=80))


class OneServiceQuery(Shape):
    """For which establishment the state of the buttons is told."""

    on_behalf_of = fields.String(load_default=None, validate=validate.Length(min=1, max=80))


class ServicePage(PageOut):
    """A page of the services the caller may see, by title."""

    items = fields.List(fields.Nested(ServiceOut))


class RequestIn(Shape):
    """A new request: a draft, handed in at once with `submit`."""

    service = fields.String(required=True, validate=validate.Length(max=80))
    button = fields.String(validate=validate.Length(max=80))
    on_behalf_of = fields.String(validate=validate.Length(max=80))
    #: What the address of a signed link carries after `lien=`: its values are filled in.
    link = fields.String(validate=validate.Length(max=200))
    answers = fields.Dict(load_default=dict)
    submit = Truth(load_default=False)


class AnswersIn(Shape):
    """Answers to set, by key; null removes one."""

    answers = fields.Dict(required=True)
    submit = Truth(load_default=False)


class CorrectionIn(Shape):
    """A question to be corrected (`/devis`), a row (`/lots/0`), with a remark."""

    field = fields.String(required=True, validate=validate.Length(min=2, max=200))
    remark = fields.String(load_default="", validate=validate.Length(max=1000))


class CorrectionOut(Shape):
    """What is to be corrected now."""

    field = fields.String()
    label = fields.String()
    remark = fields.String()


class TransitionIn(Shape):
    """A move of the circuit; `corrections` when it gives the answers back to the applicant."""

    transition = fields.String(required=True, validate=validate.Length(max=80))
    comment = fields.String(load_default="", validate=validate.Length(max=5000))
    #: That the warning of the move was read; asked for when the move has one.
    confirm = Truth(load_default=False)
    expected_version = Whole()
    corrections = fields.List(
        fields.Nested(CorrectionIn), load_default=list, validate=validate.Length(max=200)
    )


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


class MessagePage(PageOut):
    """A page of the thread, oldest first."""

    items = fields.List(fields.Nested(MessageOut))


class MoveOut(Shape):
    """A move the caller may make now."""

    key = fields.String()
    label = fields.String()
    to = fields.String()
    comment_required = fields.Boolean()
    warning = fields.String(allow_none=True)


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
    waiting_for = fields.List(fields.String())
    due_at = fields.AwareDateTime(allow_none=True)


class DeadlineOut(Shape):
    """Something that happens by itself: a move, or a message when there is no transition."""

    key = fields.String()
    due_at = fields.AwareDateTime()
    transition = fields.String(allow_none=True)
    silence = fields.String(allow_none=True)
    time_zone = fields.String()


class RequestOut(RequestLine):
    """One request as the caller may see it."""

    answers = fields.Dict()
    transitions = fields.List(fields.Nested(MoveOut))
    functions = fields.List(fields.String())
    votes = fields.List(fields.Dict())
    checklist = fields.List(fields.Dict())
    annotations = fields.Dict()
    deadlines = fields.List(fields.Nested(DeadlineOut))
    #: What its applicant is asked to correct; none open on a request sent back: all of it.
    corrections = fields.List(fields.Nested(CorrectionOut))
    #: Answers changed by the applicant and not handed in.
    unsubmitted_changes = fields.Integer()


class RequestPage(Shape):
    """A keyset page of requests."""

    items = fields.List(fields.Nested(RequestLine))
    next = fields.String(allow_none=True)
    count = fields.Integer(allow_none=True)
    count_is_bounded = fields.Boolean()


class ListQuery(Shape):
    """What a list may be asked; `filter[NAME]` and `filter[NAME][gte]` stand beside these."""

    class Meta:
        """Names of answers are the service's: the view reads them, and refuses the others."""

        unknown = INCLUDE

    q = fields.String(load_default="", validate=validate.Length(max=200))
    cursor = fields.String(load_default=None, validate=validate.Length(max=500))
    limit = Digits(load_default=50, validate=validate.Range(min=1, max=200))
    sort = fields.String(load_default=None, validate=validate.Length(max=130))


class BecauseOut(Shape):
    """One chain of rights, in words."""

    code = fields.String()
    message = fields.String()


class SeenBecause(Shape):
    """From which side the caller sees a request, and why."""

    side = fields.String()
    functions = fields.List(fields.String())
    reasons = fields.List(fields.Nested(BecauseOut))


class MemberIn(Shape):
    """Rights handed on to somebody, known by their address, until a day."""

    email = fields.String(required=True, validate=validate.Length(max=254))
    name = fields.String(load_default="", validate=validate.Length(max=200))
    rights = fields.List(
        fields.String(validate=validate.Length(max=80)),
        required=True,
        validate=validate.Length(max=20),
    )
    until = fields.Date(required=True)
    purpose = fields.String(required=True, validate=validate.Length(max=300))


class MemberOut(Shape):
    """A member of an establishment; `to_confirm_before` when the giver is in charge no more."""

    id = fields.UUID()
    name = fields.String()
    email = fields.String()
    rights = fields.List(fields.String())
    until = fields.Date(allow_none=True)
    purpose = fields.String()
    to_confirm_before = fields.Date(allow_none=True)


class MemberPage(PageOut):
    """A page of the members of an establishment, by name."""

    items = fields.List(fields.Nested(MemberOut))


class PickIn(Shape):
    """A request, with the version it was seen in (its present one when it is not said)."""

    ref = fields.String(required=True, validate=validate.Length(min=1, max=100))
    version = Whole()


class SelectionIn(Shape):
    """Requests one by one, or all that a filter of the list lets through."""

    requests = fields.List(fields.Nested(PickIn), validate=validate.Length(min=1))
    filter = fields.Dict()


class BulkIn(Shape):
    """One move of many requests."""

    transition = fields.String(required=True, validate=validate.Length(min=1, max=80))
    selection = fields.Nested(SelectionIn, required=True)
    comment = fields.String(load_default="", validate=validate.Length(max=5000))
    dry_run = Truth(load_default=False)


class ForecastOut(Shape):
    """Requests that meet the same fate: `go` with the status they come to, or `no` with why."""

    outcome = fields.String()
    to = fields.String()
    count = fields.Integer()
    comment_required = fields.Boolean()
    reasons = fields.List(fields.Nested(BecauseOut))


class FateOut(Shape):
    """What became of one request of a run."""

    ref = fields.String(allow_none=True)
    outcome = fields.String()
    version = fields.Integer(allow_none=True)
    reasons = fields.List(fields.Nested(BecauseOut))


class JobOut(Shape):
    """A run: what would come of it, how far it is, what came of each request."""

    id = fields.UUID(allow_none=True)
    state = fields.String()
    transition = fields.String()
    done = fields.Integer()
    of = fields.Integer()
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    forecast = fields.List(fields.Nested(ForecastOut))
    undo_until = fields.AwareDateTime(allow_none=True)
    items = fields.List(fields.Nested(FateOut))
    next = fields.String(allow_none=True)


class JobQuery(Shape):
    """Which of the requests of a run, and from where on."""

    outcome = fields.String(load_default=None, validate=validate.Length(max=20))
    cursor = fields.String(load_default=None, validate=validate.Length(max=500))
    limit = Digits(load_default=50, validate=validate.Range(min=1, max=200))
