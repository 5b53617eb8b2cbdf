"""What may be asked of each type, by name: the words are found elsewhere, the language is here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from schemas.domain.conditions.names import FOLDED, Name, Names
from schemas.domain.conditions.result_types import family
from schemas.domain.conditions.types import FieldType
from schemas.domain.conditions.values import NUMBERS, TEXTS, Kind


@dataclass(frozen=True, slots=True)
class Operator:
    """One line of the second list. `against` says what the third control holds."""

    key: str
    #: Of the language.
    op: str
    #: "", value, values, field, today, now, ago, ahead.
    against: str = ""
    #: What is compared: "" the field itself, "age", "count", "where" (rows that satisfy).
    measure: str = ""
    negated: bool = False
    #: Whether a table about one row stands within.
    rows: bool = False


_SIGNS: Final = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_ORDERS: Final = ("lt", "le", "gt", "ge")


def _all() -> list[Operator]:
    made = [
        Operator("set", "is_set"), Operator("unset", "is_set", negated=True),
        Operator("yes", "=="), Operator("no", "=="),
        Operator("in", "in", "values"), Operator("not_in", "in", "values", negated=True),
        Operator("in_field", "in", "field"), Operator("not_in_field", "in", "field", negated=True),
        Operator("has", "has", "value"), Operator("has_not", "has", "value", negated=True),
        Operator("any", "any", rows=True), Operator("all", "all", rows=True),
        Operator("none", "any", negated=True, rows=True),
    ]  # fmt: skip
    for sign, op in _SIGNS.items():
        made += [Operator(sign, op, "value"), Operator(f"{sign}_field", op, "field")]
        made += [Operator(f"{sign}_{day}", op, day) for day in ("today", "now")]
        made += [Operator(f"age_{sign}", op, "value", "age")]
        made += [Operator(f"count_{sign}", op, "value", "count")]
        made += [Operator(f"where_{sign}", op, "value", "where", rows=True)]
        if sign in _ORDERS:
            made += [Operator(f"{sign}_{way}", op, way) for way in ("ago", "ahead")]
    return made


OPERATORS: Final = {one.key: one for one in _all()}
_PRESENT: Final = ("set", "unset")
_EQUAL: Final = ("eq", "ne", "in", "not_in", "eq_field", "ne_field", "in_field", "not_in_field")
_COUNTED: Final = ("count_ge", "count_le", "count_gt", "count_lt", "count_eq", "count_ne")
_RELATIVE: Final = (
    "lt_today", "le_today", "eq_today", "ne_today", "ge_today", "gt_today",
    "lt_ago", "le_ago", "gt_ago", "ge_ago", "lt_ahead", "le_ahead", "gt_ahead", "ge_ahead",
    "age_ge", "age_gt", "age_le", "age_lt", "age_eq", "age_ne",
)  # fmt: skip
_NUMERIC: Final = (
    "eq", "ne", "ge", "gt", "le", "lt", "in", "not_in",
    "eq_field", "ne_field", "ge_field", "gt_field", "le_field", "lt_field",
    "in_field", "not_in_field",
)  # fmt: skip
_TIMED: Final = tuple(one for one in _NUMERIC if "in" not in one.split("_"))


def operators_of(name: Name, *, nested: bool = False) -> tuple[str, ...]:
    """Keys of what may be asked of `name`; in a row no list is opened again (`nested`)."""
    kind = name.type.kind
    if name.path.partition(":")[0] in FOLDED and ":" in name.path:
        return _NUMERIC
    if kind is Kind.ROWS:
        opened = () if nested else ("any", "all", "none")
        where = () if nested else tuple(f"where_{s}" for s in ("ge", "le", "gt", "lt", "eq", "ne"))
        return (*opened, *_COUNTED, *where, *_PRESENT)
    if kind is Kind.LIST:
        item = name.type.item
        holds = item is not None and not _opaque(item) and item.kind not in _WHOLE
        return (*(("has", "has_not") if holds else ()), *_COUNTED, *_PRESENT)
    if kind is Kind.OBJECT or _opaque(name.type):
        return _PRESENT
    return (*_SIMPLE[kind], *_PRESENT)


_WHOLE: Final = frozenset({Kind.LIST, Kind.ROWS, Kind.OBJECT, Kind.BOOLEAN})
_SIMPLE: Final = {
    Kind.BOOLEAN: ("yes", "no", "eq_field", "ne_field"),
    Kind.DATE: (*_TIMED, *_RELATIVE),
    Kind.DATETIME: ("lt_now", "gt_now", *_TIMED, *_RELATIVE),
    Kind.TIME: _TIMED,
    **dict.fromkeys(TEXTS, _EQUAL),
    **dict.fromkeys(NUMBERS, _NUMERIC),
    Kind.ANY: _NUMERIC,
}


def _opaque(kind: FieldType) -> bool:
    """A file: there or not, nothing else."""
    return kind.format == "preau-file"


def others(names: Names, name: Name, operator: Operator) -> list[Name]:
    """The names that may stand on the other side of `operator`."""
    wanted = name.type.kind
    ordered = operator.op in {"<", "<=", ">", ">="}
    found = []
    for other in names.by_path.values():
        kind = other.type
        if other.path == name.path or _opaque(kind):
            continue
        if operator.op == "in":
            item = kind.item
            fits = kind.kind is Kind.LIST and item is not None and item.kind not in _WHOLE
            if fits and item is not None and family(wanted, item.kind):
                found.append(other)
        elif kind.kind not in _NOT_ALONE and family(wanted, kind.kind):
            closed = kind.choices is not None and kind.kind not in NUMBERS
            if not (ordered and (closed or kind.kind is Kind.BOOLEAN)):
                found.append(other)
    return found


_NOT_ALONE: Final = frozenset({Kind.LIST, Kind.ROWS, Kind.OBJECT})
