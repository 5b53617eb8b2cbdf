"""The circuit of a service, who holds its functions, and how its requests are named and listed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from schemas.domain.designing.posted import Posted, filled, places, said, several
from schemas.domain.designing.rows import RowAct, rearranged

EVERYWHERE = "*"
_PERIOD = re.compile(r"P([0-9]{1,3})([YMD])\Z")
_PLAIN = ("number", "request_title")


def functions_of(workflow: Mapping[str, Any]) -> dict[str, str]:
    """Function → its words, those that groups hold, in the order the circuit calls them."""
    known = {
        key: str(function.get("label") or key.replace("_", " ").capitalize())
        for key, function in workflow.get("functions", {}).items()
        if function.get("from") == "group"
    }
    called = [
        name
        for status in workflow.get("statuses", ())
        for name in (
            *status.get("parallel", {}).get("votes", ()),
            *_acting(workflow, status["key"]),
        )
    ]
    return {key: known[key] for key in dict.fromkeys([*called, *known]) if key in known}


def _acting(workflow: Mapping[str, Any], status: str) -> Iterator[str]:
    for transition in workflow.get("transitions", ()):
        if status in transition.get("from", ()):
            yield from transition.get("by", ())


def with_circuit(
    document: dict[str, Any], workflow: str, functions: Collection[str]
) -> dict[str, Any]:
    """Another circuit: bindings of functions it does not have go, those of one name stay."""
    kept = {f: rows for f, rows in document.get("bindings", {}).items() if f in functions}
    changed = {**document, "bindings": kept}
    changed.pop("workflow", None)
    return {**changed, **filled(workflow=workflow)}


def with_bindings(
    document: dict[str, Any], functions: Mapping[str, Sequence[tuple[str, str]]]
) -> dict[str, Any]:
    """Function → its (place, group) rows, "*" being everywhere; the others stay as they are."""
    bindings = dict(document.get("bindings", {}))
    for function, rows in functions.items():
        said_rows = [{"scope": scope or EVERYWHERE, "group": group} for scope, group in rows]
        bindings[function] = said_rows
        if not said_rows:
            del bindings[function]
    return {**document, "bindings": bindings}


def bindings_posted(posted: Posted, function: str) -> list[tuple[int, str, str]]:
    """Rows of one function: (place on the page, territory as typed, group)."""
    start = f"bindings-{function}"
    return [
        (n, said(posted, f"{start}-{n}-scope"), said(posted, f"{start}-{n}-group"))
        for n in places(posted, start)
    ]


def moved(document: dict[str, Any], act: RowAct) -> tuple[dict[str, Any], int | None]:
    """A binding added, removed or moved; the list is called "bindings-<function>"."""
    function = act.list.removeprefix("bindings-")
    bindings = dict(document.get("bindings", {}))
    rows, place = rearranged(bindings.get(function, ()), act, {"scope": EVERYWHERE, "group": ""})
    bindings[function] = rows
    if not rows:
        del bindings[function]
    return {**document, "bindings": bindings}, place


def with_rules(document: dict[str, Any], posted: Posted) -> dict[str, Any]:
    """Number, name, columns of the desk, how long requests are kept."""
    changed = dict(document)
    for name in _PLAIN:
        if name in posted:
            changed.pop(name, None)
            changed.update(filled(**{name: said(posted, name)}))
    if "columns-shown" in posted:
        changed.pop("desk", None)
        if columns := several(posted, "columns"):
            changed["desk"] = {"columns": columns}
    if "retention" in posted:
        changed.pop("retention", None)
        length, unit = said(posted, "retention"), said(posted, "retention-unit")
        if (
            length.isdecimal()
            and len(length) < 5
            and 0 < int(length) < 1000
            and unit in {"Y", "M", "D"}
        ):
            changed["retention"] = f"P{int(length)}{unit}"
    return changed


def retention_of(document: Mapping[str, Any]) -> tuple[str, str]:
    """(length, unit) of what is kept: ("5", "Y")."""
    found = _PERIOD.match(str(document.get("retention", "")))
    return (found[1], found[2]) if found else ("", "Y")
