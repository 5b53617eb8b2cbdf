"""How documents, problems and differences are shown to people: values for the templates."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from core.i18n import _, _l
from core.models import Change
from core.problems import Problem
from core.saying import moment
from core.words import message
from schemas import kinds
from schemas.difference import Difference
from schemas.positions import Places, places_in

#: What a reader looks for first; all other names follow in their order.
FIRST: Final = (
    "kind",
    "format",
    "key",
    "id",
    "x-id",
    "title",
    "label",
    "type",
    "language",
    "when",
    "field",
    "widget",
    "from",
    "to",
    "by",
)
LAST: Final = ("items", "properties", "$defs", "translations", "tests")
#: Differences shown on one page.
MOST_SHOWN: Final = 200
LONGEST: Final = 400
#: Objects and lists up to this length are not broken over lines.
ONE_LINE: Final = 76

ACTS: Final = {
    "added": (_l("Ajouté"), "leaf", "plus"),
    "removed": (_l("Retiré"), "rose", "minus"),
    "changed": (_l("Modifié"), "sky", "pencil-simple"),
    "moved": (_l("Ordre changé"), "plum", "arrows-clockwise"),
}


def pretty(document: Any) -> str:
    """The document as text for people: what names a thing first, small things on one line."""
    return _laid_out(_ordered(document), "")


def _laid_out(value: Any, margin: str) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or (margin and len(flat) <= ONE_LINE):
        return flat
    inner = margin + "  "
    if isinstance(value, dict):
        parts = [
            f"{json.dumps(n, ensure_ascii=False)}: {_laid_out(v, inner)}" for n, v in value.items()
        ]
    else:
        parts = [_laid_out(item, inner) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{inner}" + f",\n{inner}".join(parts) + f"\n{margin}{closing}"


def _ordered(value: Any) -> Any:
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if not isinstance(value, dict):
        return value
    names = [n for n in FIRST if n in value]
    names += [n for n in value if n not in FIRST and n not in LAST]
    return {name: _ordered(value[name]) for name in [*names, *(n for n in LAST if n in value)]}


#: What a problem speaks of in the words of a visual editor: `place`, `url`, perhaps `text`.
Placing = Callable[[Problem], Mapping[str, str]]


def problem_lines(
    problems: Iterable[Problem], text: str, placing: Placing | None = None
) -> list[dict[str, Any]]:
    """Problems with their sentence and the line of `text` they speak of, or their place."""
    places = _places(text)
    return [
        {
            "path": problem.path,
            "text": message(problem),
            **(placing(problem) if placing else {}),
            "line": places.line_of(problem.path) if places else None,
            "warning": kinds.is_warning(problem),
            "test": kinds.is_failing_test(problem),
        }
        for problem in problems
    ]


def _places(text: str) -> Places | None:
    try:
        json.loads(text)
        return places_in(text)
    except (ValueError, RecursionError, IndexError):
        return None


def duplicate_lines(text: str) -> list[dict[str, Any]]:
    """Where a name stands for the second time in one object."""
    places = _places(text)
    return [
        {
            "path": path,
            "line": line,
            "text": _(
                "La clé « %(name)s » figure deux fois. N’en gardez qu’une.",
                name=path.rpartition("/")[2],
            ),
        }
        for path, line in (places.twice if places else ())
    ]


def difference_rows(found: Sequence[Difference]) -> list[dict[str, Any]]:
    """Rows of the table of differences."""
    return [
        {
            "path": change.path or "/",
            "label": ACTS[change.act][0],
            "tone": ACTS[change.act][1],
            "icon": ACTS[change.act][2],
            "before": "" if change.act == "added" else _short(change.old),
            "after": "" if change.act == "removed" else _short(change.new),
        }
        for change in found[:MOST_SHOWN]
    ]


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(_ordered(value), ensure_ascii=False)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


TOLD: Final = {
    "definition.draft-saved": (_l("Brouillon enregistré"), "sun", "note-pencil"),
    "definition.draft-discarded": (_l("Brouillon abandonné"), "slate", "trash"),
    "definition.published": (_l("Version %(number)s publiée"), "leaf", "check"),
    "definition.retired": (_l("Retirée du service"), "rose", "archive"),
}


def when(instant: datetime) -> str:
    """« hier à 17 h 42 », « vendredi 21 novembre à 17 h 42 », in the reader’s language."""
    return moment(instant)


def history_entries(lines: Sequence[Change]) -> list[dict[str, Any]]:
    """Lines of history for the timeline of the kit."""
    entries = []
    for line in lines:
        title, tone, icon = TOLD.get(line.act, (line.act, "slate", "circle"))
        entries.append(
            {
                "title": str(title) % {"number": line.facts.get("number")},
                "tone": tone,
                "icon": icon,
                "by": line.actor_name or "Préau",
                "when": when(line.at),
                "iso": line.at.isoformat(),
                "text": line.reason,
            }
        )
    return entries
