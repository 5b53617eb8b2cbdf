"""Variables in texts that people write: `{numero}`, `{donnees.nature}`.

Put in by plain substitution, once, and never looked at again: what a parent typed cannot become an
expression, a tag or a second variable (FAULTS X-01, X-05).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from core.canonical import canonical

#: A name, or an answer by its address: `donnees.lieu.commune`.
NAME = r"[a-z][a-z0-9_]{0,39}(?:\.[a-z][a-z0-9_]{0,39}){0,5}"
PLACEHOLDER = re.compile(rf"\{{({NAME})\}}")
#: Known to every template without being declared.
ALWAYS = frozenset({"destinataire", "lien", "organisation"})
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")

Values = Mapping[str, str]


def fill(text: str, values: Values) -> str:
    """Put the values in; a name nobody declared stays as it was written."""
    return PLACEHOLDER.sub(lambda found: clean(values.get(found[1], found[0])), text)


def one_line(text: str, longest: int = 200) -> str:
    """Fit for a header: no line break, no control character."""
    return " ".join(clean(text).split())[:longest]


def clean(value: str) -> str:
    """Without what no page shows, nor what turns the direction of the text."""
    return _HIDDEN.sub("", value)


def placeholders(document: Any) -> Iterator[str]:
    """Names a document asks for, wherever they stand."""
    if isinstance(document, str):
        yield from (found[1] for found in PLACEHOLDER.finditer(document))
    elif isinstance(document, Mapping):
        for value in document.values():
            yield from placeholders(value)
    elif isinstance(document, Sequence):
        for value in document:
            yield from placeholders(value)


def address(target: str) -> str:
    """A link that may stand in a mail, else ""."""
    target = target.strip()
    if any(ord(c) <= 32 or c in "<>\"'`\\" for c in target):
        return ""
    try:
        parts = urlsplit(target)
    except ValueError:
        return ""
    if parts.scheme in {"http", "https"} and parts.netloc:
        return target
    return target if parts.scheme == "mailto" and parts.path else ""


def block_of(block: Mapping[str, Any]) -> tuple[str, Any]:
    """What a block is and what it holds, beside the condition it may carry."""
    return next((kind, content) for kind, content in block.items() if kind != "when")


def kept_blocks(
    blocks: Sequence[Mapping[str, Any]], holds: Mapping[str, bool]
) -> list[Mapping[str, Any]]:
    """Blocks without a condition, and those whose condition was found to hold."""
    return [block for block in blocks if "when" not in block or holds.get(canonical(block["when"]))]
