"""From a document to the formula that says it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from schemas.domain.conditions.canonical import canonical
from schemas.domain.conditions.check import typed
from schemas.domain.conditions.formula.durations import words_of
from schemas.domain.conditions.formula.functions import NAMES, WRITTEN, fold_of
from schemas.domain.conditions.formula.lexer import PLAIN
from schemas.domain.conditions.formula.parser import RESERVED
from schemas.domain.conditions.names import Name, Names
from schemas.domain.conditions.parse import OVER_ROWS, Node
from schemas.domain.conditions.result_types import COMPARISONS
from schemas.domain.conditions.types import Types
from schemas.domain.conditions.values import UNSET, Kind, read

_SIGNS: Final = {
    "or": ("ou", 1), "and": ("et", 2),
    "==": ("=", 4), "!=": ("≠", 4), "<": ("<", 4), "<=": ("<=", 4), ">": (">", 4), ">=": (">=", 4),
    "in": ("dans", 4), "+": ("+", 5), "-": ("-", 5), "*": ("*", 6), "/": ("/", 6),
}  # fmt: skip
_WHOLE: Final = 9
_TOTALS: Final = frozenset({"sum", "min", "max", "cat"})
_DATE_LENGTH: Final = 10


class _Unsaid(Exception):
    """A name no formula can spell."""


def text_of(document: Any, names: Names, *, truth: bool = False) -> str | None:
    """The formula of the canonical form of `document`, read back as that very document; None when
    it cannot be read or spelt."""
    document = canonical(document, names.types, truth=truth)
    tree, problems = typed(document, names.types, None)
    if tree is None:
        return None
    decimals = set() if problems else _decimals(tree)
    try:
        return _Writer(names, decimals).said(document, "", 0)
    except _Unsaid:
        return None


def _decimals(tree: Node) -> set[str]:
    """Pointers of the literals that are amounts only because an amount stands beside them."""
    found = set()
    for node in tree.walk():
        if node.op in COMPARISONS:
            sides = (*node.args, *(m for arg in node.args if arg.op == "list" for m in arg.args))
            found |= {
                side.at
                for side in sides
                if side.op == "literal" and side.type.kind is Kind.DECIMAL and not side.type.choices
            }
    return found


class _Writer:
    def __init__(self, names: Names, decimals: set[str]) -> None:
        self.scope, self.decimals = names, decimals

    @property
    def types(self) -> Types:
        return self.scope.types

    def said(self, document: Any, at: str, least: int) -> str:
        """`document` as text, in brackets when it binds no more strongly than `least`."""
        text, strength = self._written(document, at)
        return text if strength > least else f"({text})"

    def _written(self, document: Any, at: str) -> tuple[str, int]:
        if not isinstance(document, dict):
            return _literal(document, number=at in self.decimals), _WHOLE
        ((op, operands),) = document.items()
        if op == "var":
            return self.name(operands), _WHOLE
        below = f"{at}/{op.replace('/', '~1')}"
        if op in OVER_ROWS:
            return self._over_rows(op, operands, below), _WHOLE
        if op in _TOTALS and len(operands) == 2 and all(isinstance(o, str) for o in operands):
            return f"{WRITTEN[op]}({self._rows_field(*operands)})", _WHOLE
        if op == "in":
            return self._membership(operands, below), 4
        if op == "date_add":
            return self._moved(operands, below), _WHOLE
        if op in _SIGNS:
            word, strength = _SIGNS[op]
            if len(operands) > 1:
                parts = [self.said(o, f"{below}/{n}", strength) for n, o in enumerate(operands)]
                return f" {word} ".join(parts), strength
            return self.said(operands[0], f"{below}/0", _WHOLE - 1), strength
        if op in {"today", "now"}:
            return self._word(WRITTEN[op]), _WHOLE
        inside = "; ".join(self.said(o, f"{below}/{n}", 0) for n, o in enumerate(operands))
        return f"{WRITTEN[op]}({inside})", _WHOLE

    def _word(self, word: str) -> str:
        """`aujourdhui`, in brackets when a field has that very name."""
        return word if self.scope.get(word) is None else f"{word}()"

    def _over_rows(self, op: str, operands: list[Any], below: str) -> str:
        path = operands[0]
        listed = self.name(path)
        if len(operands) == 1:
            return f"{WRITTEN[op]}({listed})"
        outer, self.scope = self.scope, self.scope.inside(path)
        body = self.said(operands[1], f"{below}/1", 0)
        self.scope = outer
        return f"{WRITTEN[op]}({listed}; {body})"

    def _membership(self, operands: list[Any], below: str) -> str:
        left, right = operands
        if isinstance(right, list):
            listed = "; ".join(
                _literal(one, number=f"{below}/1/{n}" in self.decimals)
                for n, one in enumerate(right)
            )
            return f"{self.said(left, f'{below}/0', 4)} dans ({listed})"
        if not isinstance(left, dict) and isinstance(right, dict) and "var" in right:
            return f"{self.name(right['var'])} contient {self.said(left, f'{below}/0', 4)}"
        said = self.said(right, f"{below}/1", 4)
        return f"{self.said(left, f'{below}/0', 4)} dans {said}"

    def _moved(self, operands: list[Any], below: str) -> str:
        start, length = operands
        day = self.said(start, f"{below}/0", 0)
        if not isinstance(length, str):
            raise _Unsaid
        words = words_of(length)
        if words is None:
            return f"ajouter({day}; {_quoted(length)})"
        back, said = words
        return f"{'retirer' if back else 'ajouter'}({day}; {said})"

    def name(self, path: str) -> str:
        """A name as it may be typed."""
        plain = PLAIN.fullmatch(path) and path.casefold() not in RESERVED | set(NAMES)
        known = path in self.types and fold_of(path, self.types) is None
        return path if plain and known else _exact(path)

    def _rows_field(self, path: str, key: str) -> str:
        joined = f"{path}.{key}"
        plain = PLAIN.fullmatch(joined) and fold_of(joined, self.types) == [path, key]
        return joined if plain else f"{_exact(path)}.{_exact(key)}"


def _exact(path: str) -> str:
    if not path or "]" in path or "\n" in path:
        raise _Unsaid
    return f"[{path}]"


def _literal(value: Any, *, number: bool) -> str:
    if isinstance(value, bool):
        return "vrai" if value else "faux"
    if isinstance(value, str):
        if number:
            return value.replace(".", ",")
        if len(value) == _DATE_LENGTH and read(value, Kind.DATE) is not UNSET:
            return f"{date.fromisoformat(value):%d/%m/}{value[:4]}"
        return _quoted(value)
    plain = read(value, Kind.NUMBER)
    if plain is UNSET:
        raise _Unsaid
    return format(plain, "f").replace(".", ",")


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""'))


def insertion(name: Name, names: Names) -> str | None:
    """What is typed to speak of `name`; None when nothing can be."""
    try:
        return _Writer(names, set()).said(name.expression, "", 0)
    except _Unsaid:
        return None
