"""How the columns of a file become the fields of an entity: a document read as values."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from core.folding import fold
from core.problems import Problem
from registry.domain import casting
from registry.domain.casting import Unreadable
from registry.domain.entity import Entity, EntityField

CASTS = ("auto", "text", "number", "integer", "date", "boolean", "department")


@dataclass(frozen=True, slots=True)
class Rule:
    """One field of the entity and where its value comes from."""

    to: str
    columns: tuple[str, ...] = ()
    constant: Any = None
    cast: str = "auto"
    digits: int | None = None
    #: Folded words of the file → value.
    choices: MappingOf[str, Any] = field(default_factory=dict)
    #: Value of words that are not among the choices; None refuses them.
    otherwise: Any = None
    #: Value of an empty cell.
    default: Any = None
    #: A value that does not hold is left out and told, instead of refusing the whole line.
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping; `source` is what the page of a record names as its origin."""

    entity: str
    rules: tuple[Rule, ...]
    key: str = ""
    title: str = ""
    source: str = ""
    document: MappingOf[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, document: MappingOf[str, Any]) -> Mapping:
        """Read a document that was checked."""
        rules = tuple(_rule(row) for row in document["fields"])
        return cls(
            entity=document["entity"], rules=rules, key=document.get("key", ""),
            title=document.get("title", ""), source=document.get("source", ""), document=document,
        )  # fmt: skip

    @property
    def columns(self) -> set[str]:
        """Every column the mapping reads."""
        return {column for rule in self.rules for column in rule.columns}

    def missing_from(self, header: Sequence[str]) -> list[str]:
        """The columns the file does not have, as the mapping writes them."""
        there = {fold(name) for name in header}
        return sorted(column for column in self.columns if fold(column) not in there)


def _rule(row: MappingOf[str, Any]) -> Rule:
    source = row.get("from", ())
    return Rule(
        to=row["to"], columns=(source,) if isinstance(source, str) else tuple(source),
        constant=row.get("constant"), cast=row.get("cast", "auto"), digits=row.get("digits"),
        choices={fold(str(words)): value for words, value in row.get("choices", {}).items()},
        otherwise=row.get("otherwise"), default=row.get("default"),
        lenient=bool(row.get("lenient")),
    )  # fmt: skip


def problems_in(document: Any, entity: Entity) -> list[Problem]:
    """What cannot be read or names nothing."""
    if not isinstance(document, dict) or not isinstance(document.get("fields"), list):
        return [Problem("", "mapping-shape")]
    found = []
    for number, row in enumerate(document["fields"]):
        at = f"/fields/{number}"
        if not isinstance(row, dict) or not isinstance(row.get("to"), str):
            found.append(Problem(at, "mapping-shape"))
            continue
        if row["to"] not in entity.fields:
            found.append(Problem(f"{at}/to", "unknown-field", {"name": row["to"][:80]}))
        source = row.get("from", [])
        names = [source] if isinstance(source, str) else source
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            found.append(Problem(f"{at}/from", "mapping-shape"))
        elif not names and "constant" not in row:
            found.append(Problem(at, "mapping-without-source", {"name": row["to"][:80]}))
        if row.get("cast", "auto") not in CASTS or not isinstance(row.get("choices", {}), dict):
            found.append(Problem(f"{at}/cast", "mapping-shape"))
        if not isinstance(row.get("digits", 0), int):
            found.append(Problem(f"{at}/digits", "mapping-shape"))
    return found


def plain_mapping(entity: Entity, header: Sequence[str]) -> Mapping:
    """The mapping of a file whose columns are called like the fields, by key or by title.

    A title as it is written comes first: « Département » is not the field `departement` when
    another one is called so.
    """
    fields = entity.fields.values()
    by_name = {fold(f.title): f.key for f in fields} | {fold(f.key): f.key for f in fields}
    exact = {f.key: f.key for f in fields} | {f.title: f.key for f in fields}
    rules, taken = [], set()
    for name in header:
        key = exact.get(name) or by_name.get(fold(name))
        if key and key not in taken:
            rules.append(Rule(to=key, columns=(name,)))
            taken.add(key)
    return Mapping(entity=entity.key, rules=tuple(rules))


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that could not be taken: column, code of the sentence, whether the line is refused."""

    column: str
    code: str
    refuses: bool
    params: MappingOf[str, Any] = field(default_factory=dict)


def read_row(
    mapping: Mapping, entity: Entity, row: MappingOf[str, Any]
) -> tuple[dict[str, Any], list[Fault]]:
    """The data of one line (cells by folded column), with what could not be taken."""
    data: dict[str, Any] = {}
    faults: list[Fault] = []
    for rule in mapping.rules:
        target = entity.fields[rule.to]
        try:
            value = _value(rule, target, row)
        except Unreadable as fault:
            column = rule.columns[0] if rule.columns else rule.to
            faults.append(Fault(column, fault.code, not rule.lenient))
            continue
        if value is not None:
            data[rule.to] = value
    return data, faults


def column_of(mapping: Mapping, key: str) -> tuple[str, bool]:
    """The column a field comes from, and whether a bad value may be left out."""
    for rule in mapping.rules:
        if rule.to == key:
            return (rule.columns[0] if rule.columns else key), rule.lenient
    return key, False


def _value(rule: Rule, target: EntityField, row: MappingOf[str, Any]) -> Any:
    if rule.constant is not None:
        return rule.constant
    cells = [row.get(fold(column)) for column in rule.columns]
    if len(cells) == 1 and not isinstance(cells[0], str) and cells[0] is not None:
        return _typed(rule, target, cells[0])
    texts = [text for cell in cells if (text := casting.clean(str(cell or "")))]
    text = ", ".join(texts)
    if not text:
        return rule.default
    if rule.choices:
        known = rule.choices.get(fold(text), rule.otherwise)
        if known is None:
            raise Unreadable("cast-not-a-choice")
        return known
    return _cast(rule, target, text)


def _typed(rule: Rule, target: EntityField, cell: Any) -> Any:
    """A cell that is a value already (JSON lines, spreadsheets)."""
    if isinstance(cell, bool | list | dict):
        return cell
    return (
        _cast(rule, target, str(cell))
        if not rule.choices
        else _value(rule, target, {fold(rule.columns[0]): str(cell)})
    )


def _cast(rule: Rule, target: EntityField, text: str) -> Any:
    match rule.cast:
        case "text":
            return text
        case "department":
            return casting.department(text)
        case "number":
            return casting.json_number(casting.decimal(text), rule.digits)
        case "integer":
            return casting.integer(text)
        case "date":
            return casting.day(text)
        case "boolean":
            return casting.boolean(text)
        case _:
            return casting.value_for(target, text)
