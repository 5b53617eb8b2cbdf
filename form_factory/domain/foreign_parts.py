"""One foreign property → the same question in our schema; what cannot be said here is told."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from schemas.domain.gate.patterns import refusal
from schemas.domain.gate.vocabulary import FORMATS

_DIGITS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_KEPT: Final[Mapping[str, tuple[str, ...]]] = {
    "string": ("minLength", "maxLength"),
    "integer": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "boolean": (),
}
#: Read elsewhere, or without meaning for a form: passed over without a word.
QUIET: Final = frozenset({
    "$schema", "$id", "id", "$comment", "$defs", "definitions", "$ref", "title", "description",
    "type", "properties", "required", "additionalProperties", "items", "enum", "enumNames", "const",
    "oneOf", "anyOf", "allOf", "if", "then", "else", "dependencies", "dependentRequired",
    "dependentSchemas", "format", "pattern", "minItems", "maxItems", "uniqueItems", "examples",
})  # fmt: skip
_SAME_FORMAT: Final = {"idn-email": "email", "tel": "phone", "url": "uri", "iri": "uri"}
_DEFAULT_ROWS: Final = 50
_MOST_ROWS: Final = 1000


def identity(key: str, path: Sequence[str]) -> str:
    """The lasting id of a question: bringing the same form in again finds the same questions."""
    number = int.from_bytes(hashlib.sha256("\n".join((key, *path)).encode()).digest()[:16])
    return "".join(_DIGITS[(number >> shift) & 31] for shift in range(125, -1, -5))


def kind_of(node: Mapping[str, Any]) -> str | None:
    """The type of a foreign property, null aside; None when it has none that a form can ask."""
    declared = node.get("type")
    if isinstance(declared, list):
        named = [one for one in declared if one != "null"]
        declared = named[0] if len(named) == 1 else None
    if declared is None:
        declared = "object" if "properties" in node else "array" if "items" in node else None
    if declared is None and (values := [value for value, _ in choices_of(node)]):
        declared = _type_of(values)
    return declared if declared in {*_KEPT, "array", "object"} else None


def choices_of(node: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """(value, words) of a closed question, however the foreign form says it."""
    for keyword in ("oneOf", "anyOf"):
        branches = node.get(keyword)
        if isinstance(branches, list) and branches and all(map(_is_choice, branches)):
            found = [_choice(branch) for branch in branches]
            return [(value, words) for value, words in found if value is not None]
    values = node.get("enum")
    if not isinstance(values, list):
        return []
    names = node.get("enumNames")
    words = names if isinstance(names, list) and len(names) == len(values) else values
    return [
        (value, str(word))
        for value, word in zip(values, words, strict=True)
        if isinstance(value, str | int | float | bool)
    ]


def scalar(kind: str, node: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Our schema of a plain question, and the (code, word) of what was left out."""
    choices = choices_of(node)
    if choices and kind != "boolean":
        return closed(kind, choices), []
    part: dict[str, Any] = {"type": kind}
    if isinstance(node.get("const"), str | int | float | bool):
        part["const"] = node["const"]
    part.update({k: node[k] for k in _KEPT[kind] if _is_number(node.get(k))})
    left = _text(part, node) if kind == "string" else []
    known = {*QUIET, *_KEPT[kind]}
    left += [("import-keyword-dropped", k) for k in node if k not in known and k[:2] != "x-"]
    return part, left


def closed(kind: str, choices: Sequence[tuple[Any, str]]) -> dict[str, Any]:
    """A question answered from a list."""
    if kind == "string":
        return {"oneOf": [{"const": str(value), "title": words[:200]} for value, words in choices]}
    labels = {str(value): words for value, words in choices}
    return {"type": kind, "enum": [value for value, _ in choices], "x-labels": labels}


def rows_of(node: Mapping[str, Any], choices: int = 0) -> tuple[dict[str, Any], bool]:
    """How many rows a list may have, and whether that bound is ours."""
    bounds = {k: node[k] for k in ("minItems", "maxItems") if type(node.get(k)) is int}
    given = "maxItems" in bounds
    bounds["maxItems"] = min(bounds.get("maxItems", choices or _DEFAULT_ROWS), _MOST_ROWS)
    if node.get("uniqueItems") is True:
        bounds["uniqueItems"] = True
    return bounds, not given and not choices


def is_upload(node: Mapping[str, Any]) -> bool:
    """A file, as foreign forms say it."""
    return node.get("format") in {"data-url", "binary", "file"} or "contentMediaType" in node


def _text(part: dict[str, Any], node: Mapping[str, Any]) -> list[tuple[str, str]]:
    left = []
    named = _SAME_FORMAT.get(str(node.get("format")), node.get("format"))
    if named in FORMATS:
        part["format"] = named
    elif named is not None:
        left.append(("import-format", str(named)[:40]))
    pattern = node.get("pattern")
    if isinstance(pattern, str):
        if refusal(pattern):
            left.append(("import-pattern", pattern[:80]))
        else:
            part["pattern"] = pattern
    return left


def _is_choice(branch: Any) -> bool:
    if not isinstance(branch, Mapping):
        return False
    values = branch.get("enum")
    return "const" in branch or (isinstance(values, list) and len(values) == 1)


def _choice(branch: Mapping[str, Any]) -> tuple[Any, str]:
    value = branch["const"] if "const" in branch else branch["enum"][0]
    plain = value if isinstance(value, str | int | float | bool) else None
    return plain, str(branch.get("title", value))


def _type_of(values: Sequence[Any]) -> str:
    if all(isinstance(value, bool) for value in values):
        return "boolean"
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return "integer"
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
    return "number" if numbers else "string"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
