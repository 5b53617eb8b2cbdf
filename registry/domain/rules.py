"""Rules of roles read for one entity: which acts, on which rows, which fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from accounts.domain.rule_names import RuleNames, names_of, types_of
from core.canonical import canonical, sha256
from core.errors import Invalid
from registry.domain.entity import Entity, name_of
from schemas.domain.conditions import Condition, Facts, Types, compile_condition
from schemas.domain.conditions.sql import SqlCondition, compile_sql

EVERYTHING: Final = "*"


@dataclass(frozen=True, slots=True)
class When:
    """A condition on a record, as a closure for one row and as SQL for many."""

    condition: Condition
    sql: SqlCondition

    def holds(self, facts: Facts) -> bool:
        """UNKNOWN is not granted."""
        return self.condition.decide(facts).holds


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a role, for one entity; fields are keys of that entity."""

    actions: frozenset[str]
    reads: frozenset[str]
    masks: frozenset[str]
    proposes: frozenset[str]
    writes: frozenset[str]
    #: None: on every row of the scope.
    when: When | None
    document: Mapping[str, Any]

    def holds(self, facts: Facts) -> bool:
        """Whether the row lets this rule speak."""
        return self.when is None or self.when.holds(facts)


@dataclass(frozen=True, slots=True)
class Setting:
    """The person and the moment a question is asked in: what conditions name beside the record."""

    actor: Mapping[str, Any]
    today: Any
    now: Any

    def facts(self, data: Mapping[str, Any]) -> Facts:
        """All a condition may name about one record."""
        return Facts(names_of(data, self.actor), self.today, self.now)


def rules_for(entity: Entity, rules: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """The rules about this entity. One whose condition the entity cannot hold gives nothing."""
    about = (rule for rule in rules if rule.get("entity") in {EVERYTHING, entity.key})
    found = (_read(Known(entity.schema_sha, entity), Known(canonical(r), r)) for r in about)
    return tuple(rule for rule in found if rule is not None)


class Known:
    """A value the caches below know by a text that names it."""

    __slots__ = ("name", "value")

    def __init__(self, name: str, value: Any) -> None:
        self.name, self.value = name, value

    def __hash__(self) -> int:
        return hash(self.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Known) and other.name == self.name


@lru_cache(maxsize=2_000)
def _read(of: Known, asked: Known) -> Rule | None:
    entity: Entity = of.value
    rule: Mapping[str, Any] = asked.value
    lists = rule.get("fields") or {}
    when = _when(of, rule["when"]) if "when" in rule else None
    if when is None and "when" in rule:
        return None
    closed = {name_of(pointer).split("/")[0] for pointer in lists.get("mask") or ()}
    masks = frozenset(closed & set(entity.fields))
    return Rule(
        actions=frozenset(rule["actions"]),
        reads=_keys(entity, lists.get("read")) - masks,
        masks=masks,
        proposes=_keys(entity, lists.get("propose")) - masks,
        writes=_keys(entity, lists.get("write")) - masks,
        when=when,
        document=rule,
    )


def _when(of: Known, document: Any) -> When | None:
    types = _types(of)
    try:
        sql = compile_sql(document, types, RuleNames(types), f"w{sha256(document)[:10]}_")
        return When(compile_condition(document, types), sql)
    except Invalid:
        return None


def types_for(entity: Entity) -> Types:
    """What a rule about this entity may name."""
    return _types(Known(entity.schema_sha, entity))


@lru_cache(maxsize=200)
def _types(of: Known) -> Types:
    return types_of(of.value.schema)


def _keys(entity: Entity, listed: Any) -> frozenset[str]:
    """All fields for "*"; else those named. A part of a field opens nothing."""
    if listed == EVERYTHING:
        return frozenset(entity.fields)
    return frozenset(name_of(p) for p in listed or () if isinstance(p, str)) & set(entity.fields)
