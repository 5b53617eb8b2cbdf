"""Where the editor shows what a pointer of the document speaks of: tab, open row, control."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from flask import url_for

from core.problems import Problem
from schemas.metaschema import problems_against
from workflows.domain.editing.parts import label_of

STATUSES, FUNCTIONS, TIMERS, TABS = "etats", "fonctions", "delais", "dossier"
#: Tab → its page.
ENDPOINTS: Final = {
    STATUSES: "workflows.design_statuses",
    FUNCTIONS: "workflows.design_functions",
    TIMERS: "workflows.design_timers",
    TABS: "workflows.design_tabs",
}
_STATUS_FIELDS: Final = {
    "editable_by": "s-editable", "checklist": "checklist", "parallel": "votes-on",
}  # fmt: skip
_VOTES: Final = {
    "votes": "votes-seats", "rule": "votes-rule", "veto": "votes-veto",
    "accept": "votes-accept-to", "reject": "votes-reject-to", "on_reject": "votes-on_reject",
}  # fmt: skip
_ACTION_FIELDS: Final = {"not_same_actor_as": "a-other", "guard": "guard", "actions": "effects"}
_TIMER_FIELDS: Final = {"fire": "t-fire-to", "actions": "effects"}
_TAB_FIELDS: Final = {"show": "o-fields", "annotations": "o-form"}


class Place(NamedTuple):
    """A tab of the editor, what is open on it, the id of a control; "" when no page shows it."""

    tab: str
    opened: str = ""
    field: str = ""
    #: The words of what it is about.
    label: str = ""


#: List of the document → tab, sort of its rows, how their controls begin, those called otherwise.
_ROWS: Final[Mapping[str, tuple[str, str, str, Mapping[str, str]]]] = {
    "statuses": (STATUSES, "status", "s", _STATUS_FIELDS),
    "transitions": (STATUSES, "action", "a", _ACTION_FIELDS),
    "timers": (TIMERS, "delai", "t", _TIMER_FIELDS),
    "tabs": (TABS, "onglet", "o", _TAB_FIELDS),
}
_ALONE: Final = {
    "title": Place(STATUSES, "", "title"),
    "initial": Place(STATUSES, "", "initial"),
    "palette": Place(STATUSES, "", "circuit-palette"),
    "statuses": Place(STATUSES, "", "new-status"),
    "transitions": Place(STATUSES, "", "new-status"),
    "functions": Place(FUNCTIONS, "", "new-function"),
}


def url_of(key: str, tab: str, opened: str = "", field: str = "") -> str:
    """The address of a tab with something open, at one of its controls."""
    values = {"ouvert": opened, "vers": field}
    known: dict[str, Any] = {name: value for name, value in values.items() if value}
    anchor = field or (f"row-{opened.replace(':', '-')}" if opened else "")
    return url_for(ENDPOINTS[tab], key=key, **known, _anchor=anchor or None)


def row_of(opened: str) -> str:
    """The row a reference opens, wherever it is opened from: `action:key:status` → `action:key`."""
    return ":".join(opened.split(":")[:2])


def place_of(body: Mapping[str, Any], problem: Problem) -> Place:
    """The place of what a problem speaks of; a name that is missing counts as a step."""
    steps = [step for step in problem.path.split("/")[1:] if step]
    if problem.code == "meta-required":
        steps.append(str(problem.params.get("name", "")))
    match steps:
        case [name, number, *rest] if name in _ROWS:
            tab, sort, prefix, named = _ROWS[name]
            part = nth(body, name, number)
            field = _status_field(rest) if name == "statuses" else _field(rest, named)
            return _placed(tab, sort, part, prefix, field)
        case ["functions", name, *rest]:
            function = (body.get("functions") or {}).get(name) or {}
            field = f"f-{name}-{rest[0] if rest else 'label'}"
            return Place(FUNCTIONS, "", field, str(function.get("label") or name))
        case [name]:
            return _ALONE.get(name, Place(""))
    return Place("")


def _placed(tab: str, sort: str, part: Mapping[str, Any], prefix: str, field: str) -> Place:
    """At a control of an open row; at the row itself when no control is to blame."""
    key = str(part.get("key", ""))
    opened = f"{sort}:{key}"
    if sort == "action":
        opened += f":{next(iter(part.get('from') or ()), '')}"
    if field and not field.startswith(("checklist", "votes-", "effects", "guard", "s-", "a-")):
        field = f"{prefix}-{field}" if not field.startswith(f"{prefix}-") else field
    return Place(tab, opened, field, label_of(part))


def _status_field(rest: list[str]) -> str:
    match rest:
        case []:
            return ""
        case ["checklist", number, name, *_more]:
            return f"checklist-{number}-{name}"
        case ["parallel", name, *_more]:
            return _VOTES.get(name, "votes-on")
        case [name, *_more]:
            return _STATUS_FIELDS.get(name, f"s-{name}")
    return ""


def _field(rest: list[str], named: Mapping[str, str]) -> str:
    match rest:
        case []:
            return ""
        case ["actions", number, name, *_more]:
            return f"effects-{number}-{name}"
        case ["actions", number]:
            return f"effects-{number}-do"
        case [name, *_more]:
            return named.get(name, name)
    return ""


def nth(body: Mapping[str, Any], name: str, number: str) -> Mapping[str, Any]:
    """A part of a list of the document; empty when it has none there."""
    parts = body.get(name) or ()
    if number.isdecimal() and int(number) < len(parts):
        found: Mapping[str, Any] = parts[int(number)]
        return found
    return {}


def is_readable(body: Mapping[str, Any]) -> bool:
    """Whether a document has the shape pages rely on: one written as a text may have any."""
    return not any(map(_breaks, problems_against("workflow", body)))


#: What pages fill in themselves, or draw all the same when it is not there yet.
_SPARED: Final = frozenset({"label", "to", "outcome", "fire", "actions", "show", "annotations"})


#: Settings of several shapes: what is not chosen yet has none of them.
_CHOSEN: Final = frozenset({"to", "in", "rule", "show"})


def _breaks(problem: Problem) -> bool:
    steps = problem.path.split("/")[1:]
    if problem.code == "meta-required":
        return bool(steps) and problem.params.get("name") not in _SPARED
    if problem.code in {"meta-oneOf", "meta-type"}:
        return not (steps[-1:] and steps[-1] in _CHOSEN) and (
            problem.code == "meta-type" or len(steps) > 2
        )
    return False
