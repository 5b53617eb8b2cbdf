"""Which names a condition leans on, and the order in which computed fields follow each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.problems import Problem
from schemas.domain.conditions.parse import Node, parse


def references_of(tree: Node) -> frozenset[str]:
    """Names as written ("nature", "./amiante", "lots"); a fold over rows adds "lots.montant"."""
    found: set[str] = set()
    for node in tree.walk():
        if node.path:
            found.add(node.path)
            if node.field:
                found.add(f"{node.path}.{node.field}")
    return frozenset(found)


def references(document: Any) -> frozenset[str]:
    """The names of a condition that is not compiled; none when it cannot be read."""
    tree, _problems = parse(document)
    return references_of(tree) if tree else frozenset()


def order(computed: Mapping[str, Any]) -> tuple[list[str], list[Problem]]:
    """Dotted paths of computed fields, each after those it needs, and the cycles found.

    `computed` is path → expression. The order is that of the definition where nothing forces
    another; fields caught in a cycle are left out of the list and named in one Problem each.
    """
    needs = {
        path: [
            other
            for other in computed
            if any(_leans_on(name, other) for name in references(expression))
        ]
        for path, expression in computed.items()
    }
    placed: list[str] = []
    waiting = list(computed)
    while waiting:
        ready = next((p for p in waiting if all(n in placed for n in needs[p])), None)
        if ready is None:
            break
        placed.append(ready)
        waiting.remove(ready)
    caught = [path for path in waiting if _returns(path, needs)]
    faults = [
        Problem("/" + path.replace(".", "/"), "cycle", {"name": path, "through": caught})
        for path in caught
    ]
    return placed, faults


def _leans_on(name: str, computed: str) -> bool:
    return name == computed or name.startswith(computed + ".") or computed.startswith(name + ".")


def _returns(path: str, needs: Mapping[str, list[str]]) -> bool:
    seen: set[str] = set()
    ahead = list(needs[path])
    while ahead:
        step = ahead.pop()
        if step == path:
            return True
        if step not in seen:
            seen.add(step)
            ahead.extend(needs[step])
    return False
