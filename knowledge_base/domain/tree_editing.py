"""What the editor does to a guided path: pure acts, nodes in, nodes out."""

from __future__ import annotations

from typing import Any, Final

MOST_NODES, MOST_OPTIONS = 100, 20
NEW: Final = {"question": ("question", "options"), "leaf": ("text",)}
Nodes = list[dict[str, Any]]


def acted(nodes: Nodes, act: str, argument: str) -> tuple[Nodes, str]:
    """(nodes after `add:question`, `add:leaf`, `up:0`, `down:0`, `remove:0`, `option:0`,
    `option-up:0.1`, `option-down:0.1`, `option-remove:0.1`; id of the control to look at)."""
    if act == "add" and argument in NEW and len(nodes) < MOST_NODES:
        name = free("n", [str(node["id"]) for node in nodes])
        made: dict[str, Any] = {"id": name}
        if argument == "question":
            made |= {"question": "", "options": [_option([]), _option(["o1"])]}
        else:
            made |= {"title": "", "text": ""}
        first = "question" if argument == "question" else "title"
        return [*nodes, made], f"nodes-{len(nodes)}-{first}"
    at, _dot, place = argument.partition(".")
    if not at.isdecimal() or (n := int(at[:4])) >= len(nodes):
        return nodes, ""
    if act in {"up", "down", "remove"}:
        moved, to = _moved(nodes, act, n)
        return moved, f"nodes-{to}-{act}" if moved else ""
    options = nodes[n].get("options")
    if options is None:
        return nodes, ""
    changed, focus = options, ""
    if act == "option" and len(options) < MOST_OPTIONS:
        changed = [*options, _option([str(option["id"]) for option in options])]
        focus = f"nodes-{n}-options-{len(options)}-label"
    elif act.startswith("option-") and place.isdecimal() and int(place[:4]) < len(options):
        verb = act.removeprefix("option-")
        changed, to = _moved(options, verb, int(place[:4]))
        focus = f"nodes-{n}-options-{to}-{verb}"
    return [*nodes[:n], {**nodes[n], "options": changed}, *nodes[n + 1 :]], focus


def free(stem: str, taken: list[str]) -> str:
    """A name nobody has: n1, n2…"""
    return next(f"{stem}{n}" for n in range(1, len(taken) + 2) if f"{stem}{n}" not in taken)


def _option(taken: list[str]) -> dict[str, Any]:
    return {"id": free("o", taken), "label": "", "to": ""}


def _moved(rows: list[Any], act: str, at: int) -> tuple[list[Any], int]:
    here = list(rows)
    if act == "remove":
        del here[at]
        return here, max(0, min(at, len(here) - 1))
    to = at + {"up": -1, "down": 1}.get(act, 0)
    if 0 <= to < len(here):
        here[at], here[to] = here[to], here[at]
        return here, to
    return here, at
