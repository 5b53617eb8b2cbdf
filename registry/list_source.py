"""Lists of values made of records: their names, asked each time, and only names anybody may read.

The key of a row is the id of its record, which never changes. An archived record, or one that has
left the view, is a retired row; one whose access is limited is none at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import TextClause, select, text, true
from sqlalchemy.orm import aliased

from accounts.domain.rule_names import RuleNames, types_of
from core import clock, wall
from core.clock import PARIS
from core.database import session
from core.errors import Invalid
from registry import queries
from registry.domain.entity import Entity
from registry.errors import UnknownEntity
from registry.models import Record, RecordIndex
from registry.queries.filters import search
from schemas import queries as schemas
from schemas.domain.conditions import Facts, references
from schemas.domain.conditions.sql import compile_sql
from schemas.domain.lists import ListRow, folded, matches, searchable

_RULED: Final = aliased(Record, name="ruled")
#: Rows looked at for each one shown: the index knows more words of a record than its name has.
_LOOKED_AT: Final = 8
Said = tuple[str, str, Mapping[str, Any]]


class RecordsOfLists:
    """What `schemas.listing` asks of the room that has records."""

    key = "records"

    def rows(
        self, source: Mapping[str, Any], parent: str | None, text: str | None, limit: int
    ) -> list[ListRow]:
        """Records in use, by name; they have no parents."""
        if parent is not None or self.problems(source):
            return []
        wanted, words = searchable(text), search(text or "")
        asked = (
            select(_RULED.id, _RULED.label)
            .join(
                RecordIndex,
                (RecordIndex.entity == _RULED.entity) & (RecordIndex.record_id == _RULED.id),
            )
            .where(
                RecordIndex.entity == source["entity"],
                RecordIndex.state == "active",
                *words,
                *_kept(source),
            )
            .order_by(RecordIndex.sort_key, RecordIndex.record_id)
            .limit(limit * _LOOKED_AT if wanted else limit)
        )
        with wall.acting_as(wall.HOUSE):
            made = [ListRow(str(one.id), one.label) for one in session.execute(asked)]
        return [row for row in made if matches(f" {folded(row)}", wanted)][:limit]

    def row(self, source: Mapping[str, Any], row_key: str) -> ListRow | None:
        """One record, retired once it is archived, merged or out of the view."""
        try:
            wanted = UUID(row_key)
        except ValueError:
            return None
        if self.problems(source):
            return None
        inside = next(iter(_kept(source)), true())
        asked = select(_RULED.label, _RULED.state, _RULED.archived_at, inside.label("inside"))
        with wall.acting_as(wall.HOUSE):
            found = session.execute(
                asked.where(_RULED.entity == source["entity"], _RULED.id == wanted)
            ).one_or_none()
        if found is None or found.state == "restricted":
            return None
        if found.state == "active" and found.inside:
            return ListRow(row_key, found.label)
        gone = found.archived_at.astimezone(PARIS).date() if found.archived_at else clock.today()
        return ListRow(row_key, found.label, retired_at=gone)

    def problems(self, source: Mapping[str, Any]) -> list[Said]:
        """An entity with a public name, a view of it by public fields."""
        entity = _entity(source)
        if entity is None:
            return [("/entity", "list-source-unknown", {})]
        if not queries.name_is_public(entity.key):
            return [("/entity", "list-source-private", {})]
        if source.get("view") and _condition(entity, source["view"]) is None:
            return [("/view", "list-source-view", {})]
        return []

    def choices(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """Entities that may be a list, each with its views."""
        found = []
        for entity in queries.live_entities():
            if queries.name_is_public(entity.key):
                views = [
                    (view.key, str(view.body["title"]))
                    for view in schemas.live_all("view")
                    if view.body.get("of") == f"entity:{entity.key}"
                    and _condition(entity, view.key) is not None
                ]
                found.append((entity.key, entity.plural, views))
        return found


def _entity(source: Mapping[str, Any]) -> Entity | None:
    try:
        return queries.live_entity(str(source["entity"]))
    except UnknownEntity:
        return None


def _kept(source: Mapping[str, Any]) -> list[TextClause]:
    entity, view = _entity(source), source.get("view")
    clause = _condition(entity, view) if entity and view else None
    return [] if clause is None else [clause]


def _condition(entity: Entity, view: str) -> TextClause | None:
    """What the view keeps, as SQL; None when it is no view of these, or asks what is not public."""
    version = schemas.live("view", view)
    if version is None or version.body.get("of") != f"entity:{entity.key}":
        return None
    document, types = version.body.get("filter", True), types_of(entity.schema)
    names = {name.removeprefix("data.").split(".")[0] for name in references(document)}
    if any(n not in entity.fields or entity.fields[n].privacy != "public" for n in names):
        return None
    try:
        made = compile_sql(document, types, RuleNames(types), "l_")
    except Invalid:
        return None
    return text(made.sql).bindparams(**made.bound(Facts({}, clock.today(), clock.now())))


LIST_SOURCE = RecordsOfLists()
