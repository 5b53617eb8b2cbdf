"""Records as files: the list as it is asked for, each row through the read gate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import IO, Any

from core import clock, sheets
from core.actor import Actor
from core.errors import NotFound, PreauError
from core.i18n import _
from core.sheets import Column
from registry import queries
from registry.domain.casting import text_of
from registry.domain.entity import Entity, EntityField, Kind, name_of
from registry.permissions import Permission
from registry.queries import gate
from schemas import queries as schemas
from schemas.domain.conditions import Facts, Types, compile_condition
from schemas.domain.views import columns_of as view_columns
from schemas.domain.views import order_of

AT_ONCE = 200
_KINDS = {
    Kind.INTEGER: "number",
    Kind.NUMBER: "number",
    Kind.DECIMAL: "number",
    Kind.DATE: "date",
}
Rows = list[dict[str, Any]]


class RecordsSource:
    """The list of an entity: words, filters and order as in its address."""

    key = "records"

    def may(self, actor: Actor, wanted: Mapping[str, Any]) -> bool:
        """Whoever lists records of this entity, asking what may be asked."""
        if not (actor.system or actor.holds(Permission.RECORDS_READ)):
            return False
        try:
            queries.list_records(actor, **_asked(wanted), limit=1)
        except PreauError:
            return False
        return True

    def columns(self, actor: Actor, wanted: Mapping[str, Any]) -> Sequence[Column]:
        """The fields this person reads somewhere, in full or masked, in the order of the cards."""
        entity = queries.live_entity(str(wanted["entity"]))
        shares = gate.rights_on(actor, entity).shares
        masks = {key for share in shares for rule in share.rules for key in rule.masks}
        return columns_of(
            [
                field
                for field in ordered(entity)
                if field.key in masks or queries.somewhere(actor, entity, [field])
            ]
        )

    def count(self, actor: Actor, wanted: Mapping[str, Any]) -> int | None:
        """Exact while it is small; a longer list is not counted first."""
        page = queries.list_records(actor, **_asked(wanted), limit=1)
        return None if page.bounded else page.count

    def chunk(
        self, actor: Actor, wanted: Mapping[str, Any], cursor: str | None
    ) -> tuple[Rows, str | None]:
        """A page of the list; of each record what this person may read."""
        entity = queries.live_entity(str(wanted["entity"]))
        page = queries.list_records(actor, **_asked(wanted), cursor=cursor, limit=AT_ONCE)
        rows = [_row(entity, seen) for seen in queries.seen_all(actor, entity, page.items)]
        return rows, page.next


RECORDS = RecordsSource()


@dataclass(frozen=True, slots=True)
class View:
    """A list with its columns (empty: all), its order, and which rows it keeps."""

    entity: str
    columns: tuple[str, ...] = ()
    sort: str | None = None
    keep: Callable[[Mapping[str, Any]], bool] | None = None


def view_of(entity: str, key: str | None) -> View:
    """A published view of this entity; without a key, the whole list."""
    found = queries.live_entity(entity)
    if key is None:
        return View(entity)
    version = schemas.live("view", key)
    if version is None or version.body["of"] != f"entity:{entity}":
        raise NotFound(_("Aucune vue publiée de ces fiches ne porte ce nom."))
    body = version.body
    return View(
        entity,
        tuple(name_of(column["field"]) for column in view_columns(body)),
        _order(found, next(iter(order_of(body)), None)),
        _keeper(found, body["filter"]) if "filter" in body else None,
    )


def _order(entity: Entity, asked: Mapping[str, Any] | None) -> str | None:
    """By a listed field; records come by their names anyhow."""
    field = entity.fields.get(name_of(asked["field"])) if asked else None
    if asked is None or field is None or field.slot is None:
        return None
    return f"{'-' if asked.get('descending') else ''}{field.key}"


def write_all(actor: Actor, view: View, form: str, stream: IO[bytes]) -> int:
    """A whole list into a stream (a terminal waits for it); how many rows."""
    wanted = {"entity": view.entity, "sort": view.sort}
    offered = {column.key: column for column in RECORDS.columns(actor, wanted)}
    columns = [offered[k] for k in (view.columns or offered) if k in offered]
    rows = _every_row(actor, wanted, view.keep)
    return sheets.write(form, stream, columns, ([r.get(c.key) for c in columns] for r in rows))


def _keeper(entity: Entity, document: Any) -> Callable[[Mapping[str, Any]], bool]:
    condition = compile_condition(document, Types.of_schema(entity.schema))
    today, now = clock.today(), clock.now()
    return lambda data: condition.decide(Facts(data, today, now)).holds


def ordered(entity: Entity) -> list[EntityField]:
    """Fields as the page of a record has them: by card, then the others."""
    on_cards = [key for card in entity.cards for key in card.fields if key in entity.fields]
    keys = dict.fromkeys([*([entity.code] if entity.code else []), *on_cards, *entity.fields])
    return [entity.fields[key] for key in keys]


def columns_of(fields: Sequence[EntityField]) -> list[Column]:
    """Headings in words; two fields of one title keep their keys apart."""
    titles = [field.title for field in fields]
    return [
        Column(
            field.key,
            field.title if titles.count(field.title) == 1 else field.key,
            _KINDS.get(field.kind, "text"),
        )
        for field in fields
    ]


def value_of(field: EntityField, value: Any) -> Any:
    """The value as a sheet types it; what is masked or not of its kind stays a text."""
    if field.choices:
        return field.words_for(value)
    if isinstance(value, str):
        try:
            if field.kind is Kind.DATE:
                return date.fromisoformat(value)
            if field.kind is Kind.DECIMAL:
                return Decimal(value)
        except (ValueError, InvalidOperation):
            return value
    return text_of(value) if isinstance(value, Mapping | list) else value


def _every_row(
    actor: Actor,
    wanted: Mapping[str, Any],
    keep: Callable[[Mapping[str, Any]], bool] | None,
) -> Iterator[dict[str, Any]]:
    entity, cursor = queries.live_entity(str(wanted["entity"])), None
    while True:
        page = queries.list_records(actor, **_asked(wanted), cursor=cursor, limit=AT_ONCE)
        for seen in queries.seen_all(actor, entity, page.items):
            if keep is None or keep(seen.data):
                yield _row(entity, seen)
        cursor = page.next
        if cursor is None:
            return


def _row(entity: Entity, seen: queries.Seen) -> dict[str, Any]:
    """What this person may read of one record, typed."""
    fields = [field for field in entity.fields.values() if seen.shows(field)]
    return {field.key: value_of(field, seen.data.get(field.key)) for field in fields}


def _asked(wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "entity": str(wanted["entity"]),
        "q": str(wanted.get("q") or ""),
        "filters": dict(wanted.get("filters") or {}),
        "sort": wanted.get("sort") or None,
    }
