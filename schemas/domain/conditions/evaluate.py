"""The two things callers hold: a condition that decides, an expression that gives a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import Invalid
from schemas.domain.conditions.check import typed
from schemas.domain.conditions.compile import Closure, Compiler
from schemas.domain.conditions.facts import BUDGET, Facts, Run, StepBudgetSpent
from schemas.domain.conditions.formats import format_value
from schemas.domain.conditions.parse import Node
from schemas.domain.conditions.reasons import Reason, reasons_of
from schemas.domain.conditions.references import references_of
from schemas.domain.conditions.types import FieldType, Types
from schemas.domain.conditions.values import UNKNOWN, UNSET


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided. `holds` is what one acts on; `value` keeps UNKNOWN apart from False."""

    holds: bool
    value: Any
    #: Why it does not hold; empty when it does.
    reasons: tuple[Reason, ...] = ()


class Condition:
    """A compiled condition. Deciding never raises: a spent budget is a refusal with its reason."""

    def __init__(self, document: Any, types: Types) -> None:
        self.document = document
        self.tree, self._closures = _compiled(document, types, "boolean")
        self._run = self._closures[""]
        self.references: frozenset[str] = references_of(self.tree)

    def decide(
        self, facts: Facts, row: Mapping[str, Any] | None = None, budget: int = BUDGET
    ) -> Verdict:
        """The verdict for these facts; `row` is what `./x` names."""
        run = Run(facts, row, budget)
        try:
            value = self._run(run)
            if value is True:
                return Verdict(holds=True, value=True)
            value = False if value is False else UNKNOWN
            return Verdict(holds=False, value=value, reasons=self._reasons(run))
        except StepBudgetSpent:
            return Verdict(holds=False, value=UNKNOWN, reasons=(Reason("step-budget"),))

    def explain(self, facts: Facts, row: Mapping[str, Any] | None = None) -> tuple[Reason, ...]:
        """Why it is so, also when it holds ("la nature est « urgence »")."""
        try:
            return self._reasons(Run(facts, row))
        except StepBudgetSpent:
            return (Reason("step-budget", {}),)

    def _reasons(self, run: Run) -> tuple[Reason, ...]:
        return reasons_of(self.tree, self._closures, run)


class Expression:
    """A compiled computation; `into` is the field that will hold the result."""

    def __init__(self, document: Any, types: Types, into: FieldType | None = None) -> None:
        self.document = document
        self.tree, self._closures = _compiled(document, types, None, into)
        self._run = self._closures[""]
        self.type: FieldType = into or self.tree.type
        self.references: frozenset[str] = references_of(self.tree)

    def value(
        self, facts: Facts, row: Mapping[str, Any] | None = None, budget: int = BUDGET
    ) -> Any:
        """A JSON-ready value, or UNSET. Raises StepBudgetSpent alone."""
        found = self._run(Run(facts, row, budget))
        return UNSET if found is UNKNOWN else format_value(found, self.type)


def compile_condition(document: Any, types: Types) -> Condition:
    """Compile once per published version. Raises `Invalid` with the problems `check` gives."""
    return Condition(document, types)


def compile_expression(document: Any, types: Types, into: FieldType | None = None) -> Expression:
    """Compile a computation; `into=types["total"]` gives its digits to the result."""
    return Expression(document, types, into)


def _compiled(
    document: Any, types: Types, expected: str | None, into: FieldType | None = None
) -> tuple[Node, dict[str, Closure]]:
    tree, problems = typed(document, types, expected, into)
    if tree is None or problems:
        raise Invalid(problems)
    compiler = Compiler()
    compiler.closure(tree)
    return tree, compiler.closures
