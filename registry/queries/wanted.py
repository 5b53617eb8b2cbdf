"""A list of records as one person asks for it: what lets a row in, and where such rows lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, false, func

from core.actor import Actor
from registry.domain.entity import Entity, EntityField
from registry.models import RecordIndex
from registry.queries import gate
from registry.queries.filters import narrowed
from registry.queries.places import leaves, one_of, stay_on_indexes


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked, narrowed to what may be seen."""

    entity: Entity
    state: str
    #: Who may see it, and what is asked of it.
    clauses: tuple[ColumnElement[bool], ...]
    #: The words that are searched.
    words: tuple[ColumnElement[bool], ...] = ()
    #: Some places and all below them, in which all of it lies.
    paths: tuple[str, ...] = ()
    #: The few places where all of it lies, when they are few (once `placed`).
    places: tuple[str, ...] | None = None
    #: The trees that are the whole list, when nothing else is asked of a row.
    roots: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, actor: Actor, entity: Entity, named: Sequence[EntityField],
        words: list[ColumnElement[bool]], filters: Mapping[str, Any], state: str,
    ) -> Wanted:  # fmt: skip
        """Through the gate: every field that filters, orders or is searched is named to it."""
        stay_on_indexes()
        reach = gate.reach(actor, entity, named, state)
        ways = () if actor.system else gate.ways_in(actor, entity, named)
        paths = tuple(sorted({path for way in ways for path in way.paths}))
        plain = state == "active" and not filters and not words
        roots = gate.roots_in(actor, entity, named) if plain else ()
        clauses = (reach, *narrowed(entity, filters))
        return cls(entity, state, clauses, tuple(words), paths, roots=tuple(roots))

    def placed(self) -> Wanted:
        """The same, with the few places looked up where all of it lies."""
        found = leaves(self.entity.key, self.state, self.paths) if self.paths else None
        if not found:
            return self
        return replace(self, clauses=(one_of(found), *self.clauses), places=tuple(found))

    def everybodys(self) -> tuple[ColumnElement[bool], ...]:
        """The rows of the entity, before anybody's rights are looked at."""
        return RecordIndex.entity == self.entity.key, RecordIndex.state == self.state

    def here(self, *, beginning: bool = False) -> tuple[ColumnElement[bool], ...]:
        """All that lets a row in. Where names begin as searched the words hold nearly always: said
        so that they neither make the planner expect few rows nor go through their index."""
        words = (func.coalesce(w, false()) for w in self.words) if beginning else self.words
        return (*self.everybodys(), *self.clauses, *words)
