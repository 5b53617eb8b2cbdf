"""Answers to try a formula on: those of the definition's example, or those typed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core import clock
from core.i18n import _
from schemas.domain.conditions import Facts, FieldType, Kind, references
from schemas.domain.conditions.formula.functions import fold_of
from schemas.domain.conditions.names import Name, Names
from schemas.domain.conditions.rows.texts import NotOfType, literal_of
from schemas.domain.conditions.rows.texts import shown as shown_literal
from schemas.domain.conditions.types import ANY
from schemas.posted import Lists, first

_NO_ANSWER: Final = frozenset({Kind.ROWS, Kind.OBJECT, Kind.LIST})
_MOST_SAMPLES: Final = 12
_MOST_ROWS: Final = 50


@dataclass(frozen=True, slots=True)
class Sample:
    """An answer to try the formula on."""

    id: str
    label: str
    value: str
    options: Sequence[tuple[str, str]] = ()
    type: str = "text"


def samples_of(prefix: str, names: Names, document: Any, form: Lists) -> list[Sample]:
    """One for each plain answer the formula leans on, and for each column it totals."""
    found = []
    for path in sorted(references(document)):
        place = f"{prefix}.essai.{path}"
        folded = fold_of(path, names.types)
        if folded is not None:
            column = "; ".join(_column(names, *folded))
            value = first(form, place) if place in form else column
            found.append(Sample(place, _column_label(names, *folded), value))
            continue
        name = names.get(path)
        if name is None or name.type.kind in _NO_ANSWER or name.type.format == "preau-file":
            continue
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


def facts_of(
    names: Names, samples: Sequence[Sample], prefix: str
) -> tuple[Facts, Mapping[str, Any]]:
    known: dict[str, Any] = dict(names.sample)
    row: dict[str, Any] = {}
    for sample in samples:
        path = sample.id.removeprefix(f"{prefix}.essai.")
        folded = fold_of(path, names.types)
        if folded is not None:
            _fill(known, names, folded, sample.value)
            continue
        value = _typed(sample.value, names.types[path])
        if path.startswith("./"):
            _put(row, path[2:].split("."), value)
        else:
            _put(known, path.split("."), value)
    return Facts(known, clock.today(), clock.now()), row


def _column_label(names: Names, path: str, key: str) -> str:
    listed = names.get(path)
    part = names.types[path].fields.get(key)
    told = {"list": listed.label if listed else path, "field": (part.title if part else "") or key}
    return str(_("%(list)s · %(field)s, valeurs séparées par « ; »", **told))


def _rows(names: Names, path: str) -> list[dict[str, Any]]:
    rows = _sampled(path, names.sample)
    listed = rows if isinstance(rows, list) else []
    return [dict(row) for row in listed if isinstance(row, Mapping)]


def _column(names: Names, path: str, key: str) -> list[str]:
    """What the rows of the sample hold in one field."""
    kind = names.types[path].fields.get(key, ANY)
    return [shown_literal(row[key], kind) for row in _rows(names, path) if key in row]


def _fill(known: dict[str, Any], names: Names, folded: list[str], text: str) -> None:
    """The rows with this field as typed: one row a value at least."""
    path, key = folded
    kind = names.types[path].fields.get(key, ANY)
    values = [_typed(part, kind) for part in text.split(";")][:_MOST_ROWS] if text.strip() else []
    given = _sampled(path, known)
    rows = (
        [dict(row) for row in given if isinstance(row, Mapping)] if isinstance(given, list) else []
    )
    rows += [{} for _more in values[len(rows) :]]
    for number, row in enumerate(rows):
        row[key] = values[number] if number < len(values) else None
    _put(known, path.split("."), rows)


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
