"""Entries that are shown, as files that `reading` takes back: the same again changes nothing."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from knowledge_base.domain.content import markdown_of
from knowledge_base.queries import published

_PLAIN = ("theme", "source", "review_on", "valid_from", "valid_until", "intent")


def as_json() -> bytes:
    """`{"entries": [...]}`: each the document that is shown, under its key."""
    rows = [{"key": row.key, **row.body} for row in published()]
    return json.dumps({"entries": rows}, ensure_ascii=False, indent=1).encode()


def as_markdown() -> bytes:
    """A file an entry and a language: what a plain text can say of it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in published():
            language = str(row.body.get("language") or "fr")
            archive.writestr(f"{row.key}.{language}.md", _file(row.key, language, row.body))
            for other, words in (row.body.get("variants") or {}).items():
                archive.writestr(f"{row.key}.{other}.md", _file(row.key, other, words))
    return out.getvalue()


def _file(key: str, language: str, words: Mapping[str, Any]) -> str:
    lines = ["---", f"key: {key}", f"title: {_quoted(words.get('question', ''))}"]
    lines += [f"{name}: {_quoted(words[name])}" for name in _PLAIN if words.get(name)]
    for name in ("wordings", "audience"):
        if words.get(name):
            lines += [f"{name}:", *(f"- {_quoted(value)}" for value in words[name])]
    lines += [f"locale: {language}", "---", "", markdown_of(words.get("blocks", ())), ""]
    return "\n".join(lines)


def _quoted(value: Any) -> str:
    text = " ".join(str(value).split())
    return f'"{text}"' if text != text.strip("\"'[]") or ":" in text else text
