"""A formula in French, read with one look ahead (Pratt): operators by their strength."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

from core.folding import fold
from core.problems import Problem
from schemas.domain.conditions.canonical import canonical
from schemas.domain.conditions.check import check
from schemas.domain.conditions.formula import functions
from schemas.domain.conditions.formula.lexer import Refused, Sign, signs_of
from schemas.domain.conditions.formula.parts import Part, among, chained, operation
from schemas.domain.conditions.names import Name, Names
from schemas.domain.conditions.parse import DEEPEST
from schemas.domain.conditions.parse import parse as parsed_document
from schemas.domain.conditions.types import Types
from schemas.domain.conditions.values import Kind

#: Word or sign between two terms → (strength, operator of the language).
_BETWEEN: Final = {
    "ou": (1, "or"), "et": (2, "and"),
    "=": (4, "=="), "≠": (4, "!="), "<": (4, "<"), "≤": (4, "<="), ">": (4, ">"), "≥": (4, ">="),
    "dans": (4, "in"), "contient": (4, "contains"),
    "+": (5, "+"), "-": (5, "-"), "*": (6, "*"), "/": (6, "/"),
}  # fmt: skip
_COMPARED: Final = 4
_NOT: Final = 3
_TRUTHS: Final = {"vrai": True, "oui": True, "faux": False}
RESERVED: Final = frozenset({*_TRUTHS, "non", "ou", "et", "dans", "contient"})


@dataclass(frozen=True, slots=True)
class Parsed:
    """The document, or what is wrong; each problem has its `column` among its params."""

    document: Any = None
    problems: list[Problem] = field(default_factory=list)


def parse(text: str, names: Names, *, expected: str | None = None, truth: bool = False) -> Parsed:
    """`text` as a document the checker accepts. Never raises. `truth`: a condition is expected."""
    try:
        part = _Reader(signs_of(text), names).whole()
    except Refused as fault:
        return Parsed(None, [Problem("", fault.code, {"column": fault.column, **fault.params})])
    if parsed_document(part.document)[1]:
        return Parsed(None, [_columned(one, part) for one in parsed_document(part.document)[1]])
    wanted = "boolean" if truth else expected
    problems = [_columned(one, part) for one in check(part.document, names.types, wanted)]
    return Parsed(canonical(part.document, names.types, truth=truth), problems)


def _columned(problem: Problem, part: Part) -> Problem:
    """At the column of the smallest part around the fault."""
    columns = dict(part.columns())
    place = problem.path
    while place and place not in columns:
        place = place.rpartition("/")[0]
    return Problem("", problem.code, {**problem.params, "column": columns.get(place, 1)})


class _Reader:
    """Reads signs from left to right; `scope` is what names mean here."""

    def __init__(self, signs: list[Sign], names: Names) -> None:
        self.signs, self.place, self.depth = signs, 0, 0
        self.scope = names

    @property
    def types(self) -> Types:
        return self.scope.types

    @property
    def ahead(self) -> Sign:
        return self.signs[self.place]

    def take(self) -> Sign:
        sign = self.ahead
        self.place += 1
        return sign

    def says(self, *wanted: str) -> bool:
        """Whether the next sign is one of these."""
        return self.ahead.kind == "sign" and self.ahead.value in wanted

    def need(self, wanted: str) -> Sign:
        if not self.says(wanted):
            raise self.unexpected(wanted)
        return self.take()

    def unexpected(self, wanted: str = "") -> Refused:
        sign = self.ahead
        if sign.kind == "end":
            return Refused(sign.column, "formula-end", wanted=wanted or "…")
        code = "formula-expected" if wanted else "formula-unexpected"
        return Refused(sign.column, code, wanted=wanted, found=str(sign.value))

    def whole(self) -> Part:
        part = self.expression(0)
        if self.ahead.kind != "end":
            raise self.unexpected()
        functions.alone(self, part)
        return part

    def expression(self, least: int) -> Part:
        """All that binds more strongly than `least`."""
        self.depth += 1
        if self.depth > 4 * DEEPEST:
            raise Refused(self.ahead.column, "condition-too-deep", most=DEEPEST)
        left = self.term()
        while (found := self.between()) is not None and found[0] > least:
            strength, op = found
            column = self.take().column
            left = self.joined(op, strength, column, left)
        self.depth -= 1
        return left

    def between(self) -> tuple[int, str] | None:
        sign = self.ahead
        word = sign.value if sign.kind == "sign" else sign.word if sign.kind == "path" else ""
        return _BETWEEN.get(word)

    def joined(self, op: str, strength: int, column: int, left: Part) -> Part:
        if op == "in" and (members := self.members()) is not None:
            return among(column, left, members)
        right = self.expression(strength)
        functions.alone(self, left)
        functions.alone(self, right)
        if strength == _COMPARED and (ahead := self.between()) and ahead[0] == _COMPARED:
            raise Refused(self.ahead.column, "formula-two-comparisons")
        if op == "contains":
            return operation("in", column, right, left)
        return chained(op, column, left, right)

    def members(self) -> list[Part] | None:
        """The values in brackets after `dans`; None when a field stands there."""
        start = self.place
        if not self.says("("):
            return None
        self.take()
        found: list[Part] = []
        while not self.says(")"):
            part = self.expression(0)
            if not part.literal:
                self.place = start
                return None
            found.append(part)
            if self.says(";"):
                self.take()
            elif not self.says(")"):
                raise self.unexpected(")")
        self.take()
        return found

    def term(self) -> Part:
        sign = self.take()
        if sign.kind in {"number", "text", "date"}:
            return Part(sign.value, sign.column)
        if sign.kind == "label":
            return self.labelled(sign)
        if sign.kind == "exact":
            return self.exact(sign)
        if sign.kind == "path":
            return self.word(sign)
        if sign.kind == "sign" and sign.value == "(":
            part = self.expression(0)
            self.need(")")
            return part.closed()
        if sign.kind == "sign" and sign.value == "-":
            return self.minus(sign)
        self.place -= 1
        raise self.unexpected()

    def minus(self, sign: Sign) -> Part:
        if self.ahead.kind == "number":
            number = self.take().value
            return Part(f"-{number}" if isinstance(number, str) else -number or 0, sign.column)
        part = self.expression(6)
        functions.alone(self, part)
        return operation("-", sign.column, Part(0, sign.column), part)

    def word(self, sign: Sign) -> Part:
        if self.says("("):
            return functions.call(self, sign)
        if sign.word == "non":
            return self.negation(sign)
        if sign.word in _TRUTHS:
            return Part(_TRUTHS[sign.word], sign.column)
        if sign.word == "aujourdhui" and self.scope.get(sign.value) is None:
            return operation("today", sign.column)
        if sign.word == "maintenant" and self.scope.get(sign.value) is None:
            return operation("now", sign.column)
        if sign.word in RESERVED:
            raise Refused(sign.column, "formula-unexpected", found=sign.value)
        return self.named(sign, sign.value)

    def negation(self, sign: Sign) -> Part:
        """« non » before a condition; alone, the answer no."""
        ends = self.ahead.kind == "end" or self.says(")", ";")
        if ends or self.ahead.word in {"et", "ou"}:
            return Part(False, sign.column)  # noqa: FBT003 – the literal itself
        return operation("not", sign.column, self.expression(_NOT))

    def named(self, sign: Sign, path: str) -> Part:
        if functions.fold_of(path, self.types) is None and path not in self.types:
            near = get_close_matches(path, self.scope.by_path, 1, 0.6)
            if near:
                raise Refused(sign.column, "formula-near", name=path, near=near[0])
            raise Refused(sign.column, "formula-name", name=path)
        return Part({"var": path}, sign.column, path=path)

    def exact(self, sign: Sign) -> Part:
        """`[any name]`, and `[rows].[field]` for totals."""
        head, _, rest = sign.value.partition("]")
        if not head[1:]:
            raise Refused(sign.column, "formula-name", name="")
        if not rest:
            return Part({"var": head[1:]}, sign.column)
        field_key = rest[1:].removeprefix("[").removesuffix("]")
        return Part([head[1:], field_key], sign.column)

    def labelled(self, sign: Sign) -> Part:
        wanted = fold(sign.value)
        found = [name for name in self.scope.by_path.values() if fold(name.label) == wanted]
        if not found:
            raise Refused(sign.column, "formula-name", name=sign.value)
        if len({name.path for name in found}) > 1:
            keys = ", ".join(name.path for name in found[:3])
            raise Refused(sign.column, "formula-several", name=sign.value, keys=keys)
        return self.of_name(found[0], sign)

    def of_name(self, name: Name, sign: Sign) -> Part:
        return Part(name.expression, sign.column, path=name.path)

    def is_rows(self, path: str) -> bool:
        """Whether rows stand under this name."""
        found = self.types.get(path)
        return found is not None and found.kind in {Kind.ROWS, Kind.ANY}
