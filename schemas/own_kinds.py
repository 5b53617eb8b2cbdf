"""The kinds this room brings itself: lists of values, calendars, views."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from core.actor import Actor
from core.i18n import _l
from core.outbound import OutboundRefused, operator_allows, refuse_address
from core.problems import Problem
from schemas import list_rows, listing, queries
from schemas.domain.conditions import Kind, Types, check
from schemas.domain.conditions.sql import sql_problems
from schemas.domain.conditions.sql_values import Column, Rows
from schemas.domain.conditions.types import to_dotted
from schemas.domain.lists.sound import problems_in_rows
from schemas.domain.recipes import ALONE, NOWHERE, Beside, Binding
from schemas.domain.translating import Rule, Text, texts_by
from schemas.domain.views import columns_of, order_of
from schemas.list_store import lost_keys
from schemas.models import DefinitionVersion

_SEVERAL: Final = frozenset({Kind.LIST, Kind.ROWS, Kind.ANY})
#: Where a list speaks to people.
LIST_TEXTS: Final = (
    Rule((), "", ("help",)),
    Rule(("columns", "*"), "column.{}", ("label",)),
    Rule(("rows", "*"), "row.{}", ("label",)),
)


class Quiet:
    """A kind that does nothing more when it is published."""

    def published(self, version: DefinitionVersion, actor: Actor) -> None:
        """Nothing to do: whoever needs the version reads it."""


class Connector(Quiet):
    """Another program that circuits tell of their moves; its key is the house's, never here."""

    key = "connector"
    label = _l("Connecteur")
    icon = "plug"

    def problems(self, document: Mapping[str, Any]) -> list[Problem]:
        """An address of the outer world, in https."""
        try:
            refuse_address(document["url"], operator_allows())
        except OutboundRefused:
            return [Problem("/url", "connector-url")]
        return []

    def references(self, document: Mapping[str, Any]) -> set[tuple[str, str]]:
        """None."""
        return set()

    def portable(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Without the address: each house has programs of its own."""
        return {**document, "url": NOWHERE}

    def at_home(self, document: Mapping[str, Any], here: Mapping[str, Any]) -> dict[str, Any]:
        """The address this house has given, when the newcomer has none."""
        return {**document, "url": here["url"]} if document["url"] == NOWHERE else dict(document)

    def to_bind(self, document: Mapping[str, Any], beside: Beside = ALONE) -> list[Binding]:
        """The address of the program, when it is not given."""
        del beside
        proposed = "" if document["url"] == NOWHERE else str(document["url"])
        label = str(_l("Adresse du programme"))
        return [Binding("/url", label, "address", proposed, required=True)]

    def bound(self, document: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
        """With the address that was given."""
        return {**document, "url": values.get("/url") or document["url"]}


class ReferenceList(Quiet):
    """Values to choose from; a row keeps its key for ever."""

    key = "reference-list"
    label = _l("Liste de valeurs")
    icon = "list-checks"

    def problems(self, document: Mapping[str, Any]) -> list[Problem]:
        """Keys once and for ever, parents that exist, no row under itself, declared columns."""
        columns = {column["key"] for column in document.get("columns", [])}
        found = [*problems_in_rows(document.get("rows", ()), columns)]
        if "source" in document:
            return [*found, *_of_source(document["source"])]
        if "rows_in" in document and not list_rows.is_here(document["rows_in"]["sha256"]):
            return [*found, Problem("/rows_in", "list-rows-unknown")]
        return found or lost_keys(document)

    def translatable(self, document: Mapping[str, Any]) -> list[Text]:
        """The words of its rows and columns; those of records are said by their owners."""
        return texts_by(document, LIST_TEXTS)

    def references(self, document: Mapping[str, Any]) -> set[tuple[str, str]]:
        """The entity and the view the rows come from, if they do."""
        source = document.get("source") or {}
        return {(kind, source[kind]) for kind in ("entity", "view") if kind in source}


class Calendar(Quiet):
    """The days an authority works: what deadlines count."""

    key = "calendar"
    label = _l("Calendrier")
    icon = "calendar"

    def problems(self, document: Mapping[str, Any]) -> list[Problem]:
        """A time zone that exists, periods that do not end before they begin."""
        found = []
        if document["time_zone"] not in available_timezones():
            found.append(Problem("/time_zone", "unknown-time-zone"))
        else:
            ZoneInfo(document["time_zone"])
        for index, closed in enumerate(document["closed"]):
            if "from" in closed and date.fromisoformat(closed["to"]) < date.fromisoformat(
                closed["from"]
            ):
                found.append(Problem(f"/closed/{index}/to", "ends-before-it-begins"))
        return found

    def references(self, document: Mapping[str, Any]) -> set[tuple[str, str]]:
        """A calendar stands alone."""
        return set()


class View(Quiet):
    """A list as people look at it: columns, filter, order."""

    key = "view"
    label = _l("Vue")
    icon = "columns"

    def problems(self, document: Mapping[str, Any]) -> list[Problem]:
        """Columns and filter name fields of the entity, where it is known here."""
        entity = self._entity(document)
        if entity is None or not isinstance(entity.get("schema"), dict):
            return []
        types = Types.of_schema(entity["schema"])
        found = [
            Problem(f"/{part}/{index}", "unknown-field", {"name": row["field"]})
            for part, rows in (("columns", columns_of(document)), ("sort", order_of(document)))
            for index, row in enumerate(rows)
            if to_dotted(row["field"]) not in types
        ]
        found += _unsortable(document, entity)
        if "filter" in document:
            faults = check(document["filter"], types)
            faults = faults or sql_problems(document["filter"], types, _Sayable(types))
            found += [problem.under("/filter") for problem in faults]
        return found

    def references(self, document: Mapping[str, Any]) -> set[tuple[str, str]]:
        """The entity it lists and the roles it is shared with."""
        named = {("role", key) for key in document.get("shared_with", [])}
        kind, _sign, key = str(document.get("of", "")).partition(":")
        return named | {("entity", key)} if kind == "entity" else named

    def _entity(self, document: Mapping[str, Any]) -> Mapping[str, Any] | None:
        key = str(document.get("of", "")).partition(":")[2]
        version = queries.live("entity", key) if key else None
        return None if version is None else version.body


class _Sayable:
    """A resolver (see `conditions.sql`) that only asks whether a filter can be said in SQL."""

    def __init__(self, types: Types) -> None:
        self.types = types

    def column(self, path: str) -> Column | None:
        """One plain value."""
        found = self.types.get(path)
        return None if found is None or found.kind in _SEVERAL else Column("x", found)

    def rows(self, path: str) -> Rows | None:
        """A list, or rows."""
        found = self.types.get(path)
        if found is None or found.kind not in _SEVERAL:
            return None
        inner = Types(found.fields)
        return Rows("x", _Sayable(inner).column, Column("x", found.item) if found.item else None)


def _unsortable(document: Mapping[str, Any], entity: Mapping[str, Any]) -> list[Problem]:
    """Rows come in the order of their names, or of a listed field: no other one is indexed."""
    listed = {x_id for x_id, told in entity["fields"].items() if told.get("listed")}
    properties = entity["schema"]["properties"]
    names = {key for key, part in properties.items() if part.get("x-id") in listed}
    return [
        Problem(f"/sort/{index}", "view-sort-not-listed", {"name": row["field"]})
        for index, row in enumerate(order_of(document))
        if (name := to_dotted(row["field"])) in properties
        and name not in names
        and (row.get("descending") or f"/{name}" != entity["sort"][0])
    ]


def _of_source(source: Mapping[str, Any]) -> list[Problem]:
    records = listing.source_of_records()
    if records is None:
        return [Problem("/source", "list-source-unknown")]
    return [Problem(f"/source{at}", code, params) for at, code, params in records.problems(source)]


OWN = (ReferenceList(), Calendar(), View(), Connector())
