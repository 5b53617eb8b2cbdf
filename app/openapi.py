"""The OpenAPI document, made of the URL map and what each view says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from flask_babel import get_locale
from werkzeug.routing import IntegerConverter, Rule, UUIDConverter

from app.api_words import SUMMARIES
from app.openapi_examples import examples
from core.api import PREFIX, Operation, Truth, Whole, operation_of
from core.i18n import _l

PROBLEM = "application/problem+json"
_KEPT = "preau.openapi"
_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
_PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {
            "type": "object", "required": ["path", "keyword", "message"],
            "properties": {"path": {"type": "string"}, "keyword": {"type": "string"},
                           "message": {"type": "string"}}}},
        "changes": {"type": "array", "items": {"type": "object"}},
    },
}  # fmt: skip
#: What any call may hear, whatever it asks for.
_ALWAYS = {
    400: _l("La demande n’est pas lisible."),
    429: _l("Trop d’appels en une minute ; « Retry-After » dit quand reprendre."),
    503: _l("Un instant d’indisponibilité : réessayez."),
}
_DONE = _l("C’est fait.")
_SAME = _l("Rien n’a changé depuis « If-None-Match ».")
_ETAG = {"description": "If-Match, If-None-Match", "schema": {"type": "string"}}
_WAITS = {"Retry-After": {"description": "s", "schema": {"type": "integer"}}}
_REFUSALS = {
    401: _l("Il faut une clé, et qu’elle soit valable."),
    403: _l("La clé ne donne pas ce droit."),
    404: _l("Rien à cette adresse, ou rien que cette clé ouvre."),
    406: _l("La réponse n’existe qu’en JSON."),
    409: _l("Quelqu’un a été plus rapide ; « changes » dit quoi et qui."),
    412: _l(
        "« If-Match » nomme une autre version que celle qui est là ; « changes » dit pourquoi."
    ),
    413: _l("L’envoi est trop volumineux."),
    415: _l("Le corps n’est pas du type attendu."),
    422: _l("Le contenu a été lu et ne convient pas ; « errors » dit où."),
}


def document_of(app: Flask) -> dict[str, Any]:
    """The document of this house, made once in each language."""
    kept: dict[str, dict[str, Any]] = app.extensions.setdefault(_KEPT, {})
    language = str(get_locale() or "fr")
    if language not in kept:
        kept[language] = _made(app)
    return kept[language]


def rules_of(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every (route, method) of the API."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: r.rule):
        if rule.rule.startswith(f"{PREFIX}/"):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method


def _made(app: Flask) -> dict[str, Any]:
    plugin = MarshmallowPlugin(schema_name_resolver=_name)
    spec = APISpec(
        title="Préau", version="1", openapi_version="3.1.0", plugins=[plugin],
        info={"description": str(_l("Les mêmes actes que les pages, avec les mêmes refus."))},
        security=[{"bearer": []}],
    )  # fmt: skip
    assert plugin.converter is not None  # noqa: S101 – made by the line above
    plugin.converter.add_attribute_function(_strict)  # type: ignore[no-untyped-call]
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    spec.components.schema("Problem", _PROBLEM_SCHEMA)
    for rule, method in rules_of(app):
        view = app.view_functions[rule.endpoint]
        spec.path(_path(rule), operations={method.lower(): _operation(rule, method, view)})
    made: dict[str, Any] = spec.to_dict()
    return made


def _name(schema: Any) -> str:
    """Two rooms may each have a `ListQuery`: the room goes in front."""
    found = schema if isinstance(schema, type) else type(schema)
    room = found.__module__.split(".")[0].title().replace("_", "")
    return f"{room}{found.__name__}"


def _strict(_self: Any, field: Any, **_: Any) -> dict[str, Any]:
    """Our own fields say their type: an integer is one to JSON Schema, a boolean only a boolean."""
    if isinstance(field, Whole):
        return {"type": ["integer", "null"] if field.allow_none else "integer"}
    return {"type": "boolean"} if isinstance(field, Truth) else {}


def _path(rule: Rule) -> str:
    return re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule)


def _operation(rule: Rule, method: str, view: Any) -> dict[str, Any]:
    told: Operation = operation_of(view)
    kind, what = view.access
    tag = rule.rule.removeprefix(f"{PREFIX}/").split("/")[0].split(".")[0]
    made: dict[str, Any] = {
        "operationId": f"{method.lower()}_{rule.endpoint.replace('.', '_')}",
        "summary": str(SUMMARIES.get(rule.endpoint, told.summary)), "tags": [tag],
        "parameters": list(_parameters(rule, method, told)),
        "responses": _responses(rule, method, told, public=kind == "public"),
    }  # fmt: skip
    if kind == "requires":
        rights = ", ".join(str(each) for each in what)
        made["description"] = str(
            _l("Un de ces droits est nécessaire : %(rights)s.", rights=rights)
        )
    if (example := examples().get(rule.endpoint)) is not None:
        made["x-example-path"] = PREFIX + example["path"]
    if kind == "public":
        made["security"] = [{}, {"bearer": []}]
    if (content := _content(rule, told)) is not None:
        made["requestBody"] = {"required": True, "content": content}
    return made


def _content(rule: Rule, told: Operation) -> dict[str, Any] | None:
    if told.multipart:
        part = {"type": "string", "format": "binary"}
        schema = {"type": "object", "required": ["file"], "properties": {"file": part}}
        return {"multipart/form-data": {"schema": schema}}
    if told.extra.get("document"):
        held: dict[str, Any] = {"schema": {"type": "object"}}
    elif told.body is None:
        return None
    else:
        held = {"schema": told.body}
    example = examples().get(rule.endpoint)
    if example is not None and example["body"] is not None:
        held["example"] = example["body"]
    return {"application/json": held}


def _parameters(rule: Rule, method: str, told: Operation) -> Iterator[dict[str, Any]]:
    converters = rule._converters  # noqa: SLF001 – Werkzeug has no public way to ask
    for name in sorted(rule.arguments):
        kind = converters[name]
        schema: dict[str, Any] = {"type": "string", "minLength": 1}
        if isinstance(kind, IntegerConverter):
            schema = {"type": "integer", "minimum": 0}
        elif isinstance(kind, UUIDConverter):
            schema = {"type": "string", "format": "uuid"}
        yield {"name": name, "in": "path", "required": True, "schema": schema}
    if told.query is not None:
        yield {"in": "query", "schema": told.query}
    if told.extra.get("filters"):
        yield {
            "name": "filter", "in": "query", "required": False, "style": "deepObject",
            "explode": True, "schema": {"type": "object"},
            "description": str(_l("filter[CHAMP]=valeur, filter[CHAMP][gte]=valeur…")),
        }  # fmt: skip
    if method == "GET":
        yield _header("If-None-Match", _l("L’ETag de ce que l’on a déjà : 304 si rien n’a changé."))
    if told.versioned:
        yield _header("If-Match", _l("L’ETag de ce qui a été lu : 412 si cela a changé depuis."))
    if method in _UNSAFE and not told.extra.get("stores_nothing"):
        yield {
            "name": "Idempotency-Key", "in": "header", "required": False,
            "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
            "description": str(_l("Le même envoi sous la même clé ne compte qu’une fois.")),
        }  # fmt: skip


def _header(name: str, words: Any) -> dict[str, Any]:
    tag = {"type": "string", "pattern": r'^"[!#-~]{1,80}"$'}
    return {"name": name, "in": "header", "required": False, "schema": tag,
            "description": str(words)}  # fmt: skip


def _responses(rule: Rule, method: str, told: Operation, *, public: bool) -> dict[str, Any]:
    found: dict[str, Any] = {str(told.status): {"description": str(_DONE)}}
    if told.extra.get("binary"):
        found["200"]["content"] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    elif told.answer is not None:
        schema: Any = {"type": "array", "items": told.answer} if told.many else told.answer
        found[str(told.status)]["content"] = {"application/json": {"schema": schema}}
    elif told.status != 204:
        found["200"]["content"] = {"application/json": {"schema": {"type": "object"}}}
    if method == "GET":
        found["304"] = {"description": str(_SAME)}
        found[str(told.status)]["headers"] = {"ETag": _ETAG}
    if told.versioned:
        found[str(told.status)]["headers"] = {"ETag": _ETAG}
    example = examples().get(rule.endpoint)
    if example is not None and example["answer"] is not None:
        found[str(example["status"])]["content"]["application/json"]["example"] = example["answer"]
    for status, words in told.extra.get("also", {}).items():  # the same answer, sooner
        found[str(status)] = {**found[str(told.status)], "description": str(words)}
    for status, words in {**_ALWAYS, **_refusals(rule, method, told, public=public)}.items():
        found[str(status)] = {
            "description": str(words),
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            **({"headers": _WAITS} if status in {429, 503} else {}),
        }
    return found


def _refusals(rule: Rule, method: str, told: Operation, *, public: bool) -> dict[int, str]:
    """Which refusals may be heard here."""
    statuses = {401}
    if not told.extra.get("binary"):
        statuses.add(406)
    if told.versioned:
        statuses.add(412)
    if not public:
        statuses.add(403)
    if rule.arguments or told.extra.get("names"):
        statuses.add(404)  # what the address or a filter names is not there for this key
    if told.query is not None:
        statuses.add(422)
    if method in _UNSAFE:
        statuses |= {404, 409, 413, 415, 422}
    return {status: _REFUSALS[status] for status in sorted(statuses)}
