"""What the acts on records ask of the gate before and after they write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.actor import Actor
from core.problems import Problem
from registry.domain.entity import Entity
from registry.domain.rights import BY_FILE, CREATE, WRITE, Access, Thing
from registry.errors import BeyondOnesRights, RecordInvalid
from registry.models import Record
from registry.queries import gate


@dataclass(frozen=True, slots=True)
class Asked:
    """Changes sorted by what their author may do: write now, or propose."""

    access: Access
    written: dict[str, Any]
    proposed: dict[str, Any]


def sorted_changes(
    actor: Actor,
    entity: Entity,
    record: Record,
    changes: Mapping[str, Any],
    *,
    only_propose: bool = False,
) -> Asked:
    """A field that is closed refuses the whole, whatever its value: a change that said nothing new
    would otherwise tell what the field holds. With `only_propose` nothing is written at once."""
    access = gate.access(actor, entity, record)
    if not access.writes and not access.proposes:
        raise BeyondOnesRights
    written, proposed = {}, {}
    for key, value in changes.items():
        if key not in entity.fields or (key in access.writes and not only_propose):
            written[key] = value
        elif key in access.proposes | access.writes:
            if value != record.data.get(key):
                proposed[key] = value
        elif key not in access.reads or value != record.data.get(key):
            raise BeyondOnesRights
    return Asked(access, written, proposed)


def require_creation(actor: Actor, entity: Entity, aim: str, data: Mapping[str, Any]) -> None:
    """A rule lets a record with these very values be made at this place."""
    access = gate.rights_on(actor, entity).access(Thing(aim, data))
    closed = {key for key in data if key in entity.fields} - access.creates
    if CREATE not in access.actions or closed:
        raise BeyondOnesRights


def require_still(actor: Actor, entity: Entity, record: Record, keys: Iterable[str]) -> None:
    """The fields just written may be written in the record as it has become (advisory 11)."""
    after = gate.access(actor, entity, record)
    if not {key for key in keys if key in entity.fields} <= after.writes:
        raise BeyondOnesRights


def unknown(entity: Entity, data: Mapping[str, Any], found: list[Problem]) -> list[Problem]:
    """Keys the entity does not have, where its schema lets them pass (advisory 18)."""
    told = {problem.path for problem in found}
    return [
        Problem(path, "record-unknown-field")
        for key in data
        if key not in entity.fields and (path := f"/{key[:80]}") not in told
    ]


def refuse(problems: Iterable[Problem], access: Access, typed: Iterable[str]) -> None:
    """Say what is wrong without a word on the fields that are closed to who asks."""
    found = list(problems)
    if not found:
        return
    known = {"", *access.reads, *access.creates, *typed}
    told = [p for p in found if p.path.strip("/").split("/")[0] in known]
    if len(told) < len(found):
        told.append(Problem("", "record-closed-fault"))
    raise RecordInvalid(told)


class FileRights:
    """What a file may write for the person who brings it, line by line."""

    def __init__(self, actor: Actor, entity: Entity) -> None:
        self.rights = gate.rights_on(actor, entity, BY_FILE)
        self.entity = entity

    def may_make(self, aim: str, data: Mapping[str, Any]) -> bool:
        """Whether a record with these values may be made at this place."""
        access = self.rights.access(Thing(aim, data))
        return CREATE in access.actions and set(data) <= access.creates

    def may_look(self, record: Record, keys: Iterable[str]) -> bool:
        """Whether the columns of the file may be compared with a record: else its answer, changed
        or not, would tell what the record holds. A record under restriction stays as it is."""
        if record.state == "restricted":
            return False
        access = self._as_if_active(record, record.data)
        return {key for key in keys if key in self.entity.fields} <= access.reads

    def may_turn(self, record: Record, data: Mapping[str, Any], keys: Iterable[str]) -> bool:
        """Whether these fields may be written, and still may once they are."""
        wanted = set(keys)
        return all(
            WRITE in access.actions and wanted <= access.writes
            for access in (self._as_if_active(record, d) for d in (record.data, data))
        )

    def _as_if_active(self, record: Record, data: Mapping[str, Any]) -> Access:
        """An archived record comes back by a file that names it."""
        return self.rights.access(Thing(record.scope_path, data))
