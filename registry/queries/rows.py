"""The query gate: the rules of roles as SQL, over the index rows of one entity.

It says exactly what `domain.rights` decides row by row (a property test holds both together).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, text, true
from sqlalchemy.orm import aliased

from accounts.domain.rule_names import binds_of
from core.actor import outermost
from registry.domain.entity import EntityField
from registry.domain.rights import ARCHIVE, READ, RESTRICTED, WRITE, Rights, Same, given
from registry.domain.rules import Rule
from registry.models import Record, RecordIndex
from registry.queries.places import under, within


@dataclass(frozen=True, slots=True)
class Way:
    """One way in: rows under `paths` (or exactly there) for which `condition` holds."""

    paths: tuple[str, ...]
    exactly: bool
    condition: ColumnElement[bool] | None

    def clause(self) -> ColumnElement[bool]:
        """As one condition on the index."""
        if self.exactly:
            place: ColumnElement[bool] = RecordIndex.scope_path.in_(self.paths)
        else:
            place = within(self.paths)
        return place if self.condition is None else and_(place, self.condition)


def rows(rights: Rights, named: Sequence[EntityField], state: str) -> ColumnElement[bool]:
    """The rows in `state` that are open, where one grant opens the fields `named` as well."""
    here = RecordIndex.state == state
    if rights.actor.system:
        return here
    opened = or_(false(), *(way.clause() for way in ways(rights, named)))
    if state == "active":
        return and_(here, opened)
    if state == "restricted":
        free = (under(path) for path in rights.actor.scopes_for(RESTRICTED))
        return and_(here, opened, or_(false(), *free))
    back = (way.clause() for act in (WRITE, ARCHIVE) for way in ways(rights, (), act))
    return and_(here, opened, or_(false(), *back))


def ways(rights: Rights, named: Sequence[EntityField] = (), action: str = READ) -> list[Way]:
    """The ways in that the grants make, those of the same rules taken together."""
    made = (
        _way(rights, one, named) for one in _alike(Same(rights.shares), Same(rights.needs), action)
    )
    return [way for way in made if way is not None]


@dataclass(frozen=True, slots=True)
class Alike:
    """Grants that say the same: on which places, and whether just there."""

    rules: tuple[Rule, ...]
    paths: tuple[str, ...]
    own: bool


@lru_cache(maxsize=64)
def _alike(shares: Same, needs: Same, action: str) -> tuple[Alike, ...]:
    """Looked through once for all the questions about one list: there may be hundreds of grants."""
    found: dict[tuple[tuple[int, ...], bool], tuple[set[str], tuple[Rule, ...]]] = {}
    for share in shares.it:
        rules = tuple(rule for rule in share.rules if given(needs.it, share, rule, action))
        if rules:
            same = (() if share.own else tuple(id(rule) for rule in rules), share.own)
            found.setdefault(same, (set(), rules))[0].add(share.grant.scope_path)
    return tuple(
        Alike(rules, tuple(sorted(places) if own else outermost(places)), own)
        for (_, own), (places, rules) in found.items()
    )


def _way(rights: Rights, alike: Alike, named: Sequence[EntityField]) -> Way | None:
    wanted = [field.key for field in named]
    rules = alike.rules
    sets = [[rule for rule in rules if key in rule.reads] for key in wanted] or [list(rules)]
    if not all(sets):
        return None
    parts = [part for one in sets if (part := _either(rights, one)) is not None]
    return Way(alike.paths, alike.own, and_(*parts) if parts else None)


def _either(rights: Rights, rules: Iterable[Rule]) -> ColumnElement[bool] | None:
    """One of the rules holds; None when one always does."""
    clauses = []
    for rule in rules:
        if rule.when is None:
            return None
        clauses.append(_holds(rights, rule))
    return or_(*clauses)


def _holds(rights: Rights, rule: Rule) -> ColumnElement[bool]:
    """The condition, on the document of the record this index row stands for."""
    if rule.when is None:
        return true()
    setting = rights.setting
    ruled = aliased(Record, name="ruled")
    sql = rule.when.sql
    person = {n: v for n, v in binds_of(setting.actor).items() if f":{n}" in sql.sql}
    condition = text(sql.sql).bindparams(**person, **sql.bound(setting.facts({})))
    return exists(
        select(1)
        .select_from(ruled)
        .where(
            ruled.entity == RecordIndex.entity,
            ruled.id == RecordIndex.record_id,
            condition,
        )
        .correlate(RecordIndex)
    )
