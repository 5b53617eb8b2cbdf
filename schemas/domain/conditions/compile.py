"""From a checked tree to closures: nothing is parsed or looked up by name during an evaluation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.folding import fold
from schemas.domain.conditions.arithmetic import ARITHMETIC, FOLDING
from schemas.domain.conditions.dates import add, duration, whole_years
from schemas.domain.conditions.facts import Run, look_up
from schemas.domain.conditions.kleene import LOGIC
from schemas.domain.conditions.orders import comparison, membership
from schemas.domain.conditions.parse import FOLDS, Node
from schemas.domain.conditions.result_types import ORDERS
from schemas.domain.conditions.types import FieldType
from schemas.domain.conditions.values import UNKNOWN, UNSET, Kind, local_date, read

#: Gives a value of the node's type, or UNSET; a truth value True, False or UNKNOWN.
Closure = Callable[[Run], Any]


class Compiler:
    """Builds the closures of one tree, and keeps each under its node's place for the reasons."""

    def __init__(self) -> None:
        self.closures: dict[str, Closure] = {}

    def closure(self, node: Node) -> Closure:
        """The closure of a node and, below it, of all it needs."""
        built = self._build(node)
        self.closures[node.at] = built
        return built

    def _build(self, node: Node) -> Closure:
        if node.op in {"literal", "var"}:
            return _leaf(node)
        if node.op in FOLDS:
            return self._fold(node)
        if node.op in {"count", "any", "all"}:
            return self._over_rows(node)
        args = [self.closure(arg) for arg in node.args if node.op != "in" or arg.op != "list"]
        if node.op in {"and", "or", "not"}:
            return LOGIC[node.op](*(_truth(arg) for arg in args))
        if node.op == "if":
            return _choose(_truth(args[0]), args[1], args[2])
        if node.op in ARITHMETIC:
            return ARITHMETIC[node.op](*args)
        if node.op == "in":
            return membership(node, args)
        if node.op in {"==", "!="} or node.op in ORDERS:
            return comparison(node, *(self._aligned(node, arg) for arg in node.args))
        return _BY_NAME[node.op](node, args)

    def _aligned(self, node: Node, arg: Node) -> Closure:
        """An operand brought to what both sides share: days for a day and an instant, folded keys
        for the order of texts."""
        run = self.closures[arg.at]
        kinds = {one.type.kind for one in node.args}
        if kinds == {Kind.DATE, Kind.DATETIME} and arg.type.kind is Kind.DATETIME:
            return lambda at: UNSET if (value := run(at)) is UNSET else local_date(value)
        if node.op in ORDERS and Kind.TEXT in kinds:
            return lambda at: fold(value) if isinstance(value := run(at), str) else UNSET
        return run

    def _fold(self, node: Node) -> Closure:
        combine = FOLDING[node.op]
        if not node.path:
            args = [self.closure(arg) for arg in node.args]
            kinds = [arg.type for arg in node.args]

            def of_values(run: Run) -> Any:
                return combine(_spread([arg(run) for arg in args], kinds, run))

            return of_values
        items, kind, key = _name(node.path, Kind.ROWS), _part(node), node.field.split(".")

        def of_rows(run: Run) -> Any:
            rows = items(run)
            if rows is UNSET:
                return combine([])
            run.spend(len(rows))
            return combine([read(look_up(row, tuple(key)), kind) for row in rows])

        return of_rows

    def _over_rows(self, node: Node) -> Closure:
        items = _name(node.path, Kind.LIST)
        body = _truth(self.closure(node.args[0])) if node.args else None
        cost = sum(1 for _ in node.walk())

        def tally(run: Run) -> tuple[int, int, int]:
            """How many rows hold, how many do not, how many cannot tell."""
            rows, outer = items(run), run.row
            if rows is UNSET:
                return 0, 0, 0
            run.spend(cost * len(rows))
            if body is None:
                return len(rows), 0, 0
            seen = {True: 0, False: 0, UNKNOWN: 0}
            try:
                for run.row in rows:
                    seen[body(run)] += 1
            finally:
                run.row = outer
            return seen[True], seen[False], seen[UNKNOWN]

        decided: Closure = _TALLIES[node.op](tally)
        return decided


def _part(node: Node) -> Kind:
    return node.value.kind if isinstance(node.value, FieldType) else Kind.ANY


def _name(path: str, kind: Kind) -> Closure:
    if path.startswith("./"):
        parts = tuple(path[2:].split("."))
        return lambda run: read(look_up(run.row, parts), kind)
    parts = tuple(path.split("."))
    if len(parts) == 1:
        return lambda run: read(run.names.get(path, UNSET), kind)
    return lambda run: read(look_up(run.names, parts), kind)


def _leaf(node: Node) -> Closure:
    if node.op == "var":
        return _name(node.path, node.type.kind)
    value = node.value
    return lambda run: value


def _truth(closure: Closure) -> Closure:
    """A truth value whatever the closure gives: what is no boolean is UNKNOWN."""

    def truth(run: Run) -> Any:
        value = closure(run)
        return value if value is True or value is False else UNKNOWN

    return truth


def _choose(condition: Closure, then: Closure, otherwise: Closure) -> Closure:
    def choose(run: Run) -> Any:
        holds = condition(run)
        if holds is UNKNOWN:
            return UNSET
        return then(run) if holds else otherwise(run)

    return choose


def _spread(values: list[Any], kinds: list[FieldType], run: Run) -> list[Any]:
    flat: list[Any] = []
    for value, kind in zip(values, kinds, strict=True):
        if isinstance(value, list | tuple):
            run.spend(len(value))
            item = kind.item.kind if kind.item else Kind.ANY
            flat.extend(read(one, item) for one in value)
        else:
            flat.append(value)
    return flat


def _is_set(_node: Node, args: list[Closure]) -> Closure:
    (arg,) = args
    return lambda run: arg(run) not in (UNSET, UNKNOWN)


def _date_add(node: Node, args: list[Closure]) -> Closure:
    length, kind, start = duration(node.args[1].value), node.type.kind, args[0]

    def moved(run: Run) -> Any:
        day = read(start(run), kind)
        return UNSET if day is UNSET or length is None else read(add(day, length), kind)

    return moved


def _age(_node: Node, args: list[Closure]) -> Closure:
    from decimal import Decimal

    def age(run: Run) -> Any:
        birth = read(args[0](run), Kind.DATE)
        at = read(args[1](run), Kind.DATE) if len(args) == 2 else run.today
        years = UNSET if birth is UNSET or at is UNSET else whole_years(birth, at)
        return years if years is UNSET else Decimal(years)

    return age


def _all(tally: Callable[[Run], tuple[int, int, int]]) -> Closure:
    def every(run: Run) -> Any:
        yes, no, unknown = tally(run)
        if no:
            return False
        return True if yes and not unknown else UNKNOWN

    return every


def _any(tally: Callable[[Run], tuple[int, int, int]]) -> Closure:
    def some(run: Run) -> Any:
        yes, _no, unknown = tally(run)
        return True if yes else (UNKNOWN if unknown else False)

    return some


def _count(tally: Callable[[Run], tuple[int, int, int]]) -> Closure:
    from decimal import Decimal

    return lambda run: Decimal(tally(run)[0])


_TALLIES: Mapping[str, Any] = {"all": _all, "any": _any, "count": _count}
_BY_NAME: Mapping[str, Callable[[Node, list[Closure]], Closure]] = {
    "is_set": _is_set, "date_add": _date_add, "age": _age,
    "today": lambda node, args: lambda run: run.today,
    "now": lambda node, args: lambda run: read(run.now, Kind.DATETIME),
}  # fmt: skip
