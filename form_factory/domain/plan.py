"""A form made ready to run: conditions compiled, steps put in the order of what they need.

Built once per published version (form_factory.compiled keeps it); running it is domain.projection.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from form_factory.domain.agreeing import Rules, rules_of
from form_factory.domain.form import Field, Form, Item, Notice, Section, Shape
from form_factory.domain.levels import Level, levels_of
from form_factory.domain.normal import tidy_for
from form_factory.domain.order import cells_by_need, steps_by_need
from form_factory.domain.pointers import dotted
from form_factory.domain.steps import Ask, Cell, Compute, Gate, Open, Step
from schemas.domain.conditions import Condition, Types, compile_condition, compile_expression


@dataclass(frozen=True, slots=True)
class Plan:
    """What `project` runs."""

    form: Form
    gates: tuple[Gate, ...]
    #: What depends on answers, in the order of what needs what.
    steps: tuple[Step, ...]
    #: Gates that are always open: decided here, once for all.
    always: frozenset[str]
    #: Keys of questions always shown whose answer is kept as it comes; nothing to decide either.
    plain: tuple[str, ...]
    #: Questions in reading order, computed ones left out.
    asks: tuple[Ask, ...]
    #: Addresses of those always shown, and those that some answers hide.
    standing: frozenset[str]
    fleeting: tuple[Ask, ...]
    #: Those that `ui` itself may require, and those whose rows may lack something.
    demanding: tuple[Ask, ...]
    rowed: tuple[Ask, ...]
    computed: frozenset[str]
    #: Answers that must agree with something beside them.
    rules: Rules
    #: The objects that hold the questions.
    level: Level
    #: Pointer without row numbers → place in reading order, for lists of problems.
    places: Mapping[str, int]

    @classmethod
    def of(cls, form: Form) -> Plan:
        """Compile `form`; a cycle or an unreadable condition raises (domain.check says where)."""
        return _Builder(form).build()


class _Builder:
    """Gathers gates and steps in reading order, then sorts them by need."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.types = form.types
        self.gates: list[Gate] = []
        self.steps: list[Step] = []
        self.computed = frozenset(each.pointer for each in form.computed)
        self.rows = {field.path: field for field in form.fields() if field.shape is Shape.ROWS}

    def build(self) -> Plan:
        for page in self.form.pages:
            gate = self._gate(f"page:{page.id}", None, page.when)
            self._items(page.items, gate)
        asks = tuple(step for step in self.steps if isinstance(step, Ask))
        for each in self.form.computed:
            row_of = each.path[:-1] if each.path[:-1] in self.rows else None
            types = self.types.in_rows(dotted(row_of)) if row_of else self.types
            into = types.get(f"./{each.path[-1]}" if row_of else dotted(each.path))
            expression = compile_expression(each.expression, types, into)
            self.steps.append(Compute(each, expression, row_of))
        steps = steps_by_need(self.steps, self.gates)
        places = {pointer: n for n, pointer in enumerate(_pointers(self.form))}
        shut = self._may_shut()
        plain = [step for step in steps if isinstance(step, Ask) and self._is_plain(step, shut)]
        settled = {id(step) for step in plain}
        return Plan(
            form=self.form,
            gates=tuple(self.gates),
            steps=tuple(
                step
                for step in steps
                if id(step) not in settled
                and not (isinstance(step, Open) and step.gate not in shut)
            ),
            always=frozenset(g.name for n, g in enumerate(self.gates) if n not in shut),
            plain=tuple(step.field.key for step in plain),
            asks=asks,
            standing=frozenset(step.field.pointer for step in asks if step.gate not in shut),
            fleeting=tuple(step for step in asks if step.gate in shut),
            demanding=tuple(step for step in asks if step.required is not False),
            rowed=tuple(step for step in asks if step.cells),
            computed=self.computed,
            rules=rules_of(self.form),
            level=levels_of(self.form, {step.field.pointer for step in asks if may_ask(step)}),
            places=places,
        )

    def _may_shut(self) -> set[int]:
        """Gates that some answers close: those with a condition, and those inside them."""
        shut: set[int] = set()
        for number, gate in enumerate(self.gates):  # parents come first
            if gate.condition is not None or gate.parent in shut:
                shut.add(number)
        return shut

    def _is_plain(self, step: Ask, shut: set[int]) -> bool:
        simple = step.tidy is None and not step.cells and len(step.field.path) == 1
        return simple and step.gate not in shut

    def _gate(self, name: str, parent: int | None, when: Any) -> int:
        self.gates.append(Gate(name, parent, self._condition(when)))
        self.steps.append(Open(len(self.gates) - 1))
        return len(self.gates) - 1

    def _items(self, items: tuple[Item, ...], parent: int) -> None:
        for item in items:
            if isinstance(item, Field):
                self._field(item, parent)
            elif isinstance(item, Section):
                self._items(item.items, self._gate(f"section:{item.key}", parent, item.when))
            else:
                kind = "notice" if isinstance(item, Notice) else "explanation"
                self._gate(f"{kind}:{item.key}", parent, item.when)

    def _field(self, field: Field, parent: int) -> None:
        gate = self._gate(field.pointer, parent, field.when)
        if field.shape is Shape.GROUP:
            self._items(tuple(_asked_with(field, inner) for inner in field.items), gate)
        elif field.pointer not in self.computed:
            cells, tidy = self._cells(field), tidy_for(field.schema)
            self.steps.append(Ask(field, gate, self._required(field), cells, tidy))

    def _cells(self, field: Field) -> tuple[Cell, ...]:
        if field.shape is not Shape.ROWS:
            return ()
        types = self.types.in_rows(dotted(field.path))
        cells = [
            Cell(
                inner,
                self._condition(inner.when, types),
                self._required(inner, types),
                tidy_for(inner.schema),
            )
            for inner in field.items
            if inner.pointer not in self.computed
        ]
        return cells_by_need(cells)

    def _condition(self, when: Any, types: Types | None = None) -> Condition | None:
        if when is None or when is True:
            return None
        return compile_condition(when, types or self.types)

    def _required(self, field: Field, types: Types | None = None) -> Condition | bool:
        """What `ui` asks beyond the schema: `required` there is a promise wherever it is shown."""
        if field.required is None or isinstance(field.required, bool):
            return bool(field.required)
        return compile_condition(field.required, types or self.types)


def _asked_with(group: Field, inner: Item) -> Item:
    """A part that its group demands is asked when `ui` asks for the group."""
    if not isinstance(inner, Field) or group.required is None or inner.required is not None:
        return inner
    wanted = inner.shape is Shape.GROUP or inner.demanded
    return replace(inner, required=group.required) if wanted else inner


def may_ask(step: Ask) -> bool:
    """Whether an answer to this question may ever be required."""
    return step.field.demanded or step.required is not False


def _pointers(form: Form) -> Iterator[str]:
    for field in form.fields():
        yield field.pointer
        for inner in field.items:
            yield inner.pointer
