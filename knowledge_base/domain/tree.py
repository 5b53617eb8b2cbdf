"""A guided path: questions with options, leaves that answer or lead on. Walked without a memory:
the options chosen so far say where one stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.problems import Problem
from core.unseen import is_unseen

Node = Mapping[str, Any]
#: Whether a condition holds for what is known and was answered; None = nobody can tell.
Verdict = Callable[[Any, Mapping[str, str]], bool | None]
FEWEST_OPTIONS: Final = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A question and the option that was taken."""

    node: Node
    option: Mapping[str, Any]
    #: Not asked: what the house knows says it.
    known: bool


@dataclass(frozen=True, slots=True)
class Walk:
    """Where one stands: at a question with its options, at a leaf, or nowhere."""

    steps: tuple[Step, ...]
    here: Node | None
    offered: tuple[Mapping[str, Any], ...] = ()


def is_leaf(node: Node) -> bool:
    """Whether the path ends here."""
    return "options" not in node


def walk(nodes: Sequence[Node], chosen: Iterable[tuple[str, str]], verdict: Verdict) -> Walk:
    """From the first question as far as what was chosen and what is known lead."""
    by_id = {str(node["id"]): node for node in nodes}
    wanted, answers, steps = dict(chosen), dict[str, str](), list[Step]()
    node = nodes[0] if nodes else None
    while node is not None and not is_leaf(node):
        name = str(node["id"])
        if name in answers:
            return Walk(tuple(steps), None)
        offered, taken = _options(node, answers, verdict)
        known = taken is not None
        if taken is None:
            taken = next((o for o in offered if str(o["id"]) == wanted.get(name)), None)
        if taken is None:
            return Walk(tuple(steps), node if offered else None, tuple(offered))
        answers[name] = str(taken["id"])
        steps.append(Step(node, taken, known))
        node = by_id.get(str(taken.get("to", "")))
    return Walk(tuple(steps), node)


def _options(
    node: Node, answers: Mapping[str, str], verdict: Verdict
) -> tuple[list[Mapping[str, Any]], Mapping[str, Any] | None]:
    """(those not ruled out, the one that needs no asking)."""
    offered, sure = [], None
    for option in node.get("options", ()):
        said = verdict(option["when"], answers) if option.get("when") is not None else None
        if said is False:
            continue
        offered.append(option)
        if said is True and sure is None:
            sure = option
    if sure is None and len(offered) == 1 < len(node.get("options", ())):
        sure = offered[0]
    return offered, sure


def faults(tree: Mapping[str, Any]) -> list[Problem]:
    """What keeps a path from being shown: every way ends at a leaf that says something."""
    nodes = tree.get("nodes", ())
    names = [str(node.get("id")) for node in nodes]
    found = []
    for n, node in enumerate(nodes):
        at = f"/tree/nodes/{n}"
        if names.count(names[n]) > 1:
            found.append(Problem(f"{at}/id", "tree-id-twice"))
        found += _leaf_faults(node, at) if is_leaf(node) else _question_faults(node, at, names)
    if nodes and is_leaf(nodes[0]):
        found.append(Problem("/tree/nodes/0/question", "tree-begins"))
    if not found:
        found += [Problem(f"/tree/nodes/{names.index(name)}", code) for name, code in _ways(nodes)]
    return found


def _question_faults(node: Node, at: str, names: Sequence[str]) -> Iterable[Problem]:
    if is_unseen(str(node.get("question", ""))):
        yield Problem(f"{at}/question", "tree-question")
    options = node.get("options", ())
    if len(options) < FEWEST_OPTIONS:
        yield Problem(f"{at}/question", "tree-options")
    for m, option in enumerate(options):
        if is_unseen(str(option.get("label", ""))):
            yield Problem(f"{at}/options/{m}/label", "tree-label")
        if str(option.get("to", "")) not in names:
            yield Problem(f"{at}/options/{m}/to", "tree-to")


def _leaf_faults(node: Node, at: str) -> Iterable[Problem]:
    if all(is_unseen(str(node.get(name, ""))) for name in ("text", "service", "entry")):
        yield Problem(f"{at}/text", "tree-leaf")


def _ways(nodes: Sequence[Node]) -> list[tuple[str, str]]:
    """Questions one comes back to, and nodes nobody comes to."""
    to = {str(node["id"]): [str(o.get("to")) for o in node.get("options", ())] for node in nodes}
    if not to:
        return []
    reached = _reached(to, str(nodes[0]["id"]))
    left = {name: set(to[name]) for name in reached}
    while ends := [name for name, below in left.items() if not below & left.keys()]:
        for name in ends:
            del left[name]
    circles = [(name, "tree-circle") for name in to if name in left]
    return circles[:1] or [(name, "tree-unreached") for name in to if name not in reached]


def _reached(to: Mapping[str, Sequence[str]], first: str) -> set[str]:
    seen, stack = set[str](), [first]
    while stack:
        name = stack.pop()
        if name not in seen:
            seen.add(name)
            stack += to.get(name, ())
    return seen
