"""The API by hand: what goes in and out is a marshmallow schema, told to OpenAPI as it stands."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from flask import Response, jsonify, request
from marshmallow import RAISE, Schema, ValidationError, fields, validate

from core import jsondoor
from core.errors import BadInput, Invalid, UnsupportedMedia
from core.problems import Problem

F = TypeVar("F", bound=Callable[..., Any])
PREFIX = "/api/v1"
#: Bytes of a JSON body. Files travel as multipart, under the limit of the house.
MOST_BYTES = 2 * 1024 * 1024
#: How the sentences of marshmallow begin → our code, which has a sentence in the reader's language.
CODES = (
    ("Missing data", "api-required"), ("Unknown field", "api-unknown"),
    ("Field may not be null", "api-null"), ("Not a valid", "api-type"),
    ("Invalid input type", "api-type"), ("Must be one of", "api-choice"),
    ("Longer than", "api-length"), ("Shorter than", "api-length"), ("Length must", "api-length"),
    ("Must be", "api-range"),
)  # fmt: skip


class Shape(Schema):
    """Base of every shape: unknown keys are refused (mass assignment, FAULTS A-05)."""

    class Meta:
        """marshmallow's own place for options."""

        unknown = RAISE


class Digits(fields.Integer):
    """A whole number in an address: its digits and nothing else (int() takes `1_0`, ` 1`, `٣`)."""

    def _validated(self, value: Any) -> int:
        if not re.fullmatch(r"0|-?[1-9][0-9]{0,17}", str(value)):
            raise self.make_error("invalid")
        return super()._validated(value)


class PageQuery(Shape):
    """What any list may be asked."""

    cursor = fields.String(load_default=None, validate=validate.Length(max=500))
    limit = Digits(load_default=50, validate=validate.Range(min=1, max=200))


class PageOut(Shape):
    """What any list answers, beside its `items`."""

    next = fields.String(allow_none=True)
    count = fields.Integer(allow_none=True)
    count_is_bounded = fields.Boolean()


class Whole(fields.Integer):
    """An integer as JSON Schema counts them: 24 and 24.0, never "24" nor true."""

    def _validated(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid")
        if isinstance(value, float) and (not math.isfinite(value) or value != int(value)):
            raise self.make_error("invalid")
        return super()._validated(int(value))


class Truth(fields.Boolean):
    """true or false, and nothing that stands for them (1, "yes")."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


@dataclass(slots=True)
class Operation:
    """What the document says of one route."""

    summary: str = ""
    body: type[Schema] | None = None
    query: type[Schema] | None = None
    answer: type[Schema] | None = None
    many: bool = False
    status: int = 200
    refusals: tuple[int, ...] = (401, 403, 404, 422)
    tags: tuple[str, ...] = ()
    multipart: bool = False
    #: Takes `If-Match`: what it writes on carries a version.
    versioned: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


def operation_of(view: Any) -> Operation:
    """The operation a view carries, made at its first decorator."""
    if not hasattr(view, "operation"):
        view.operation = Operation(summary=(view.__doc__ or "").strip().split("\n")[0])
    found: Operation = view.operation
    return found


def body(schema: type[Schema]) -> Callable[[F], F]:
    """Read the JSON body by `schema`; the view gets it as `data`."""

    def wrap(view: F) -> F:
        operation_of(view).body = schema

        @wraps(view)
        def reading(*args: Any, **kwargs: Any) -> Any:
            return view(*args, data=load(schema, json_body()), **kwargs)

        return reading  # type: ignore[return-value]

    return wrap


def query(schema: type[Schema]) -> Callable[[F], F]:
    """Read the query string by `schema`; a repeated parameter is refused (FAULTS N-07)."""

    def wrap(view: F) -> F:
        operation_of(view).query = schema

        @wraps(view)
        def reading(*args: Any, **kwargs: Any) -> Any:
            repeated = [name for name in request.args if len(request.args.getlist(name)) > 1]
            if repeated:
                raise BadInput
            return view(*args, asked=load(schema, request.args.to_dict()), **kwargs)

        return reading  # type: ignore[return-value]

    return wrap


def answers(schema: type[Schema], status: int = 200, *, many: bool = False) -> Callable[[F], F]:
    """Answer what the view returns, by `schema` and nothing more."""

    def wrap(view: F) -> F:
        operation = operation_of(view)
        operation.answer, operation.status, operation.many = schema, status, many

        @wraps(view)
        def answering(*args: Any, **kwargs: Any) -> Response:
            result = view(*args, **kwargs)
            if isinstance(result, Response):
                return result
            response = jsonify(schema(many=many).dump(result))
            response.status_code = status
            return response

        return answering  # type: ignore[return-value]

    return wrap


def versioned(view: F) -> F:
    """Say that a write takes `If-Match`; it asks `core.conditional.expected` for the version."""
    operation_of(view).versioned = True
    return view


def json_body() -> Any:
    """The body through the one JSON door; 415 when it is not announced as JSON."""
    if not request.is_json:
        raise UnsupportedMedia
    request.max_content_length = MOST_BYTES
    return jsondoor.parse(request.get_data(cache=True))


def load(schema: type[Schema], raw: Any) -> Any:
    """`raw` read by `schema`, or 422 with a path a program can follow."""
    if not isinstance(raw, Mapping):
        raise Invalid([Problem("", "type", {"expected": "object", "field": ""})])
    try:
        return schema().load(raw)
    except ValidationError as refusal:
        raise Invalid(
            list(_problems(refusal.normalized_messages()))  # type: ignore[no-untyped-call]
        ) from refusal


def _problems(messages: Any, path: str = "") -> Any:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            step = "" if key == "_schema" else f"/{_escaped(str(key))}"
            yield from _problems(inner, path + step)
        return
    for text in messages:
        code = next((code for start, code in CODES if str(text).startswith(start)), "api-input")
        yield Problem(path, code)


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def bounded_page(
    items: list[Any], following: str | None, count: int | None = None, *, bounded: bool = False
) -> dict[str, Any]:
    """The answer of every list."""
    return {"items": items, "next": following, "count": count, "count_is_bounded": bounded}
