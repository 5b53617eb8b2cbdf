"""What is shown, asked and kept of the answers: one pass, in the order of what needs what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from form_factory.domain.agreeing import Constraint, Lists, constraints, no_lists
from form_factory.domain.form import Page, Shape
from form_factory.domain.levels import missing
from form_factory.domain.normal import fitted, is_blank
from form_factory.domain.plan import Plan
from form_factory.domain.pointers import drop, put, value_at
from form_factory.domain.steps import Ask, Asked, Cell, Compute, Open
from schemas.domain.conditions import UNSET, Facts, Reason, StepBudgetSpent
from schemas.domain.conditions.facts import BUDGET


@dataclass(frozen=True, slots=True)
class Projection:
    """The form as these answers make it."""

    #: What is kept: answers of what is shown, and computed ones. Nothing else is ever stored.
    answers: Mapping[str, Any]
    #: `/nature`, `/lots/0/rapport`, `page:p3`, `notice:danger`, `section:…`.
    visible: frozenset[str]
    required: frozenset[str]
    #: Asked by `ui` itself, wherever shown (`required: true` or a condition that holds).
    asked: frozenset[str]
    #: Required, and without an answer, in reading order.
    missing: tuple[str, ...]
    computed: Mapping[str, Any]
    #: Pages in order, with whether each is shown.
    pages: tuple[tuple[Page, bool], ...]
    #: Answers of hidden questions: kept in the draft, dropped at submission.
    parked: Mapping[str, Any]
    #: What answers kept owe to something beside them.
    constraints: tuple[Constraint, ...]
    #: Why something is hidden.
    reasons: Mapping[str, tuple[Reason, ...]]

    def shown_pages(self) -> list[Page]:
        """The steps these answers lead through."""
        return [page for page, shown in self.pages if shown]


def project(
    plan: Plan, answers: Mapping[str, Any], facts: Facts, lists: Lists = no_lists
) -> Projection:
    """Decide everything once. Answers nobody was shown, or the form does not know, are left out."""
    return _Run(plan, answers, facts, lists).projection()


@dataclass(slots=True)
class _Run:
    plan: Plan
    raw: Mapping[str, Any]
    given: Facts
    lists: Lists
    facts: Facts = field(init=False)
    names: dict[str, Any] = field(init=False)
    kept: dict[str, Any] = field(default_factory=dict)
    open: list[bool] = field(init=False)
    visible: set[str] = field(init=False)
    computed: dict[str, Any] = field(default_factory=dict)
    parked: dict[str, Any] = field(default_factory=dict)
    reasons: dict[str, tuple[Reason, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = dict(self.given.names)
        self.facts = Facts(names=self.names, today=self.given.today, now=self.given.now)
        self.open = [True] * len(self.plan.gates)
        self.visible = set(self.plan.always)

    def projection(self) -> Projection:
        raw = self.raw
        for key in self.plan.plain:
            if not is_blank(value := raw.get(key)):
                self.kept[key] = value
        self.names.update(self.kept)
        for step in self.plan.steps:
            if isinstance(step, Ask):
                self._ask(step)
            elif isinstance(step, Open):
                self._open(step.gate)
            else:
                self._compute(step)
        asked, required, absent = self._required()
        pages = tuple((page, f"page:{page.id}" in self.visible) for page in self.plan.form.pages)
        return Projection(
            answers=self.kept,
            visible=frozenset(self.visible),
            required=frozenset(required),
            asked=frozenset(asked),
            missing=tuple(absent),
            computed=self.computed,
            pages=pages,
            parked=self.parked,
            constraints=self._constraints(),
            reasons=self.reasons,
        )

    def _constraints(self) -> tuple[Constraint, ...]:
        rules = self.plan.rules
        if not rules:
            return ()
        return tuple(constraints(rules, self.kept, self.given.today, self.lists))

    def _open(self, number: int) -> None:
        gate = self.plan.gates[number]
        if gate.parent is not None and not self.open[gate.parent]:
            self.open[number] = False
            self.reasons[gate.name] = self.reasons.get(self.plan.gates[gate.parent].name, ())
            return
        if gate.condition is not None:
            verdict = gate.condition.decide(self.facts)
            if not verdict.holds:
                self.open[number] = False
                self.reasons[gate.name] = tuple(verdict.reasons)
                return
        self.visible.add(gate.name)

    def _ask(self, step: Ask) -> None:
        asked = step.field
        path = asked.path
        value = self.raw.get(path[0]) if len(path) == 1 else value_at(self.raw, path)
        if is_blank(value):
            return
        if not self.open[step.gate]:
            self.parked[asked.pointer] = value
            return
        if asked.shape is Shape.ROWS and isinstance(value, list):
            value = self._rows(step, value)
        elif step.tidy is not None:
            value = step.tidy(value)
        self._keep(path, value)

    def _keep(self, path: tuple[str, ...], value: Any) -> None:
        if len(path) == 1:
            self.kept[path[0]] = self.names[path[0]] = value
        else:
            put(self.kept, path, value)
            self.names[path[0]] = self.kept[path[0]]

    def _rows(self, step: Ask, rows: list[Any]) -> list[Any]:
        share = _share(rows)
        return [
            self._row(step, number, row, share) if isinstance(row, Mapping) else row
            for number, row in enumerate(rows)
        ]

    def _row(self, step: Ask, number: int, row: Mapping[str, Any], share: int) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        stem = f"{step.field.pointer}/{number}/"
        for cell in step.cells:
            key = cell.field.key
            name = stem + key
            value = row.get(key)
            if cell.when is not None:
                verdict = cell.when.decide(self.facts, kept, share)
                if not verdict.holds:
                    self.reasons[name] = tuple(verdict.reasons)
                    if not is_blank(value):
                        self.parked[name] = value
                    continue
            self.visible.add(name)
            if not is_blank(value):
                kept[key] = cell.tidy(value) if cell.tidy is not None else value
        return kept

    def _compute(self, step: Compute) -> None:
        path, schema = step.computed.path, step.computed.schema
        if step.row_of is None:
            value = self._value(step, None)
            self._store(step.computed.pointer, path, value, schema)
            return
        rows = value_at(self.kept, step.row_of)
        share = _share(rows)
        for number, row in enumerate(rows if isinstance(rows, list) else []):
            if isinstance(row, dict):
                value = self._value(step, row, share)
                fit = None if value is UNSET else fitted(value, schema)
                if not is_blank(fit):
                    row[path[-1]] = fit
                    address = f"{step.computed.pointer.rsplit('/', 1)[0]}/{number}/{path[-1]}"
                    self.computed[address] = fit
                    self.visible.add(address)

    def _value(self, step: Compute, row: Mapping[str, Any] | None, budget: int = BUDGET) -> Any:
        """A computation that asks too much gives no answer: the draft can still be saved."""
        try:
            return step.expression.value(self.facts, row, budget)
        except StepBudgetSpent:
            self.reasons[step.computed.pointer] = (Reason("step-budget"),)
            return UNSET

    def _store(self, pointer: str, path: tuple[str, ...], value: Any, schema: Any) -> None:
        fit = None if value is UNSET else fitted(value, schema)
        if is_blank(fit):
            drop(self.names, path)
            return
        self.computed[pointer] = fit
        self._keep(path, fit)

    def _required(self) -> tuple[set[str], list[str], list[str]]:
        opened, plan = self.open, self.plan
        shown = plan.standing | {s.field.pointer for s in plan.fleeting if opened[s.gate]}
        asked = {
            step.field.pointer
            for step in plan.demanding
            if opened[step.gate] and (step.required is True or self._holds(step.required))
        }
        required, absent = missing(plan.level, shown, asked, self.kept)
        for step in plan.rowed:
            if opened[step.gate]:
                self._required_in_rows(step, required, absent)
        return asked, required, absent

    def _required_in_rows(self, step: Ask, required: list[str], absent: list[str]) -> None:
        rows = value_at(self.kept, step.field.path)
        share = _share(rows)
        for number, row in enumerate(rows if isinstance(rows, list) else []):
            if not isinstance(row, Mapping):
                continue
            for cell in step.cells:
                name = f"{step.field.pointer}/{number}/{cell.field.key}"
                if name in self.visible and self._cell_required(cell, row, share):
                    required.append(name)
                    if cell.field.key not in row:
                        absent.append(name)

    def _cell_required(self, cell: Cell, row: Mapping[str, Any], share: int) -> bool:
        return cell.field.demanded or self._holds(cell.required, row, share)

    def _holds(
        self, required: Asked, row: Mapping[str, Any] | None = None, budget: int = BUDGET
    ) -> bool:
        if isinstance(required, bool):
            return required
        return required.decide(self.facts, row, budget).holds


def _share(rows: Any) -> int:
    """Steps for one row: a condition has one budget, whatever the number of rows it is asked of."""
    return BUDGET // max(len(rows), 1) if isinstance(rows, list) else BUDGET
