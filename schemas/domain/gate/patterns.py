"""Patterns: only what two linear-time engines both accept, and read alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import jsonschema_rs
import re2

from core.problems import Problem
from schemas.domain.gate.vocabulary import escape, places

LONGEST: Final = 500
#: Bytes of the compiled automaton: a few hundred states of honest patterns.
SIZE_LIMIT: Final = 1_000_000
OPTIONS: Final = jsonschema_rs.RegexOptions(size_limit=SIZE_LIMIT, dfa_size_limit=SIZE_LIMIT)
# The engines read these differently: `\s` (no-break space), POSIX classes, boundaries, `\d-x` in a
# class, and flags.
_READ_DIFFERENTLY: Final = re.compile(r"\\[sSbBAzZQECp]|\\P|\[\[:|\(\?[a-zA-Z-]+[:)]")


def pattern_problems(schema: Any) -> list[Problem]:
    """One problem per pattern that is refused, at its own place."""
    return [
        Problem(at, code, {"pattern": pattern[:80]})
        for at, pattern in _patterns(schema)
        if (code := refusal(pattern))
    ]


def _patterns(schema: Any) -> Iterator[tuple[str, str]]:
    for at, inner in places(schema):
        if isinstance(inner, Mapping):
            if isinstance(inner.get("pattern"), str):
                yield f"{at}/pattern", inner["pattern"]
            keyed = inner.get("patternProperties")
            for pattern in keyed if isinstance(keyed, Mapping) else ():
                yield f"{at}/patternProperties/{escape(pattern)}", pattern


@lru_cache(maxsize=4096)
def refusal(pattern: str) -> str:
    """The code of why a pattern is refused, or ""."""
    if len(pattern) > LONGEST:
        return "pattern-too-long"
    if _READ_DIFFERENTLY.search(pattern.replace("\\\\", "")):
        return "pattern-ambiguous"
    try:
        compiled(pattern)
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=OPTIONS)
    except (re2.error, jsonschema_rs.ValidationError, UnicodeEncodeError):
        return "pattern-refused"
    return ""


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> Any:
    """The pattern in google-re2, silent about what it refuses."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = SIZE_LIMIT
    return re2.compile(pattern, options)
