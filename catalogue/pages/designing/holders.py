"""Who holds the functions of a circuit, by group and territory, for one establishment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts import queries as accounts
from accounts.permissions import Permission as Accounts
from accounts.queries.scopes import display
from catalogue.domain.designing.circuit import EVERYWHERE
from catalogue.domain.service import Binding
from catalogue.profiles import Profile
from core.actor import Actor
from core.problems import Problem
from schemas.permissions import Permission

#: Territories proposed while typing; any other one is found by its name or code.
PROPOSED = 300


@dataclass(frozen=True, slots=True)
class Row:
    """One binding as the page shows it."""

    scope: str
    group: str
    #: Whether it counts for the establishment one looks at.
    reaches: bool


@dataclass(frozen=True, slots=True)
class Function:
    """One function, its bindings, and who holds it for the establishment one looks at."""

    key: str
    label: str
    rows: tuple[Row, ...] = ()
    #: Names, when one may read them.
    people: tuple[str, ...] = ()
    count: int = 0
    #: Bound groups in which nobody sits today, anywhere.
    empty: tuple[str, ...] = field(default=())


def territory(actor: Actor, text: str) -> tuple[str, Problem | None]:
    """The path of what was typed; "*" for nothing, or for what is not understood, with why."""
    if not text or text == EVERYWHERE:
        return EVERYWHERE, None
    found = accounts.scope_named(text, actor.scopes_for(Permission.DEFINITIONS_WRITE))
    if len(found) == 1:
        return found[0].path, None
    if not found:
        return EVERYWHERE, Problem("", "unknown-scope")
    codes = ", ".join(scope.code for scope in found[:5])
    return EVERYWHERE, Problem("", "several-scopes", {"codes": codes})


def territories(actor: Actor) -> list[str]:
    """Those that are proposed, as one types them."""
    found = accounts.scopes_under(actor.scopes_for(Permission.DEFINITIONS_WRITE), limit=PROPOSED)
    return [display(scope) for scope in found]


def groups(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Groups to choose among, each with how many sit in it; those only named here come last."""
    known = [(group.key, f"{group.label} ({number})") for group, number in accounts.groups()]
    named = {
        row.get("group", "") for rows in body.get("bindings", {}).values() for row in rows
    } - {key for key, _label in known}  # fmt: skip
    return [*known, *((key, key) for key in sorted(named) if key)]


def lines(
    actor: Actor, body: Mapping[str, Any], functions: Mapping[str, str], profile: Profile | None
) -> list[Function]:
    """Every function of the circuit with who holds it."""
    bound = {key: body.get("bindings", {}).get(key, []) for key in functions}
    path = profile.scope_path if profile else ""
    reached = {
        key: [row["group"] for row in rows if _reaches(row, path)] for key, rows in bound.items()
    }
    wanted = {group for some in reached.values() for group in some if group}
    held = accounts.holders_of_groups(wanted, path) if path else {}
    numbers = {group.key: number for group, number in accounts.groups()}
    found = []
    for key, label in functions.items():
        people = {p.id: p.name for g in reached[key] for p in held.get(g, ())}
        named = actor.holds(Accounts.ACCOUNTS_READ, path) if path else False
        empty = tuple(
            dict.fromkeys(
                row["group"] for row in bound[key]
                if row.get("group") and not numbers.get(row["group"])
            )
        )  # fmt: skip
        rows = tuple(
            Row(_said(row), row.get("group", ""), _reaches(row, path)) for row in bound[key]
        )
        shown = tuple(people.values()) if named else ()
        found.append(Function(key, label, rows, shown, len(people), empty))
    return found


def _reaches(row: Mapping[str, Any], path: str) -> bool:
    return bool(path) and Binding(row.get("group", ""), row.get("scope", EVERYWHERE)).reaches(path)


def _said(row: Mapping[str, Any]) -> str:
    """A territory as one types it; "" for everywhere."""
    path = row.get("scope", EVERYWHERE)
    if path == EVERYWHERE:
        return ""
    scope = accounts.scope_by_path(path)
    return display(scope) if scope is not None else str(path)
