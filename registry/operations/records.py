"""Acts on one record: make, change, archive, bring back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import clock, history
from core.actor import Actor
from core.database import session
from core.events import announce
from core.problems import Problem
from registry import queries
from registry.domain.casting import answered
from registry.domain.entity import Entity
from registry.domain.labels import label_of
from registry.domain.rights import ARCHIVE
from registry.errors import (
    BeyondOnesRights,
    RecordInvalid,
    RecordOut,
    StaleRecord,
    UnknownRecord,
)
from registry.events import RecordArchived, RecordCreated, RecordUpdated
from registry.models import Record
from registry.operations import rights
from registry.operations.checking import problems_in
from registry.operations.placing import Placer
from registry.operations.proposing import Beside, propose
from registry.operations.writing import index_row, reindex_changed, write_index

SUBJECT = "record"


def create_record(actor: Actor, entity_version: Any, data: Mapping[str, Any]) -> Record:
    """A record of the entity as this version describes it, in its place, listed."""
    entity = queries.entity_of(entity_version)
    plain = answered(data)
    placer = Placer(entity)
    rights.require_creation(actor, entity, placer.aim(plain), plain)
    found = problems_in(entity, plain)
    found += [*rights.unknown(entity, plain, found), *placer.problems(plain)]
    found += _taken(entity, plain)
    if found:
        raise RecordInvalid(found)
    record = made(actor, entity, entity_version.id, plain, placer)
    session.add(record)
    session.flush()  # the row stands before its index row and its history
    write_index([index_row(entity, record)])
    history.record(
        actor, SUBJECT, record.id, "record.created",
        facts={"entity": entity.key, "label": record.label}, first=True,
    )  # fmt: skip
    announce(RecordCreated(record.id, entity.key))
    return record


def update_record(
    actor: Actor,
    record: Record,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    *,
    reason: str | None = None,
    beside: Beside | None = None,
) -> Record:
    """Change some fields (None takes one away); nothing is written when nothing changes.

    A field this person may only propose becomes a proposal, in the same transaction.
    """
    entity = queries.live_entity(record.entity)
    locked(actor, record, expected_version)
    asked = rights.sorted_changes(actor, entity, record, changes)
    checked(entity, record, asked)
    if asked.proposed:
        propose(actor, record, asked.proposed, reason or "", beside)
    data = answered({**record.data, **asked.written})
    put(actor, record, data, reason=reason, still=asked.written)
    return record


def put(
    actor: Actor,
    record: Record,
    data: Mapping[str, Any],
    *,
    act: str = "record.updated",
    facts: Mapping[str, Any] | None = None,
    reason: str | None = None,
    still: Mapping[str, Any] | None = None,
) -> None:
    """Write data that hold into a record that is held: index, history and events follow.

    `still` are the fields whose writer must be one who may write them in what becomes of it.
    """
    version = queries.live_version(record.entity)
    entity = queries.entity_of(version)
    patch = history.difference(record.data, data)
    if not patch:
        return
    before = index_row(entity, record)
    rewrite(actor, entity, record, data, version.id, Placer(entity))
    if still is not None:
        rights.require_still(actor, entity, record, still)
    session.flush()  # a version that moved is heard here; history tells the new one
    reindex_changed(entity, before, record)
    history.record(
        actor, SUBJECT, record.id, act, version=record.version, patch=patch,
        facts={"entity": entity.key, "label": record.label, **(facts or {})}, reason=reason,
    )  # fmt: skip
    announce(RecordUpdated(record.id, entity.key, tuple(p["path"].lstrip("/") for p in patch)))


def checked(entity: Entity, record: Record, asked: rights.Asked) -> None:
    """The record holds with what is written, and with what is proposed as well."""
    typed = {**asked.written, **asked.proposed}
    for changes in [asked.written, typed] if asked.proposed else [typed]:
        data = answered({**record.data, **changes})
        found = problems_in(entity, data)
        found += rights.unknown(entity, _without_kept(entity, record, data), found)
        if entity.code and data.get(entity.code) != record.code:
            found.append(Problem(f"/{entity.code}", "record-code-frozen"))
        rights.refuse(found or Placer(entity).problems(data), asked.access, typed)


def _without_kept(entity: Entity, record: Record, data: Mapping[str, Any]) -> dict[str, Any]:
    """Without what the record holds in fields that were laid aside, as it holds it."""
    return {
        key: value
        for key, value in data.items()
        if key not in entity.laid_aside or value != record.data.get(key)
    }


def archive_record(actor: Actor, record: Record, expected_version: int | None = None) -> Record:
    """Out of the lists; whatever names it still finds it."""
    return moved(actor, record, "archived", expected_version)


def restore_record(actor: Actor, record: Record, expected_version: int | None = None) -> Record:
    """Back in the lists."""
    return moved(actor, record, "active", expected_version)


def moved(actor: Actor, record: Record, state: str, expected_version: int | None) -> Record:
    """Between the lists and the archive."""
    locked(actor, record, expected_version)
    if not queries.may(actor, record, ARCHIVE):
        raise BeyondOnesRights
    if record.state == state:
        return record
    if record.state not in {"active", "archived"}:
        raise RecordOut
    record.state = state
    record.archived_at = clock.now() if state == "archived" else None
    record.updated_at, record.updated_by = clock.now(), actor.account_id
    session.flush()  # history tells the version after
    write_index([index_row(queries.live_entity(record.entity), record)])
    act = "record.archived" if state == "archived" else "record.restored"
    history.record(actor, SUBJECT, record.id, act, version=record.version)
    if state == "archived":
        announce(RecordArchived(record.id, record.entity))
    return record


def made(
    actor: Actor,
    entity: Entity,
    version_id: Any,
    data: Mapping[str, Any],
    placer: Placer,
) -> Record:
    """The row of a new record whose data hold; not yet added."""
    label = label_of(entity, data)
    return Record(
        entity=entity.key, definition_version_id=version_id, data=dict(data), label=label,
        code=str(data[entity.code]) if entity.code else None,
        scope_path=placer.path(data, label), school_year=_year(entity),
        created_by=actor.account_id, updated_by=actor.account_id,
    )  # fmt: skip


def rewrite(
    actor: Actor,
    entity: Entity,
    record: Record,
    data: Mapping[str, Any],
    version_id: Any,
    placer: Placer,
) -> None:
    """Give a record other data that hold; its place keeps its path and takes the new name."""
    label = label_of(entity, data)
    record.data, record.definition_version_id = dict(data), version_id
    if label != record.label or entity.scope == "establishment":
        record.scope_path = placer.path(data, label)
    record.label = label
    record.updated_at, record.updated_by = clock.now(), actor.account_id


def locked(actor: Actor, record: Record, expected_version: int | None = None) -> None:
    """Hold the row as it stands now; refused when it is not the one that was seen."""
    session.flush()
    session.refresh(record, with_for_update=True)
    if record.state == "merged":
        raise UnknownRecord
    if expected_version is None or record.version == expected_version:
        return
    reads = queries.access(actor, queries.live_entity(record.entity), record).reads
    lines = history.lines_of(SUBJECT, record.id)
    patches = [p for line in lines if line.version > expected_version for p in line.patch]
    raise StaleRecord(changes=[p for p in patches if str(p["path"]).lstrip("/") in reads])


def _taken(entity: Entity, data: Mapping[str, Any]) -> list[Problem]:
    if not entity.code or entity.code not in data:
        return []
    if queries.record_by_code(entity.key, str(data[entity.code])) is None:
        return []
    return [Problem(f"/{entity.code}", "record-code-taken", {"value": data[entity.code]})]


def _year(entity: Entity) -> int | None:
    """The school year begins in September."""
    today = clock.today()
    return (today.year if today.month >= 9 else today.year - 1) if entity.year_bound else None
