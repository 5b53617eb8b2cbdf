"""Who may do what with a record, field by field. Deny by default.

Inside one grant permission and scope and entity and action and condition and list of fields; grants
add up **for one record and one field**: what one grant opens of record A and another of record B
never makes a third thing (advisory 8). Guards stand above all and no grant lifts them. What is
unknown, null, empty or missing is never granted. `queries.gate` says the same in SQL; a property
test holds both together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from core.actor import Actor, Grant
from registry.domain.entity import Entity
from registry.domain.rules import Rule, Setting, rules_for

READ, CREATE, WRITE, ARCHIVE = "read", "create", "write", "archive"
#: Action → what a grant must carry for its rules to speak of it.
BY_HAND: Final[Mapping[str, str]] = {
    READ: "records:read", CREATE: "records:write", WRITE: "records:write", ARCHIVE: "records:write",
}  # fmt: skip
BY_FILE: Final[Mapping[str, str]] = {
    READ: "records:read", CREATE: "records:import", WRITE: "records:import",
}  # fmt: skip
#: Held apart from any rule: the records under restriction (limitation, quarantine).
RESTRICTED: Final = "records:restricted"
GUARD_RESTRICTED, GUARD_OUT = "guard-restricted", "guard-archived"


@dataclass(frozen=True, slots=True)
class Thing:
    """What is looked at of a record: where it stands, its state, its data."""

    scope_path: str | None
    data: Mapping[str, Any]
    state: str = "active"


@dataclass(frozen=True, slots=True)
class Share:
    """What one grant says about one entity; `own` is the sight of one's own place."""

    grant: Grant
    rules: tuple[Rule, ...]
    own: bool = False

    def covers(self, scope_path: str | None) -> bool:
        """One's own place is that very place; a grant reaches all that lies under its scope."""
        if self.own:
            return scope_path is not None and scope_path == self.grant.scope_path
        return self.grant.covers(scope_path)


@dataclass(frozen=True, slots=True)
class Access:
    """What a person may do with one record; fields are keys of its entity."""

    actions: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    masks: frozenset[str] = frozenset()
    proposes: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    creates: frozenset[str] = frozenset()
    #: The guard that closed something, if one did.
    guard: str = ""

    def level(self, key: str) -> str:
        """none, mask, read, propose or write."""
        for name, keys in (("write", self.writes), ("propose", self.proposes),
                           ("read", self.reads), ("mask", self.masks)):  # fmt: skip
            if key in keys:
                return name
        return "none"


class Rights:
    """The rights of one person on the records of one entity, at one moment."""

    def __init__(
        self, actor: Actor, entity: Entity, setting: Setting, needs: Mapping[str, str] = BY_HAND
    ) -> None:
        self.actor, self.entity, self.setting, self.needs = actor, entity, setting, needs
        self.shares = _shares(actor, entity)

    def gives(self, share: Share, rule: Rule, action: str) -> bool:
        """Whether this rule of this grant speaks of `action` at all."""
        return given(self.needs, share, rule, action)

    def speaking(self, thing: Thing) -> Iterator[tuple[Share, Rule]]:
        """The rules whose scope and condition hold for a record."""
        facts = self.setting.facts(thing.data)
        for share in self.shares:
            if share.covers(thing.scope_path):
                yield from ((share, rule) for rule in share.rules if rule.holds(facts))

    def access(self, thing: Thing) -> Access:
        """All at once: what the pages, lists and acts go by."""
        if self.actor.system:
            every = frozenset(self.entity.fields)
            return Access(frozenset(BY_HAND), every, frozenset(), every, every, every)
        actions: set[str] = set()
        reads, masks, proposes, writes, creates = (set[str]() for _ in range(5))
        for share, rule in self.speaking(thing):
            given = {action for action in BY_HAND if self.gives(share, rule, action)}
            actions |= given
            if READ in given:
                reads |= rule.reads
                masks |= rule.masks
            if given & {READ, WRITE}:
                proposes |= rule.proposes
            if WRITE in given:
                writes |= rule.writes
            if CREATE in given:
                creates |= rule.writes
        writes &= reads  # nobody writes blindly over what others wrote
        return self._guarded(thing, Access(
            frozenset(actions), frozenset(reads), frozenset(masks - reads),
            frozenset((proposes & reads) - writes), frozenset(writes), frozenset(creates),
        ))  # fmt: skip

    def together(self, thing: Thing, keys: Collection[str]) -> bool:
        """Whether one grant lets the row in and reads all these fields of it."""
        access = self.access(thing)
        if self.actor.system or READ not in access.actions:
            return self.actor.system
        read: dict[int, set[str]] = {}
        for share, rule in self.speaking(thing):
            if self.gives(share, rule, READ):
                read.setdefault(id(share), set()).update(rule.reads)
        return any(set(keys) <= found for found in read.values())

    def _guarded(self, thing: Thing, found: Access) -> Access:
        if thing.state == "active":
            return found
        if thing.state == "restricted":
            free = self.actor.holds(RESTRICTED, thing.scope_path or "")
            return found if free else Access(guard=GUARD_RESTRICTED)
        # Archived, or merged into another: seen by those who could bring it back, written by none.
        if not found.actions & {WRITE, ARCHIVE}:
            return Access(guard=GUARD_OUT)
        return Access(
            found.actions - {WRITE, CREATE}, found.reads, found.masks, guard=GUARD_OUT
        )  # fmt: skip


def given(needs: Mapping[str, str], share: Share, rule: Rule, action: str) -> bool:
    """Whether a rule of a grant speaks of `action`, for whom acts need these permissions."""
    if action not in rule.actions:
        return False
    return share.own or needs.get(action) in share.grant.permissions


def decide(rights: Rights, action: str, thing: Thing, field: str | None = None) -> bool:
    """The algebra in one word: may `action` be done to a record, or to one field of it?"""
    access = rights.access(thing)
    if action not in access.actions:
        return False
    if field is None:
        return True
    keys = {READ: access.reads, WRITE: access.writes, CREATE: access.creates}.get(action)
    return keys is None or field in keys


def _shares(actor: Actor, entity: Entity) -> tuple[Share, ...]:
    """The shares of a person in an entity, made once for all who ask of the same grants."""
    own = entity.scope == "self" and not actor.facts.get("narrowed")
    return _made(Same(actor.grants), Same(entity), own)


class Same:
    """A thing that never changes, known to the cache below by itself and not by what it says."""

    __slots__ = ("it",)

    def __init__(self, it: Any) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.it is self.it


@lru_cache(maxsize=64)
def _made(grants: Same, of: Same, own: bool) -> tuple[Share, ...]:  # noqa: FBT001
    """Each grant once, then the sight of one's own place when records of the entity are places
    (not for a program's key, which opens what it names, no more: A-16)."""
    entity: Entity = of.it
    read: dict[int, tuple[Rule, ...]] = {}  # grants of one role hold the very same rules
    found = []
    for grant in grants.it:
        rules = read.get(id(grant.rules))
        if rules is None:
            rules = read[id(grant.rules)] = rules_for(entity, grant.rules)
        if rules:
            found.append(Share(grant, rules))
    if own:
        rule = (own_rule(entity),)
        found += [Share(grant, rule, own=True) for grant in first_at_each(grants.it)]
    return tuple(found)


def own_rule(entity: Entity) -> Rule:
    """Whoever holds a role on a place reads of it what is neither personal nor sensitive."""
    none: frozenset[str] = frozenset()
    opened = frozenset(key for key, field in entity.fields.items() if field.open)
    return Rule(frozenset({READ}), opened, none, none, none, None, {})


def first_at_each(grants: Sequence[Grant]) -> list[Grant]:
    """One grant for each place."""
    return list({grant.scope_path: grant for grant in reversed(grants)}.values())
