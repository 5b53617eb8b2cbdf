"""Where the editor shows what a pointer of the document speaks of: which tab, which control."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

SHEET, OPENING, FORMS, CIRCUIT, RIGHTS = "fiche", "ouverture", "formulaire", "circuit", "droits"
_TABS: Mapping[str, str] = {
    "title": SHEET,
    "icon": SHEET,
    "tone": SHEET,
    "themes": SHEET,
    "sheet": SHEET,
    "eligibility": OPENING,
    "open": OPENING,
    "buttons": FORMS,
    "workflow": CIRCUIT,
    "bindings": CIRCUIT,
    "number": CIRCUIT,
    "request_title": CIRCUIT,
    "desk": CIRCUIT,
    "receipt": CIRCUIT,
    "retention": CIRCUIT,
    "audience": RIGHTS,
}
_SHOWN_AS = {"desk": "columns", "eligibility": "eligibility"}
_WHOLE = {"themes", "audience", "columns", "eligibility", "summary", "how"}


class Place(NamedTuple):
    """A tab of the editor and the id of a control on it; "" when no page shows it."""

    tab: str
    field: str


def place_of(path: str, name: str = "") -> Place:
    """The place of a pointer; `name` is what is missing there, when something is."""
    steps = [step for step in path.split("/")[1:] if step]
    if name and not path:
        steps = [name]
    if not steps or steps[0] not in _TABS:
        return Place("", "")
    tab = _TABS[steps[0]]
    if name and path:
        steps.append(name)
    return Place(tab, _field(steps))


def _field(steps: list[str]) -> str:
    first, rest = _SHOWN_AS.get(steps[0], steps[0]), steps[1:]
    if first == "sheet":
        first, rest = (rest[0], rest[1:]) if rest else ("summary", [])
    if first == "open":
        return "-".join(["periods", *(rest if rest[:1] and rest[0].isdecimal() else ["0", *rest])])
    if first in _WHOLE:
        return first
    return "-".join([first, *rest[:2]])
