"""What a new definition of each kind begins with, and what a copy changes of its original.

A room may say better through `blank(title)` and `copied(document)` of its kind.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from core.canonical import canonical
from core.folding import fold
from core.ids import is_ulid, ulid
from schemas import kinds

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
LONGEST_KEY: Final = 63

#: Beside the envelope. What is still to be said is told by the checks of the kind.
BODIES: Final[Mapping[str, Mapping[str, Any]]] = {
    "form": {
        "schema": {
            "$schema": DIALECT,
            "type": "object",
            "properties": {},
            "required": [],
            "additionalProperties": False,
        },
        "ui": {"pages": [{"id": "p1", "title": "Votre demande", "items": []}]},
        "computed": [],
        "prefill": [],
        "tests": [],
    },
    "entity": {
        "schema": {
            "$schema": DIALECT,
            "type": "object",
            "properties": {},
            "required": [],
            "additionalProperties": False,
        },
        "label": "",
        "sort": [],
        "scope": "none",
        "fields": {},
        "cards": [],
    },
    "service": {"themes": [], "audience": [], "sheet": {}, "workflow": "", "buttons": []},
    "workflow": {"functions": {}, "statuses": [], "initial": "", "transitions": []},
    "view": {"of": "requests", "columns": [], "layout": "list"},
    "role": {"permissions": [], "rules": []},
    "template": {"channel": "email", "audience": "applicant", "variables": [], "blocks": []},
    "reference-list": {"columns": [], "rows": []},
    "connector": {"url": "https://", "sees": []},
    "calendar": {
        "time_zone": "Europe/Paris",
        "working_days": ["mon", "tue", "wed", "thu", "fri"],
        "closed": [],
    },
}


def blank(kind: str, title: str) -> dict[str, Any]:
    """A new document of this kind that says its title and nothing more."""
    hook = getattr(kinds.kind_of(kind), "blank", None)
    body = hook(title) if hook else BODIES.get(kind, {})
    return {"language": "fr", "translations": {}, **copy.deepcopy(dict(body))}


def copied(kind: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with new names for what keeps its name for ever (DEFINITIONS section 1.2)."""
    hook = getattr(kinds.kind_of(kind), "copied", None)
    if hook is not None:
        return dict(hook(copy.deepcopy(dict(document))))
    text = canonical(document)
    for old in sorted(set(_identities(document))):
        text = text.replace(old, ulid())
    return dict(json.loads(text))


def _identities(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        named = value.get("x-id")
        if isinstance(named, str) and is_ulid(named):
            yield named
        for inner in value.values():
            yield from _identities(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _identities(inner)


def keys_from(title: str) -> Iterator[str]:
    """Addresses a definition of this title may take: its words, then with a number behind."""
    stem = "-".join(fold(title).split()).lstrip("0123456789-") or "sans-titre"
    stem = stem[: LONGEST_KEY - 5].rstrip("-")
    yield stem
    for number in range(2, 1000):
        yield f"{stem}-{number}"
