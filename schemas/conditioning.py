"""Conditions in the hands of those who design: shown as rows, read back from what is posted.

What hosts call is told in README.md, « Conditions en lignes ».
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from core.actor import Actor
from core.contributions import one_of
from core.i18n import _
from core.problems import Problem
from core.words import message, say
from schemas import rows_shown
from schemas.domain.conditions import FieldType, Kind, Types, check, formula, references
from schemas.domain.conditions.canonical import canonical, same
from schemas.domain.conditions.names import Name, Names
from schemas.domain.conditions.rows import (
    Table,
    begins,
    condition_of,
    faults_of,
    read_table,
    rows_in,
    rows_of,
)
from schemas.errors import UnknownDefinition
from schemas.formula_words import fault_in_words
from schemas.formulating import formula_read, formula_shown
from schemas.phrases import in_words
from schemas.posted import Lists, act_of, first, lists_of

__all__ = [
    "POINT", "Read", "Shown", "formula_read", "formula_shown", "names_of", "read", "redrawn",
    "sentence", "shown",
]  # fmt: skip

#: Where rooms hang who knows the names of a place: `key`, `names(actor, argument) -> Names`.
POINT: Final = "schemas.names"
ROWS, FORMULA, KEPT = "lignes", "formule", "garde"
#: What a row begun and left is not reproached for while it is being written.
_BEGUN: Final = frozenset({"rows-value", "rows-field", "rows-inner", "rows-operator"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A condition ready to be drawn."""

    prefix: str
    names: Names
    mode: str
    sentence: str
    table: Table = field(default_factory=Table)
    lines: tuple[rows_shown.Line, ...] = ()
    text: str = ""
    #: Id of the control → what is wrong there, in words.
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: Whether it may be kept as it stands.
    whole: bool = True

    @property
    def joins(self) -> list[tuple[str, str]]:
        """Ways to join rows."""
        return rows_shown.joins()


@dataclass(frozen=True, slots=True)
class Read:
    """What was posted: what to keep, what is wrong, how to show it again."""

    condition: Any
    problems: list[Problem]
    shown: Shown


def names_of(actor: Actor, source: str) -> Names:
    """The names of a place, from whoever knows it; `NotFound` when nobody does."""
    provider, _colon, argument = source.partition(":")
    found = one_of(POINT, provider)
    if found is None:
        raise UnknownDefinition
    names: Names = found.names(actor, argument)
    return names


def sentence(condition: Any, names: Names) -> str:
    """« si « Nature » est « Urgence » »; « toujours », or what the place says, for no condition."""
    if condition is None and names.nothing:
        return names.nothing
    return in_words(True if condition is None else condition, names.types, names.labels)


def shown(prefix: str, condition: Any, names: Names) -> Shown:
    """`condition` as rows, as a formula when rows cannot show it, or as it stands."""
    table = rows_of(condition, names)
    told = sentence(condition, names)
    if table is not None:
        return _drawn(prefix, names, table, told, faults_of(table))
    gone = _gone(prefix, condition, names, told)
    if gone is not None:
        return gone
    text = formula.text_of(condition, names, truth=True)
    if text is None:
        return Shown(prefix, names, KEPT, told)
    return _written(prefix, names, text, formula.parse(text, names, truth=True), told)


def _gone(prefix: str, condition: Any, names: Names, told: str) -> Shown | None:
    """The rows of a condition that names fields which are there no more, each told at its row."""
    lost = {path for path in references(condition) if path not in names.types}
    heading = str(_("Champs disparus"))
    more = (Name(path, path, FieldType(Kind.ANY), heading) for path in sorted(lost))
    table = rows_of(condition, replace(names, listed=(*names.listed, *more))) if lost else None
    if table is None:
        return None
    faults = {
        place: Problem(place, "rows-unknown", {"name": row.subject})
        for place, row in rows_in(table)
        if row.subject in lost
    }
    return _drawn(prefix, names, table, told, faults)


def read(posted: Any, prefix: str, names: Names, before: Any = None) -> Read:
    """What a host keeps from its form. Never raises; see README for what it promises."""
    form = lists_of(posted)
    mode = first(form, f"{prefix}.mode")
    if mode == FORMULA:
        return _read_formula(form, prefix, names, before)
    if mode != ROWS:
        return Read(before, [], shown(prefix, before, names))
    table = read_table(form, prefix, names)
    faults = faults_of(table)
    condition = condition_of(table)
    problems = [_at(prefix, problem) for problem in faults.values()]
    if not problems and condition is not None:
        problems = [Problem(prefix, one.code, one.params) for one in check(condition, names.types)]
    drawn = _drawn(prefix, names, table, sentence(condition, names), faults)
    if problems and not faults:
        drawn = replace(drawn, errors={prefix: (fault_in_words(problems[0]),)}, whole=False)
    if problems or _untouched(condition, before, names.types):
        condition = before
    return Read(condition, problems, drawn)


def _read_formula(form: Lists, prefix: str, names: Names, before: Any) -> Read:
    text = first(form, f"{prefix}.texte").strip()
    if not text:
        return Read(None, [], _drawn(prefix, names, Table(names=names), sentence(None, names), {}))
    found = formula.parse(text, names, truth=True)
    place = f"{prefix}.texte"
    problems = [Problem(place, one.code, one.params) for one in found.problems]
    told = sentence(before if problems else found.document, names)
    drawn = _written(prefix, names, text, found, told)
    if problems or _untouched(found.document, before, names.types):
        return Read(before, problems, drawn)
    return Read(found.document, problems, drawn)


def only_begun(problems: Sequence[Problem]) -> bool:
    """Whether all that is wrong is what is not written yet."""
    return all(problem.code in _BEGUN for problem in problems)


def redrawn(posted: Any, prefix: str, names: Names) -> Shown:
    """The component after one of its own acts: what is not written yet is no fault."""
    form = lists_of(posted)
    mode = first(form, f"{prefix}.mode")
    verb = act_of(form, prefix)
    if verb == "clear":
        return _drawn(prefix, names, Table(names=names), sentence(None, names), {})
    if mode == FORMULA:
        return _formula_again(form, prefix, names, rows=verb == "rows")
    table = read_table(form, prefix, names)
    condition = condition_of(table)
    told = sentence(condition, names)
    faults = faults_of(table)
    if verb == "formula":
        text = formula.text_of(condition, names, truth=True) if condition is not None else ""
        return Shown(prefix, names, FORMULA, told, text=text or "", whole=not faults and bool(text))
    wrong = {place: one for place, one in faults.items() if one.code not in _BEGUN}
    return replace(
        _drawn(prefix, names, table, told, wrong), whole=not faults and not begins(table)
    )


def _formula_again(form: Lists, prefix: str, names: Names, *, rows: bool) -> Shown:
    text = first(form, f"{prefix}.texte").strip()
    found = formula.parse(text, names, truth=True)
    readable = not text or found.document is not None
    table = rows_of(found.document, names) if readable else None
    if rows and table is not None:
        return _drawn(prefix, names, table, sentence(found.document, names), faults_of(table))
    told = sentence(found.document, names) if found.document is not None else ""
    drawn = _written(prefix, names, text, found if text else formula.Parsed(), told)
    if rows and not drawn.errors:
        return replace(drawn, errors={f"{prefix}.texte": (say("rows-not-shown"),)})
    return drawn


def _written(prefix: str, names: Names, text: str, found: formula.Parsed, told: str) -> Shown:
    """As a formula, its first fault told under it."""
    errors = {f"{prefix}.texte": tuple(fault_in_words(one) for one in found.problems)}
    return Shown(
        prefix, names, FORMULA, told, text=text,
        errors=errors if found.problems else {}, whole=not found.problems and bool(text),
    )  # fmt: skip


def _untouched(condition: Any, before: Any, types: Types) -> bool:
    if condition is None:
        return before is None or before is True
    return same(condition, canonical(before, types)) if before is not None else False


def _drawn(
    prefix: str, names: Names, table: Table, told: str, faults: Mapping[str, Problem]
) -> Shown:
    errors = {_at(prefix, one).path: (message(one),) for one in faults.values()}
    lines = rows_shown.lines_of(table, prefix, faults)
    return Shown(prefix, names, ROWS, told, table, lines, errors=errors, whole=not faults)


def _at(prefix: str, problem: Problem) -> Problem:
    """The fault of a row, at the control that mends it."""
    control = _CONTROLS.get(problem.code, "valeur")
    return Problem(f"{prefix}.{problem.path}.{control}", problem.code, problem.params)


_CONTROLS: Final = {
    "rows-unknown": "sujet", "rows-operator": "op", "rows-field": "autre", "rows-inner": "op",
}  # fmt: skip
