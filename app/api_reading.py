"""The description of the API as people read it: by subject, by a word, with lines to try."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.api_words import GROUPS
from core.folding import fold


@dataclass(frozen=True, slots=True)
class Group:
    """The operations on one subject."""

    title: str
    anchor: str
    text: str
    operations: list[dict[str, Any]] = field(default_factory=list)


def reading_of(document: Mapping[str, Any], base: str, wanted: str = "") -> list[Group]:
    """Every group that has an operation of these words."""
    words = fold(wanted).split()
    found: dict[str, Group] = {}
    for name, (title, anchor, text) in GROUPS.items():
        found[name] = Group(str(title), anchor, str(text))
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            tag = told["tags"][0]
            group = found.setdefault(tag, Group(tag, tag, ""))
            said = fold(f"{method} {path} {told['summary']} {group.title}")
            if all(word in said for word in words):
                group.operations.append(_shown(path, method.upper(), told, base))
    return [group for group in found.values() if group.operations]


def _shown(path: str, method: str, told: Mapping[str, Any], base: str) -> dict[str, Any]:
    body = told.get("requestBody", {}).get("content", {})
    answers = []
    for status, answer in sorted(told["responses"].items()):
        content: dict[str, Any] = next(iter(answer.get("content", {}).values()), {})
        answers.append(
            {
                "status": status,
                "text": answer["description"],
                "schema": content.get("schema") if int(status) < 300 else None,
                "example": _pretty(content.get("example")),
            }
        )
    return {
        "id": told["operationId"],
        "method": method,
        "path": path,
        "summary": told["summary"],
        "description": told.get("description", ""),
        "parameters": told.get("parameters", []),
        "body": [{"kind": kind, **content} for kind, content in body.items()],
        "answers": answers,
        "curl": _curl(path, method, told, base),
    }


def _pretty(example: Any) -> str:
    return "" if example is None else json.dumps(example, ensure_ascii=False, indent=2)


def _curl(path: str, method: str, told: Mapping[str, Any], base: str) -> str:
    """A line to paste, on the address of this very house."""
    where = told.get("x-example-path") or path
    lines = [
        "curl" + ("" if method == "GET" else f" -X {method}") + f" {shlex.quote(base + where)}"
    ]
    if told.get("security") != [{}, {"bearer": []}]:
        lines.append('-H "Authorization: Bearer $PREAU_CLE"')
    if any(p["name"] == "Idempotency-Key" for p in told.get("parameters", ())):
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    for kind, content in told.get("requestBody", {}).get("content", {}).items():
        if kind == "multipart/form-data":
            lines.append("-F file=@photo.jpg")
        else:
            lines.append('-H "Content-Type: application/json"')
            sent = json.dumps(content.get("example", {}), ensure_ascii=False)
            lines.append(f"-d {shlex.quote(sent)}")
    return " \\\n  ".join(lines)
