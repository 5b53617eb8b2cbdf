"""What a Word model may say: names, attributes, conditions, loops, a few filters. Nothing else.

A list of what is allowed, never of what is forbidden (FAULTS X-02). Runs in the child process that
also renders, because the patterns that prepare a hostile model may take for ever.
"""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import Environment, TemplateSyntaxError, nodes

DEEPEST_LOOP = 3
MOST_NODES = 5000
FILTERS = frozenset(
    {
        "upper",
        "lower",
        "capitalize",
        "title",
        "trim",
        "default",
        "d",
        "join",
        "length",
        "count",
        "first",
        "last",
        "round",
        "int",
        "sort",
        "unique",
        "e",
        "escape",
    }
)
TESTS = frozenset(
    {
        "defined",
        "undefined",
        "none",
        "string",
        "number",
        "even",
        "odd",
        "eq",
        "ne",
        "lt",
        "le",
        "gt",
        "ge",
        "equalto",
        "in",
        "true",
        "false",
    }
)
#: Names Jinja gives to every template: none of them is data.
HOUSE_NAMES = frozenset(
    {"range", "dict", "lipsum", "cycler", "joiner", "namespace", "self", "caller"}
)
_PLAIN = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.If,
    nodes.For,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Add,
    nodes.Sub,
    nodes.Mul,
    nodes.Div,
    nodes.Neg,
    nodes.Concat,
    nodes.Tuple,
    nodes.Keyword,
)

#: Code of the refusal, and what was seen.
Finding = tuple[str, str]


def findings(source: str, env: Environment, declared: frozenset[str] | None) -> Iterator[Finding]:
    """What one part of a model may not say; `declared` bounds the names when given."""
    try:
        tree = env.parse(source)
    except TemplateSyntaxError as fault:
        yield "letter-syntax", str(fault.message)[:80]
        return
    except RecursionError:
        yield "letter-too-heavy", ""
        return
    seen = sum(1 for _ in tree.find_all(nodes.Node))
    if seen > MOST_NODES:
        yield "letter-too-heavy", str(seen)
        return
    yield from _walk(tree, 0, declared, frozenset({"loop"}))


def _walk(
    node: nodes.Node, loops: int, declared: frozenset[str] | None, bound: frozenset[str]
) -> Iterator[Finding]:
    if not isinstance(node, _PLAIN):
        yield "letter-forbidden", type(node).__name__.lower()
        return
    yield from _looked_at(node, declared, bound)
    if isinstance(node, nodes.For):
        loops += 1
        bound |= {name.name for name in node.target.find_all(nodes.Name)}
        if isinstance(node.target, nodes.Name):
            bound |= {node.target.name}
        if node.recursive:
            yield "letter-forbidden", "recursive"
        if loops > DEEPEST_LOOP:
            yield "letter-depth", str(loops)
            return
    for child in node.iter_child_nodes():
        yield from _walk(child, loops, declared, bound)


def _looked_at(
    node: nodes.Node, declared: frozenset[str] | None, bound: frozenset[str]
) -> Iterator[Finding]:
    if isinstance(node, nodes.Name):
        if node.name.startswith("_") or node.name in HOUSE_NAMES:
            yield "letter-forbidden", node.name
        elif declared is not None and node.name not in declared | bound:
            yield "letter-unknown-variable", node.name
    elif isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        yield "letter-forbidden", node.attr
    elif isinstance(node, nodes.Getitem):
        yield from _index(node)
    elif isinstance(node, nodes.Filter | nodes.Test):
        if node.name not in (FILTERS if isinstance(node, nodes.Filter) else TESTS):
            yield "letter-filter", str(node.name)
        if node.dyn_args or node.dyn_kwargs:
            yield "letter-forbidden", "**"
    elif isinstance(node, nodes.Mul) and not all(map(_may_be_number, (node.left, node.right))):
        yield "letter-forbidden", "*"


def _index(node: nodes.Getitem) -> Iterator[Finding]:
    """Only a written place: `lots[0]`, `adresse['ville']`."""
    place = node.arg
    value = place.value if isinstance(place, nodes.Const) else None
    if isinstance(value, bool) or not isinstance(value, int | str) or str(value).startswith("_"):
        yield "letter-forbidden", "[ ]"


def _may_be_number(side: nodes.Node) -> bool:
    """A text or a list many times over is the cheapest way to fill the memory."""
    if isinstance(side, nodes.Const):
        return isinstance(side.value, int | float)
    return not isinstance(side, nodes.Tuple | nodes.Concat)
