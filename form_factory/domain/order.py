"""Puts steps in the order of what they need, keeping the reading order where nothing forbids it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from core.errors import N_, PreauError
from form_factory.domain.pointers import dotted
from form_factory.domain.steps import Ask, Cell, Compute, Gate, Open, Step
from schemas.domain.conditions import Condition


class CircularForm(PreauError):
    """Answers that depend on themselves; `circle` names the things on the way."""

    status = 422
    code = "circular-form"
    message = N_("Des questions dépendent l’une de l’autre en cercle.")

    def __init__(self, circle: Sequence[str]) -> None:
        super().__init__(circle=list(circle))
        self.circle = tuple(circle)


def steps_by_need(steps: Sequence[Step], gates: Sequence[Gate]) -> tuple[Step, ...]:
    """Gates, questions and computed answers, each after all it reads."""
    opens = {step.gate: n for n, step in enumerate(steps) if isinstance(step, Open)}
    makers: dict[str, list[tuple[str, int]]] = {}
    for number, step in enumerate(steps):
        if name := _makes(step):
            makers.setdefault(_head(name), []).append((name, number))
    needs: dict[int, list[int]] = {}
    for number, step in enumerate(steps):
        wanted = _reads(step, gates)
        needs[number] = [
            n for name in wanted for made, n in makers.get(_head(name), ()) if _touch(made, name)
        ]
        if isinstance(step, Open) and gates[step.gate].parent is not None:
            needs[number].append(opens[gates[step.gate].parent])  # type: ignore[index]  # checked
        elif isinstance(step, Ask):
            needs[number].append(opens[step.gate])
        elif isinstance(step, Compute) and step.row_of:
            rows = dotted(step.row_of)
            needs[number] += [n for made, n in makers.get(_head(rows), ()) if made == rows]
    names = [_title(step, gates) for step in steps]
    return tuple(steps[n] for n in sorted_by_need(needs, names))


def cells_by_need(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Questions of a row, each after the questions of the same row that its condition reads."""
    places = {cell.field.key: n for n, cell in enumerate(cells)}
    needs = {
        n: [places[key] for key in _in_row(cell.when) if key in places]
        for n, cell in enumerate(cells)
    }
    return tuple(cells[n] for n in sorted_by_need(needs, [cell.field.pointer for cell in cells]))


def sorted_by_need(needs: Mapping[int, Iterable[int]], names: Sequence[str]) -> list[int]:
    """Topological order, smallest number first; raises CircularForm with the way round."""
    done: list[int] = []
    state = dict.fromkeys(needs, 0)
    for start in needs:
        if state[start]:
            continue
        state[start] = 1
        path = [(start, iter(sorted(needs[start])))]
        while path:
            here, rest = path[-1]
            for there in rest:
                if state[there] == 1:
                    circle = [number for number, _ in path]
                    raise CircularForm([names[n] for n in circle[circle.index(there) :]])
                if state[there] == 0:
                    state[there] = 1
                    path.append((there, iter(sorted(needs[there]))))
                    break
            else:
                state[here] = 2
                done.append(here)
                path.pop()
    return done


def _head(name: str) -> str:
    """Two names can only touch when they begin alike; spares comparing each with all."""
    return name.split(".", 1)[0]


def _makes(step: Step) -> str | None:
    if isinstance(step, Ask):
        return dotted(step.field.path)
    return dotted(step.computed.path) if isinstance(step, Compute) else None


def _title(step: Step, gates: Sequence[Gate]) -> str:
    if isinstance(step, Open):
        return gates[step.gate].name
    return step.field.pointer if isinstance(step, Ask) else step.computed.pointer


def _reads(step: Step, gates: Sequence[Gate]) -> set[str]:
    if isinstance(step, Open):
        condition = gates[step.gate].condition
        return _outside(condition.references) if condition else set()
    if isinstance(step, Compute):
        return _outside(step.expression.references)
    return {name for cell in step.cells if cell.when for name in _outside(cell.when.references)}


def _outside(references: Iterable[str]) -> set[str]:
    return {name for name in references if not name.startswith("./")}


def _in_row(condition: Condition | None) -> set[str]:
    if condition is None:
        return set()
    return {
        name.removeprefix("./").split(".", 1)[0]
        for name in condition.references
        if name.startswith("./")
    }


def _touch(one: str, other: str) -> bool:
    """Whether two dotted names may speak of the same answer."""
    return one == other or one.startswith(other + ".") or other.startswith(one + ".")
