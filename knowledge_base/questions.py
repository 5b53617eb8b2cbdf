"""Questions in files: a JSON list, or one JSON object a line, with what is expected if known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import Invalid
from core.jsondoor import parse
from core.problems import Problem


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the keys or titles of the entries that answer it; none = no entry does."""

    id: str
    text: str
    expected: tuple[str, ...] = ()


def questions_at(path: Path) -> list[Asked]:
    """The questions of a file."""
    return questions_of(path.read_bytes())


def questions_of(content: bytes) -> list[Asked]:
    """What a file says; « question » is read as « text », « also » adds to « expected »."""
    rows = _rows(content)
    problems = [
        Problem(f"/{at}", "question-without-text")
        for at, row in enumerate(rows)
        if not isinstance(row, dict) or not isinstance(_text(row), str)
    ]
    if problems:
        raise Invalid(problems)
    return [_asked(at, row) for at, row in enumerate(rows)]


def _rows(content: bytes) -> list[Any]:
    text = content.decode("utf-8-sig", "replace").strip()
    if text.startswith("[") or (text.startswith("{") and "\n" not in text.strip()):
        rows = parse(text.encode())
    else:
        rows = [parse(line.encode()) for line in text.splitlines() if line.strip()]
    if isinstance(rows, dict):
        listed = [value for value in rows.values() if isinstance(value, list)]
        rows = rows.get("questions") or (listed[0] if listed else [rows])
    if not isinstance(rows, list):
        raise Invalid([Problem("", "entry-not-a-list")])
    return rows


def _text(row: dict[str, Any]) -> Any:
    return row.get("text", row.get("question"))


def _asked(at: int, row: dict[str, Any]) -> Asked:
    expected = [*_listed(row.get("expected")), *_listed(row.get("also"))]
    return Asked(
        id=str(row.get("id", at + 1)),
        text=_text(row),
        expected=tuple(str(one) for one in expected if one not in (None, "")),
    )


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
