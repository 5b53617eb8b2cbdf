"""The formula helper: a computation as French text, its type, its result on sample answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.i18n import _
from core.problems import Problem
from schemas.domain.conditions import (
    UNSET,
    FieldType,
    Kind,
    StepBudgetSpent,
    compile_expression,
    formula,
)
from schemas.domain.conditions.canonical import canonical, same
from schemas.domain.conditions.formula.text import insertion
from schemas.domain.conditions.names import Names
from schemas.formula_samples import Sample, facts_of, samples_of
from schemas.formula_words import FUNCTIONS, KINDS, fault_in_words
from schemas.phrases import value_in_words
from schemas.posted import Lists, act_of, first, lists_of
from schemas.rows_words import name_in_words


@dataclass(frozen=True, slots=True)
class FormulaShown:
    """A formula ready to be drawn."""

    prefix: str
    names: Names
    text: str
    expected: str = ""
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: What the result is, and its value on the samples, in words.
    kind: str = ""
    result: str = ""
    samples: tuple[Sample, ...] = ()
    #: The document cannot be written as a formula: it stays as it is.
    kept: bool = False

    @property
    def inserts(self) -> dict[str, list[tuple[str, str]]]:
        """Fields by heading: what is inserted, and its words."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for name in self.names.by_path.values():
            text = insertion(name, self.names)
            if text is not None:
                heading = name.group or str(_("Champs"))
                groups.setdefault(heading, []).append((text, name_in_words(name)))
        return groups

    @property
    def functions(self) -> list[tuple[str, str]]:
        """How each function is written, and what it gives."""
        return [(written, str(words)) for written, words in FUNCTIONS]


@dataclass(frozen=True, slots=True)
class FormulaRead:
    """What was posted: what to keep, what is wrong, how to show it again."""

    expression: Any
    problems: list[Problem]
    shown: FormulaShown


def formula_shown(
    prefix: str, expression: Any, names: Names, expected: str | None = None
) -> FormulaShown:
    """`expression` as text, with its result on the sample of the definition."""
    if expression is None:
        return FormulaShown(prefix, names, "", expected or "")
    text = formula.text_of(expression, names)
    if text is None:
        return FormulaShown(prefix, names, "", expected or "", kept=True)
    return _drawn(prefix, names, text, expected, {})


def formula_read(
    posted: Any, prefix: str, names: Names, expected: str | None = None, before: Any = None
) -> FormulaRead:
    """What a host keeps from its form; `before` when something is wrong or untouched. Never
    raises."""
    form = lists_of(posted)
    if not form.get(f"{prefix}.texte"):
        return FormulaRead(before, [], formula_shown(prefix, before, names, expected))
    text = first(form, f"{prefix}.texte").strip()
    drawn = _drawn(prefix, names, text, expected, form)
    if not text:
        return FormulaRead(None, [], drawn)
    found = formula.parse(text, names, expected=expected)
    place = f"{prefix}.texte"
    problems = [Problem(place, one.code, one.params) for one in found.problems]
    kept = canonical(before, names.types, truth=False)
    untouched = before is not None and same(kept, found.document)
    return FormulaRead(before if problems or untouched else found.document, problems, drawn)


def formula_again(posted: Any, prefix: str, names: Names) -> FormulaShown:
    """The component after one of its own acts."""
    form = lists_of(posted)
    expected = first(form, f"{prefix}.attendu")
    expected = expected if expected in set(Kind) else ""
    text = first(form, f"{prefix}.texte").strip()
    if act_of(form, prefix) == "insert":
        text = f"{text} {first(form, f'{prefix}.champ')}".strip()
    return _drawn(prefix, names, text, expected, form)


def _drawn(prefix: str, names: Names, text: str, expected: str | None, form: Lists) -> FormulaShown:
    drawn = FormulaShown(prefix, names, text, expected or "")
    if not text:
        return drawn
    found = formula.parse(text, names, expected=expected or None)
    if found.problems:
        return replace(
            drawn, errors={f"{prefix}.texte": tuple(fault_in_words(o) for o in found.problems)}
        )
    samples = tuple(samples_of(prefix, names, found.document, form))
    computed = compile_expression(found.document, names.types)
    kind = computed.type
    try:
        value = computed.value(*facts_of(names, samples, prefix))
    except StepBudgetSpent as spent:
        return replace(drawn, errors={f"{prefix}.texte": (str(spent.message),)})
    missing = str(_("pas de résultat : il manque une réponse"))
    result = missing if value is UNSET else _in_words(value, kind)
    words = str(KINDS.get(str(kind.kind), ""))
    return replace(drawn, kind=words, result=result, samples=samples)


def _in_words(value: Any, kind: FieldType) -> str:
    if isinstance(value, list | tuple | dict):
        return str(_("%(number)s réponses", number=len(value)))
    return value_in_words(value, kind)
