"""The verdict on answers: what is shown, what is asked, what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.i18n import _
from core.problems import Problem
from form_factory.compiled import Compiled
from form_factory.domain.agreeing import Lists
from form_factory.domain.form import Field, Page
from form_factory.domain.pointers import pointer_of
from form_factory.domain.projection import Projection, project
from form_factory.domain.schema_parts import is_decimal
from form_factory.fields import type_for
from form_factory.lists import LiveLists
from schemas.domain.conditions import Facts
from schemas.validation import problems_in

#: Rules whose limit is said as an answer of the same question is.
_LIMITED = frozenset({"date-too-early", "date-too-late", "minimum", "maximum"})
_ROW = re.compile(r"/[0-9]+(?=/|$)")
#: Answers that are kept → what they name and who answers does not reach (form_factory.references).
Unreached = Callable[[Mapping[str, Any]], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything a page, a submission or a test of the definition asks about answers."""

    valid: bool
    errors: list[Problem]
    projection: Projection

    @property
    def visible(self) -> frozenset[str]:
        """Pointers shown, row numbers included."""
        return self.projection.visible

    @property
    def required(self) -> frozenset[str]:
        """Pointers asked for."""
        return self.projection.required

    @property
    def computed(self) -> Mapping[str, Any]:
        """Answers nobody typed."""
        return self.projection.computed

    @property
    def pages(self) -> list[Page]:
        """The steps shown, in order."""
        return self.projection.shown_pages()

    @property
    def answers(self) -> Mapping[str, Any]:
        """What a submission stores."""
        return self.projection.answers


def evaluate(
    form: Compiled,
    answers: Mapping[str, Any],
    facts: Facts,
    lists: Lists | None = None,
    unreached: Unreached | None = None,
) -> Outcome:
    """Project, then validate what is left: hidden names are gone before anything is judged.

    `lists` answers for reference lists; those that are live, unless told otherwise. `unreached`
    judges what answers name elsewhere; answers that are only read back are not judged again.
    """
    projection = project(form.plan, answers, facts, lists or LiveLists())
    problems = problems_in(projection.answers, form.contract, form.contract_sha)
    problems += [Problem(c.pointer, c.code, c.params) for c in projection.constraints if c.broken]
    if unreached is not None:
        problems += unreached(projection.answers)
    if not problems and not projection.missing:
        return Outcome(valid=True, errors=[], projection=projection)
    found = _once(worded(form, each) for each in problems)
    found += [worded(form, Problem(pointer, "required")) for pointer in projection.missing]
    found.sort(key=lambda each: _place(form, each))
    return Outcome(valid=False, errors=found, projection=projection)


def field_at(form: Compiled, pointer: str) -> Field | None:
    """The question an error speaks of, rows and items of lists included."""
    address = pointer
    while address:
        found = form.fields.get(address) or form.fields.get(_ROW.sub("", address))
        if found is not None:
            return found
        address = address.rpartition("/")[0]
    return None


def first_errors(errors: Sequence[Problem]) -> list[Problem]:
    """One error a place, the first one: mending it may mend the others."""
    told = {each.path: each for each in reversed(errors)}
    return [each for each in errors if told[each.path] is each]


def errors_on(form: Compiled, page: Page, errors: list[Problem]) -> list[Problem]:
    """The errors of one page: of its questions, their rows, and the groups it opens."""
    asked = {field.pointer for field in page.fields()}
    return [each for each in errors if _stands_on(asked, field_at(form, each.path))]


def _stands_on(asked: set[str], field: Field | None) -> bool:
    if field is None:
        return False
    holder = pointer_of(field.row_of) if field.row_of else field.pointer
    return holder in asked or any(pointer.startswith(holder + "/") for pointer in asked)


def worded(form: Compiled, problem: Problem) -> Problem:
    """The same problem with the sentence of its field type and the words of its question."""
    field = field_at(form, problem.path)
    if field is None:
        return problem
    code = type_for(field).code_for(problem.code)
    told = {"field": _told(field, problem), "rule": _rule(field, problem.code)}
    if problem.code in _LIMITED:
        told["limit"] = type_for(field).display(problem.params["limit"], field)
    return replace(problem, code=code, params={**problem.params, **told})


def _rule(field: Field, code: str) -> str:
    """The digits of a decimal are its format: its document has no pattern of its own."""
    given = code == "pattern" and is_decimal(field.schema) and "pattern" not in field.schema
    return "format-decimal" if given else code


def _once(problems: Iterable[Problem]) -> list[Problem]:
    """Two rules of one keyword broken at one place are told by one sentence."""
    told: dict[tuple[str, str, str], Problem] = {}
    for each in problems:
        told.setdefault((each.path, keyword_of(each), each.code), each)
    return list(told.values())


def keyword_of(problem: Problem) -> str:
    """The rule of the schema an error is about, whatever sentence the question gave it."""
    code = str(problem.params.get("rule", problem.code))
    return "format" if code.startswith("format-") else code


def _told(field: Field, problem: Problem) -> str:
    """The words of a question; in a row, with its number, so that no two errors read alike."""
    numbers = _ROW.findall(problem.path)
    if field.row_of is None or not numbers:
        return field.label
    return str(_("%(label)s, ligne %(number)s", label=field.label, number=int(numbers[0][1:]) + 1))


def _place(form: Compiled, problem: Problem) -> tuple[int, list[int]]:
    """Reading order: by question, rows by number."""
    plain = _ROW.sub("", problem.path)
    rows = [int(part[1:]) for part in _ROW.findall(problem.path)]
    holder = plain.rpartition("/")[0] if rows else plain
    first = form.plan.places.get(holder if holder in form.plan.places else plain, 1_000_000)
    return first, [*rows, form.plan.places.get(plain, 0)]
