"""How requests of a service are numbered, named, listed, acknowledged and kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogue.domain.designing.circuit import retention_of
from catalogue.domain.desk.listed import may_be_listed
from catalogue.domain.numbers import is_sound, number_of
from core import clock
from core.i18n import _
from schemas import queries
from schemas.domain.conditions import Types

DEFAULT = "{year}-{seq:05}"
#: An invented rank, to show what a number looks like.
EXAMPLE = 412


def shown(body: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as the page shows them."""
    pattern = str(body.get("number", DEFAULT))
    answers = _answers(body)
    length, unit = retention_of(body)
    named = str(body.get("request_title", ""))
    titles = [(f"{{{path}}}", label) for path, label in answers]
    if named and named not in dict(titles):
        titles.append((named, named))
    chosen = list((body.get("desk") or {}).get("columns", ()))
    return {
        "number": pattern,
        "example": number_of(pattern, clock.today(), EXAMPLE) if is_sound(pattern) else "",
        "titles": titles,
        "named": named,
        "columns": _columns(answers, chosen),
        "chosen": chosen,
        "retention": length,
        "unit": unit,
        "units": [("Y", _("ans")), ("M", _("mois")), ("D", _("jours"))],
    }


def _answers(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Simple answers of the forms of its buttons: (path, words)."""
    found: dict[str, str] = {}
    for button in body.get("buttons", ()):
        key = str(button.get("form", ""))
        form = (queries.draft("form", key) or queries.live("form", key)) if key else None
        types = Types.of_schema(form.body.get("schema", {})) if form else Types.of_schema({})
        for path, held in types.paths.items():
            if may_be_listed(held) and not path.startswith("./"):
                found.setdefault(path, held.title or path)
    return list(found.items())


def _columns(answers: list[tuple[str, str]], chosen: list[str]) -> list[tuple[str, str]]:
    """Chosen columns first, in their order, then the other answers."""
    labels = {"/" + path.replace(".", "/"): label for path, label in answers}
    listed = [(pointer, labels.pop(pointer, pointer)) for pointer in chosen]
    return [*listed, *labels.items()]
