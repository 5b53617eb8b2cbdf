"""The keyword rules: what a stored schema may say at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from core.problems import Problem
from schemas.domain.gate.vocabulary import DIALECT, KEYWORDS, escape, places


def keyword_problems(schema: Any) -> list[Problem]:
    """Keywords of the list alone, the one dialect, references inside `#/$defs` that exist."""
    found: list[Problem] = []
    listed = list(places(schema))
    known = {at for at, _inner in listed}
    for at, inner in listed:
        if isinstance(inner, Mapping):
            found.extend(_of_one(inner, at, known))
        elif not isinstance(inner, bool):
            found.append(Problem(at, "schema-shape"))
    return found


def _of_one(schema: Mapping[str, Any], at: str, known: set[str]) -> Iterator[Problem]:
    for keyword in schema:
        if keyword not in KEYWORDS and not keyword.startswith("x-"):
            yield Problem(f"{at}/{escape(keyword)}", "schema-keyword", {"keyword": keyword})
    if schema.get("$schema", DIALECT) != DIALECT:
        yield Problem(f"{at}/$schema", "schema-dialect", {"expected": DIALECT})
    if "$ref" in schema:
        target = target_of(schema["$ref"])
        if target is None:
            yield Problem(f"{at}/$ref", "schema-reference-outside")
        elif target not in known:
            yield Problem(f"{at}/$ref", "schema-reference-unknown", {"name": schema["$ref"]})


def target_of(reference: Any) -> str | None:
    """The pointer a `$ref` names, when it stays inside `#/$defs`."""
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return None
    parts = [unquote(part) for part in reference[2:].split("/")]
    plain = [part.replace("~1", "/").replace("~0", "~") for part in parts]
    if len(parts) < 2 or plain[0] != "$defs":
        return None
    return "/" + "/".join(escape(part) for part in plain)
