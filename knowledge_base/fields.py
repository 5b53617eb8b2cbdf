"""What doors send about an entry (forms, files, packs), as the document of a version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from core.problems import Problem
from knowledge_base.domain.content import FIELDS, normal, of_markdown
from schemas.metaschema import problems_against

KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
#: Pages of the help and of its administration that stand where an entry would (`tests/walk`).
RESERVED: Final = frozenset(
    {"question", "questions", "parler", "reponse", "nouvelle", "importer", "export", "a-revoir",
     "sans-reponse", "formulations", "synonymes", "equipes", "mesure", "evaluation",
     "moteur"}
)  # fmt: skip
META: Final = "help-entry"
LONGEST: Final = {"question": 300, "answer": 20_000, "theme": 60, "source": 500}
_NONE: Final[tuple[Any, ...]] = (None, [], {})
_TEXTS: Final = frozenset({"question", "answer", "theme", "source", "intent"})
_LISTS: Final = frozenset({"audience", "wordings"})
_DAYS: Final = frozenset({"review_on", "valid_from", "valid_until"})


def merged(live: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The document with these fields said anew; `answer` is Markdown, and stands for the blocks."""
    given = {name: _typed(name, value) for name, value in fields.items()}
    answer = given.pop("answer", None)
    if isinstance(answer, str) and "blocks" not in given:
        given["blocks"] = of_markdown(answer)
    return normal({**live, **given})


def problems_of(key: str, fields: Mapping[str, Any]) -> list[Problem]:
    """What does not hold in what was sent, at its own name."""
    found = [] if KEY.fullmatch(key) else [Problem("/key", "entry-key")]
    if key in RESERVED:
        found.append(Problem("/key", "entry-key-reserved"))
    for name, value in fields.items():
        if name not in FIELDS and name != "answer":
            found.append(Problem(f"/{name}", "entry-unknown-field", {"name": str(name)[:80]}))
        elif name in _TEXTS and not isinstance(value, str):
            found.append(Problem(f"/{name}", "entry-text"))
        elif name in LONGEST and len(str(value)) > LONGEST[name]:
            found.append(Problem(f"/{name}", "entry-long", {"most": LONGEST[name]}))
        elif name in _LISTS and not _is_list_of_texts(value):
            found.append(Problem(f"/{name}", "entry-list"))
        elif name in _DAYS and not _is_date(value):
            found.append(Problem(f"/{name}", "entry-date"))
    return found


def shape_problems(content: Mapping[str, Any]) -> list[Problem]:
    """What the meta-schema refuses in a draft."""
    return problems_against(META, content)


def blocks_problems(fields: Mapping[str, Any]) -> list[Problem]:
    """What the meta-schema refuses in parts that are no plain texts, before anything reads them."""
    parts = {
        name: fields[name]
        for name in ("blocks", "variants", "tree")
        if fields.get(name) not in _NONE
    }
    return shape_problems({"question": "", "blocks": [], **parts}) if parts else []


def day(value: Any) -> date | None:
    """A day of the document."""
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def clean(text: str) -> str:
    """A text as it is kept: plain line ends, nothing that a database cannot hold."""
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


def _typed(name: str, value: Any) -> Any:
    if name in _DAYS:
        return value.isoformat() if isinstance(value, date) else value or None
    if name in _LISTS and _is_list_of_texts(value):
        return list(dict.fromkeys(text for item in value if (text := clean(item))))
    return clean(value) if name in _TEXTS and isinstance(value, str) else value


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)


def _is_date(value: Any) -> bool:
    if value is None or value == "" or isinstance(value, date):
        return True
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False
