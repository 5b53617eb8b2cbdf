"""Entries in files: a JSON list, or Markdown files whose head names their fields.

# Comment joindre un devis ?
theme: travaux
wordings: ajouter une pièce; envoyer un devis

Depuis la page **Lots et pièces**…
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from core.errors import Invalid
from core.jsondoor import parse
from core.problems import Problem
from knowledge_base.keying import regular

_FIELD = re.compile(r"(theme|wordings|audience|source|review_on):[ \t]*(.*)$")


def rows_of(content: bytes, name: str) -> list[dict[str, Any]]:
    """The entries of one file."""
    if name.endswith(".md"):
        return [_of_markdown(content.decode("utf-8-sig"), Path(name).stem)]
    rows = parse(content)
    if isinstance(rows, dict):
        rows = rows.get("entries")
    if not isinstance(rows, list):
        raise Invalid([Problem("", "entry-not-a-list")])
    return regular(rows)


def rows_at(path: Path) -> list[dict[str, Any]]:
    """The entries of a file, or of all Markdown and JSON files of a folder."""
    if path.is_file():
        return rows_of(path.read_bytes(), path.name)
    files = sorted(p for p in path.iterdir() if p.suffix in {".md", ".json"})
    return [row for file in files for row in rows_of(file.read_bytes(), file.name)]


def _of_markdown(text: str, key: str) -> dict[str, Any]:
    lines = text.replace("\r\n", "\n").strip().split("\n")
    row: dict[str, Any] = {"key": key, "question": lines[0].lstrip("# ").strip()}
    body = 1
    for line in lines[1:]:
        found = _FIELD.match(line)
        if found is None:
            break
        values = [part.strip() for part in found[2].split(";") if part.strip()]
        row[found[1]] = values if found[1] in {"wordings", "audience"} else found[2].strip()
        body += 1
    row["answer"] = "\n".join(lines[body:]).strip()
    return row
