"""Names of a form: keys, identities, pages, notices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from core.folding import fold
from core.problems import Problem
from form_factory.domain.vocabulary import RESERVED
from form_factory.domain.walk import items_of, properties_of

FIELD_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


def name_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Keys well written, identities and names given once."""
    yield from _fields(document)
    yield from _pages(document)
    yield from _texts(document)


def _fields(document: Mapping[str, Any]) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, path, part in properties_of(document["schema"]):
        if not FIELD_KEY.fullmatch(path[-1]):
            yield Problem(place, "form-field-key", {"key": path[-1]})
        if len(path) == 1 and path[0] in RESERVED:
            yield Problem(place, "form-field-key-reserved", {"key": path[0]})
        x_id = part.get("x-id")
        if not isinstance(x_id, str):
            yield Problem(place, "form-x-id-missing", {"field": part.get("title", path[-1])})
        elif x_id in seen:
            yield Problem(f"{place}/x-id", "form-x-id-twice", {"key": x_id})
        else:
            seen.add(x_id)


def _pages(document: Mapping[str, Any]) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, page in enumerate(document.get("ui", {}).get("pages", [])):
        if page["id"] in seen:
            yield Problem(f"/ui/pages/{number}/id", "form-page-twice", {"key": page["id"]})
        seen.add(page["id"])


def title_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Steps that people could not tell apart: advice, for the reader only."""
    first: dict[str, int] = {}
    for number, page in enumerate(document.get("ui", {}).get("pages", [])):
        title = " ".join(str(page.get("title", "")).split())
        if not title:
            continue
        before = first.setdefault(fold(title), number)
        if before != number:
            told = {"title": title, "first": before + 1, "second": number + 1}
            yield Problem(f"/ui/pages/{number}/title", "form-title-twice", told)


def _texts(document: Mapping[str, Any]) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for placed in items_of(document):
        for kind in ("notice", "explanation", "section"):
            key = placed.item.get(kind)
            if key is None:
                continue
            if (kind, key) in seen:
                yield Problem(f"{placed.at}/{kind}", "form-notice-twice", {"key": key})
            seen.add((kind, key))
