"""Questions about definitions, versions, packs. The access functions answer `NotFound` for both."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from core import clock
from core.actor import Actor
from core.database import session
from core.folding import fold
from schemas import bodies, listing, shelf, steps
from schemas.domain.lists import ListRow
from schemas.errors import UnknownDefinition, UnknownPack
from schemas.models import Definition, DefinitionReference, DefinitionVersion, Pack, PackFile
from schemas.permissions import Permission

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list of definitions."""

    definition: Definition
    live_number: int | None
    has_draft: bool


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A calendar as what counts deadlines needs it (Monday is 0)."""

    weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    closed: frozenset[date] = field(default_factory=frozenset)
    zone: str = "Europe/Paris"


def live(kind: str, key: str) -> DefinitionVersion | None:
    """The version people get now; None before the first publication and once retired."""
    kept = shelf.live_of(kind)
    if kept is not None:
        return kept.get(key)
    found = session.scalar(
        select(DefinitionVersion)
        .options(*bodies.LIGHT)
        .join(Definition, Definition.live_id == DefinitionVersion.id)
        .where(Definition.kind == kind, Definition.key == key)
    )
    if found is not None:
        bodies.fill([found])
    return found


def read_afresh() -> None:
    """This act has waited for another one: live definitions are asked for again."""
    shelf.read_afresh()


def live_all(kind: str) -> list[DefinitionVersion]:
    """The live versions of a kind, by key."""
    kept = shelf.live_of(kind)
    if kept is not None:
        return list(kept.values())
    found = list(
        session.scalars(
            select(DefinitionVersion)
            .options(*bodies.LIGHT)
            .join(Definition, Definition.live_id == DefinitionVersion.id)
            .where(Definition.kind == kind)
            .order_by(Definition.key.collate("C"))
        )
    )
    bodies.fill(found)
    return found


def live_named(key: str) -> list[DefinitionVersion]:
    """The live versions of this key, whatever their kind."""
    found = list(
        session.scalars(
            select(DefinitionVersion)
            .options(*bodies.LIGHT)
            .join(Definition, Definition.live_id == DefinitionVersion.id)
            .where(Definition.key == key)
            .order_by(Definition.kind)
        )
    )
    bodies.fill(found)
    return found


def version(version_id: UUID) -> DefinitionVersion:
    """The version of this id, whatever became of it: what runs on it goes on."""
    kept = shelf.versions([version_id])
    if kept:
        return kept[version_id]
    found = session.get(DefinitionVersion, version_id, options=bodies.LIGHT)
    if found is None:
        raise UnknownDefinition
    bodies.fill([found])
    return found


def versions_by_id(version_ids: Collection[UUID]) -> dict[UUID, DefinitionVersion]:
    """Several versions in one query, for lists whose rows run on different ones."""
    kept = shelf.versions(version_ids)
    if kept is not None:
        return kept
    found = session.scalars(
        select(DefinitionVersion)
        .options(*bodies.LIGHT)
        .where(DefinitionVersion.id.in_(version_ids))
    ).all()
    bodies.fill(found)
    return {each.id: each for each in found}


def definition(kind: str, key: str) -> Definition | None:
    """The definition itself, through all its versions."""
    return session.scalar(select(Definition).where(Definition.kind == kind, Definition.key == key))


def versions(kind: str, key: str) -> list[DefinitionVersion]:
    """All versions, the draft included, newest first."""
    found = list(
        session.scalars(
            select(DefinitionVersion)
            .options(*bodies.LIGHT)
            .join(Definition, Definition.id == DefinitionVersion.definition_id)
            .where(Definition.kind == kind, Definition.key == key)
            .order_by(DefinitionVersion.number.desc())
        )
    )
    bodies.fill(found)
    return found


def draft(kind: str, key: str) -> DefinitionVersion | None:
    """The one draft of a definition, if it has one."""
    return session.scalar(
        select(DefinitionVersion)
        .join(Definition, Definition.id == DefinitionVersion.definition_id)
        .where(Definition.kind == kind, Definition.key == key, DefinitionVersion.status == "draft")
    )


def drafts(kind: str) -> list[DefinitionVersion]:
    """The drafts of a kind, by key: what is being prepared."""
    return list(
        session.scalars(
            select(DefinitionVersion)
            .join(Definition, Definition.id == DefinitionVersion.definition_id)
            .where(Definition.kind == kind, DefinitionVersion.status == "draft")
            .order_by(Definition.key.collate("C"))
        )
    )


def draft_history(kind: str, key: str) -> steps.DraftHistory:
    """What can be undone and redone in the draft, in words, and who did it."""
    return steps.history_of(draft(kind, key))


def references_of(version_id: UUID) -> list[DefinitionVersion]:
    """The versions that this one named when it was published."""
    named = aliased(DefinitionReference)
    found = list(
        session.scalars(
            select(DefinitionVersion)
            .options(*bodies.LIGHT)
            .join(named, named.to_version == DefinitionVersion.id)
            .where(named.from_version == version_id)
            .order_by(DefinitionVersion.kind, DefinitionVersion.key.collate("C"))
        )
    )
    bodies.fill(found)
    return found


def referenced(version_id: UUID, kind: str) -> list[DefinitionVersion]:
    """Those of `references_of` that are of this kind."""
    return [found for found in references_of(version_id) if found.kind == kind]


def definition_for(actor: Actor, kind: str, key: str) -> Definition:
    """The door for people: absent and forbidden look alike."""
    found = definition(kind, key) if actor.holds(Permission.DEFINITIONS_READ) else None
    if found is None:
        raise UnknownDefinition
    return found


def version_for(actor: Actor, kind: str, key: str, number: int) -> DefinitionVersion:
    """A version by its number, for people."""
    found = session.scalar(
        select(DefinitionVersion).where(
            DefinitionVersion.definition_id == definition_for(actor, kind, key).id,
            DefinitionVersion.number == min(number, 2**31),
        )
    )
    if found is None:
        raise UnknownDefinition
    return found


def definitions_for(actor: Actor, kind: str | None = None, q: str | None = None) -> list[Listed]:
    """Definitions that `actor` may see, by kind then title; `q` is accent-blind, on title and key.

    An organisation has some hundreds of definitions: they are sifted here, without a folded column.
    """
    if not actor.holds(Permission.DEFINITIONS_READ):
        return []
    drafted = exists().where(
        DefinitionVersion.definition_id == Definition.id, DefinitionVersion.status == "draft"
    )
    shown = aliased(DefinitionVersion)
    rows = session.execute(
        select(Definition, shown.number, drafted)
        .options(*_without_live())
        .outerjoin(shown, shown.id == Definition.live_id)
        .where(Definition.kind == kind if kind else Definition.kind.is_not(None))
        .order_by(Definition.kind, Definition.key.collate("C"))
    ).all()
    wanted = fold(q or "").split()
    return [
        Listed(found, number, bool(has_draft))
        for found, number, has_draft in rows
        if all(word in fold(f"{found.title} {found.key}") for word in wanted)
    ]


def _without_live() -> Sequence[Any]:
    from sqlalchemy.orm import lazyload

    return (lazyload(Definition.live),)


def installed_packs() -> list[Pack]:
    """Packs of this house, by title."""
    return list(session.scalars(select(Pack).order_by(Pack.title, Pack.key)))


def pack_for(actor: Actor, key: str) -> Pack:
    """An installed pack, for people."""
    found = pack(key) if actor.holds(Permission.PACKS_MANAGE) else None
    if found is None:
        raise UnknownPack
    return found


def pack(key: str) -> Pack | None:
    """The installed pack of this key."""
    return session.scalar(select(Pack).where(Pack.key == key))


def pack_file(path: str, pack_key: str | None = None) -> PackFile | None:
    """A file that documents name by path; of the pack that was asked, else of the first by key."""
    wanted = select(PackFile).where(PackFile.path == path).order_by(PackFile.pack_key).limit(1)
    if pack_key is not None:
        wanted = wanted.where(PackFile.pack_key == pack_key)
    return session.scalar(wanted)


def pack_files(pack_key: str) -> list[PackFile]:
    """The files a pack brought."""
    return list(
        session.scalars(
            select(PackFile).where(PackFile.pack_key == pack_key).order_by(PackFile.path)
        )
    )


def list_rows(
    key: str, *, parent: str | None = None, text: str | None = None, limit: int = listing.SHOWN
) -> list[ListRow]:
    """Rows in use of the live list called `key`; `parent` and `text` narrow, None narrows nothing.

    A list that is not there has no rows.
    """
    return listing.offered(live("reference-list", key), parent, text, limit)


def list_row(key: str, row_key: str) -> ListRow | None:
    """The row of this key, retired ones included: what was answered stays readable, even when a
    later version (a text by hand, a pack) does not know it any more."""
    found = listing.named(live("reference-list", key), row_key)
    if found is not None or not row_key:
        return found
    return next(
        (
            replace(older, retired_at=older.retired_at or clock.today())
            for version in versions("reference-list", key)
            if version.status != "draft" and (older := listing.named(version, row_key))
        ),
        None,
    )


def working_days(key: str) -> WorkingDays | None:
    """The live calendar called `key`; None when there is none."""
    found = live("calendar", key)
    if found is None:
        return None
    closed: set[date] = set()
    for row in found.body["closed"]:
        first = date.fromisoformat(row.get("date") or row["from"])
        last = date.fromisoformat(row.get("date") or row["to"])
        closed.update(first + timedelta(days=n) for n in range(min((last - first).days, 3660) + 1))
    days = frozenset(_DAYS.index(day) for day in found.body["working_days"])
    return WorkingDays(days, frozenset(closed), found.body["time_zone"])
