"""The formula helper: a computation as French text, its type, its result on sample answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from core import clock
from core.i18n import _
from core.problems import Problem
from schemas.domain.conditions import (
    UNSET,
    Facts,
    FieldType,
    Kind,
    StepBudgetSpent,
    compile_expression,
    formula,
    references,
)
from schemas.domain.conditions.canonical import canonical, same
from schemas.domain.conditions.formula.text import insertion
from schemas.domain.conditions.names import Name, Names
from schemas.domain.conditions.rows.texts import NotOfType, literal_of
from schemas.domain.conditions.rows.texts import shown as shown_literal
from schemas.formula_words import FUNCTIONS, KINDS, fault_in_words
from schemas.phrases import value_in_words
from schemas.posted import Lists, act_of, first, lists_of
from schemas.rows_words import name_in_words

_NO_ANSWER: Final = frozenset({Kind.ROWS, Kind.OBJECT, Kind.LIST})
_MOST_SAMPLES: Final = 12


@dataclass(frozen=True, slots=True)
class Sample:
    """An answer to try the formula on."""

    id: str
    label: str
    value: str
    options: Sequence[tuple[str, str]] = ()
    type: str = "text"


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
    samples = tuple(_samples(prefix, names, found.document, form))
    computed = compile_expression(found.document, names.types)
    kind = computed.type
    try:
        value = computed.value(*_facts(names, samples, prefix))
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


def _samples(prefix: str, names: Names, document: Any, form: Lists) -> list[Sample]:
    found = []
    for path in sorted(references(document)):
        name = names.get(path)
        if name is None or name.type.kind in _NO_ANSWER or name.type.format == "preau-file":
            continue
        place = f"{prefix}.essai.{path}"
        value = first(form, place) if place in form else _sample_text(name, names)
        found.append(Sample(place, name.label, value, *_asked(name.type)))
    return found[:_MOST_SAMPLES]


def _asked(kind: FieldType) -> tuple[Sequence[tuple[str, str]], str]:
    if kind.choices is not None:
        return [(str(key), words) for key, words in kind.choices.items()], "text"
    if kind.kind is Kind.BOOLEAN:
        return [("oui", str(_("oui"))), ("non", str(_("non")))], "text"
    return (), "date" if kind.kind is Kind.DATE else "time" if kind.kind is Kind.TIME else "text"


def _sample_text(name: Name, names: Names) -> str:
    value = _sampled(name.path, names.sample)
    if value is None or isinstance(value, list | dict):
        return ""
    return shown_literal(value, name.type)


def _sampled(path: str, sample: Mapping[str, Any]) -> Any:
    """The answer at `path`; of `./x`, that of the first row which has one."""
    if path.startswith("./"):
        lists = (value for value in sample.values() if isinstance(value, list))
        rows = (row for listed in lists for row in listed if isinstance(row, Mapping))
        return next((row[path[2:]] for row in rows if path[2:] in row), None)
    place: Any = sample
    for step in path.split("."):
        place = place.get(step) if isinstance(place, Mapping) else None
    return place


def _facts(names: Names, samples: Sequence[Sample], prefix: str) -> tuple[Facts, Mapping[str, Any]]:
    known: dict[str, Any] = dict(names.sample)
    row: dict[str, Any] = {}
    for sample in samples:
        path = sample.id.removeprefix(f"{prefix}.essai.")
        value = _typed(sample.value, names.types[path])
        if path.startswith("./"):
            _put(row, path[2:].split("."), value)
        else:
            _put(known, path.split("."), value)
    return Facts(known, clock.today(), clock.now()), row


def _put(place: dict[str, Any], steps: list[str], value: Any) -> None:
    *way, last = steps
    for step in way:
        inner = place.get(step)
        place[step] = place = dict(inner) if isinstance(inner, Mapping) else {}
    place[last] = value


def _typed(text: str, kind: FieldType) -> Any:
    """What was typed as an answer; nothing when it is none."""
    if kind.kind is Kind.BOOLEAN:
        return {"oui": True, "non": False}.get(text)
    try:
        return literal_of(text, kind)
    except NotOfType:
        return None
