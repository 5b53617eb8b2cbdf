"""A form in another language: its texts replaced where a translation stands, kept elsewhere.

Keys are ids (`<x-id>.title`, `<x-id>.choice.urgence`, `page.p1.title`, `notice.danger.text`), so
that a question that moves keeps its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from form_factory.domain.walk import items_of


def translated(document: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """`document` in `language`; itself when it is written in it or nothing is translated."""
    words = document.get("translations", {}).get(language, {})
    if not words or language == document.get("language"):
        return document
    copy: dict[str, Any] = deepcopy(dict(document))
    copy["title"] = words.get("title", copy.get("title"))
    _schema(copy.get("schema", {}), words)
    for page in copy.get("ui", {}).get("pages", []):
        _texts(page, f"page.{page['id']}", words)
    for placed in items_of(copy):
        for kind in ("notice", "explanation", "section"):
            if kind in placed.item:
                _texts(placed.item, f"{kind}.{placed.item[kind]}", words)
    return copy


def _texts(part: Any, stem: str, words: Mapping[str, str]) -> None:
    for name in ("title", "text", "intro", "description", "hint"):
        if f"{stem}.{name}" in words:
            part[name] = words[f"{stem}.{name}"]


def _schema(part: Any, words: Mapping[str, str], x_id: str = "") -> None:
    if isinstance(part, list):
        for each in part:
            _schema(each, words, x_id)
    elif isinstance(part, dict):
        x_id = part.get("x-id", x_id)
        if "const" in part and f"{x_id}.choice.{part['const']}" in words:
            part["title"] = words[f"{x_id}.choice.{part['const']}"]
        elif "x-id" in part:
            _texts(part, x_id, words)
        for each in part.values():
            if isinstance(each, dict | list):
                _schema(each, words, x_id)
