"""Definitions against the meta-schema of their kind, by `jsonschema`; French from error data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import jsonschema_rs
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.exceptions import best_match
from jsonschema.validators import extend

from core.problems import Problem

FOLDER: Final = Path(__file__).parent / "meta"
#: Enough to work on; a document that is wrong everywhere needs no list of ten thousand lines.
MOST_PROBLEMS: Final = 200
_DOLLAR: Final = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\$", re.DOTALL)
_FORMATS: Final = FormatChecker(formats=())


@_FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    if isinstance(value, str):
        date.fromisoformat(value)
        return len(value) == 10
    return True


@cache
def _anchored(pattern: str) -> re.Pattern[str]:
    """`$` is the very end, as in ECMA-262; Python's lets one line break pass behind it."""
    return re.compile(_DOLLAR.sub(lambda m: r"\Z" if m.group() == "$" else m.group(), pattern))


def _pattern(_v: Any, pattern: str, value: object, _s: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and not _anchored(pattern).search(value):
        yield ValidationError(pattern)


#: The reading of patterns alone differs from the package's: meta-schemas are ours, and trusted.
_extended: Any = extend
Strict: Any = _extended(Draft202012Validator, {"pattern": _pattern})


@cache
def validator_of(name: str) -> Any | None:
    """The validator of `meta/<name>.json`; None when the kind brought no meta-schema."""
    path = FOLDER / f"{name}.json"
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name) or not path.is_file():
        return None
    return Strict(json.loads(path.read_text("utf-8")), format_checker=_FORMATS)


@cache
def _quick(name: str) -> Any:
    """The same schema for a plain yes: a sound document, the usual case, is read a hundred times
    faster than by the validator that can say what is wrong."""
    schema = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return jsonschema_rs.validator_for(schema, validate_formats=True)


def problems_against(name: str, document: Any) -> list[Problem]:
    """What the meta-schema called `name` refuses in `document`."""
    validator = validator_of(name)
    if validator is None or _quick(name).is_valid(document):
        return []
    found: list[Problem] = []
    for error in validator.iter_errors(document):
        found.extend(_problems(error))
        if len(found) >= MOST_PROBLEMS:
            break
    return sorted(found[:MOST_PROBLEMS], key=lambda problem: problem.path)


def _problems(error: ValidationError) -> Iterator[Problem]:
    at = _pointer(error)
    rule, value = str(error.validator), error.instance
    limit: Any = error.validator_value
    schema: Any = error.schema
    if rule in {"anyOf", "oneOf"}:
        deepest = best_match(error.context or ())
        if deepest is not None and deepest.validator != "required":
            yield from _problems(deepest)
            return
        yield Problem(at, "meta-oneOf", {"choices": _alternatives(limit)})
    elif rule == "required":
        for name in limit:
            if isinstance(value, Mapping) and name not in value and repr(name) in error.message:
                yield Problem(at, "meta-required", {"name": name})
    elif rule in {"additionalProperties", "unevaluatedProperties"}:
        known = set(schema.get("properties", {}))
        for name in sorted(set(cast("dict[str, Any]", value)) - known)[:20]:
            yield Problem(f"{at}/{_step(name)}", "meta-unknown-name", {"name": name[:80]})
    elif error.parent is None and "propertyNames" in error.absolute_schema_path:
        yield Problem(at, "meta-propertyNames", {"name": str(value)[:80]})
    else:
        yield _simple(at, rule, limit)


def _simple(at: str, rule: str, limit: Any) -> Problem:
    if rule == "type":
        return Problem(at, "meta-type", {"type": " | ".join(_listed(limit))})
    if rule in {"enum", "const"}:
        values = limit if rule == "enum" else [limit]
        shown = ", ".join(json.dumps(v, ensure_ascii=False) for v in values[:12])
        return Problem(at, "meta-enum", {"values": shown})
    known = {
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "pattern",
        "format",
        "uniqueItems",
    }
    return Problem(
        at,
        f"meta-{rule}" if rule in known else "meta-other",
        {"limit": limit if isinstance(limit, int | float | str) else rule},
    )


def _alternatives(branches: Any) -> str:
    names = [" + ".join(b.get("required", [])) for b in branches if isinstance(b, Mapping)]
    return " | ".join(name for name in names if name) or "–"


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(v) for v in value]


def _pointer(error: ValidationError) -> str:
    return "".join(f"/{_step(str(part))}" for part in error.absolute_path)


def _step(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
