"""The circuit a proposed change stands under, and who holds its functions.

A group an entity binds to a function decides what its members read, under `records:decide`; a
function no group is bound to is held by who may write what is asked. Nobody decides what they
asked themselves, whatever they hold (four eyes).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final

from core import jsondoor
from core.actor import Actor
from registry.domain.change_rules import DEFAULT, ChangeRule
from registry.domain.entity import Entity
from registry.domain.rights import Access
from registry.models import Record, RecordProposal
from registry.permissions import Permission
from schemas import queries as schemas
from schemas.packs import SHIPPED
from workflows import queries as workflows
from workflows.bridge import Bridge, machine_for
from workflows.domain.circuit import Circuit
from workflows.domain.standing_in import Principal, StandsIn

#: Name of proposed changes among the subjects of circuits.
KIND: Final = "change"
_FILE: Final = SHIPPED / "base" / "definitions" / f"workflow-{DEFAULT}.json"
GROUP: Final = "group"


@cache
def _shipped() -> tuple[Mapping[str, Any], str]:
    content = _FILE.read_bytes()
    document: Mapping[str, Any] = jsondoor.parse(content)
    return document, f"shipped:{hashlib.sha256(content).hexdigest()}"


def live_circuit(rule: ChangeRule) -> Any:
    """The live version of the circuit a rule names; None for the one the house ships."""
    return schemas.live("workflow", rule.workflow) or schemas.live("workflow", DEFAULT)


def bridge_of(proposal: RecordProposal) -> Bridge:
    """The machine of the circuit a proposal stands under."""
    if proposal.workflow_version_id is not None:
        return workflows.bridge_of(proposal.workflow_version_id)
    return shipped_bridge()


def shipped_bridge() -> Bridge:
    """The machine of the circuit the house ships."""
    return machine_for(*_shipped())


def circuit_of(proposal: RecordProposal) -> Circuit:
    """The circuit in the words of its reader."""
    if proposal.workflow_version_id is not None:
        return workflows.circuit_of(proposal.workflow_version_id)
    return shipped_bridge().circuit


def change_circuit(entity: Entity, key: str) -> Circuit:
    """The circuit a change of this field would go through now."""
    version = live_circuit(entity.changes.rule_for(key))
    return workflows.circuit_of(version.id) if version is not None else shipped_bridge().circuit


def sha_of(proposal: RecordProposal) -> str:
    """What names the circuit to what is kept of it."""
    if proposal.workflow_version_id is not None:
        return schemas.version(proposal.workflow_version_id).sha256
    return _shipped()[1]


def keys_of(proposal: RecordProposal) -> frozenset[str]:
    """The fields a proposal asks about."""
    return frozenset(str(change["field"]) for change in proposal.patch)


def rule_of(entity: Entity, proposal: RecordProposal) -> ChangeRule:
    """The rule of the live entity its fields go by: bindings are never pinned."""
    return entity.changes.rule_of(keys_of(proposal) & set(entity.fields))


def is_author(actor: Actor, proposal: RecordProposal) -> bool:
    """Whether this person asked for it."""
    return actor.account_id is not None and proposal.made_by == actor.account_id


def functions_of(
    actor: Actor, entity: Entity, record: Record, proposal: RecordProposal, held: Access
) -> frozenset[str]:
    """Functions of the circuit this person holds for this proposal."""
    functions = bridge_of(proposal).circuit.functions
    if is_author(actor, proposal):
        return members_of(bridge_of(proposal).circuit)
    asked, rule, other = keys_of(proposal), rule_of(entity, proposal), _other(actor, proposal)
    return frozenset(
        key
        for key, function in functions.items()
        if function.source == GROUP and decided_as(other, rule, key, record, held) & asked
    )


def members_of(circuit: Circuit) -> frozenset[str]:
    """The functions of whoever asked."""
    return frozenset(key for key, f in circuit.functions.items() if f.source != GROUP)


def _other(actor: Actor, proposal: RecordProposal) -> Actor:
    """Without the seats held in the author’s place: two names, one pair of eyes."""
    seats = tuple(m for m in actor.memberships if m.stands_in_for != proposal.made_by or
                  m.stands_in_for is None)  # fmt: skip
    return actor if len(seats) == len(actor.memberships) else replace(actor, memberships=seats)


def decided_as(
    actor: Actor, rule: ChangeRule, function: str, record: Record, held: Access
) -> frozenset[str]:
    """The fields of a record somebody decides on under one function."""
    if not rule.is_bound(function):
        return held.writes
    path = record.scope_path or ""
    groups = rule.groups_of(function, path)
    sits = any(actor.in_group(group, path) for group in groups)
    return held.reads if sits and actor.holds(Permission.RECORDS_DECIDE, path) else frozenset()


def decidable(
    actor: Actor, entity: Entity, record: Record, proposal: RecordProposal, held: Access
) -> frozenset[str]:
    """The fields of a proposal this person may decide on where it stands now."""
    if is_author(actor, proposal):
        return frozenset()
    functions = functions_of(actor, entity, record, proposal, held) & acting_in(proposal)
    rule, other = rule_of(entity, proposal), _other(actor, proposal)
    found: frozenset[str] = frozenset()
    for function in functions:
        found |= decided_as(other, rule, function, record, held)
    return found & keys_of(proposal) & held.reads


def acting_in(proposal: RecordProposal) -> frozenset[str]:
    """The functions of groups that may do something where the proposal stands."""
    circuit = bridge_of(proposal).circuit
    status = circuit.status.get(proposal.status)
    if status is None or status.is_final:
        return frozenset()
    named = {function for move in circuit.leaving(status.key) for function in move.by}
    named |= set(status.parallel.seats) if status.parallel else set()
    return frozenset(
        key for key in named if key in circuit.functions and circuit.functions[key].source == GROUP
    )


def stands_in_of(actor: Actor, rule: ChangeRule, path: str, functions: frozenset[str]) -> StandsIn:
    """Those of the functions held only in the place of others, and of whom."""
    found: dict[str, tuple[Principal, ...]] = {}
    for key in functions:
        groups = rule.groups_of(key, path)
        sits = [m for m in actor.memberships if m.group in groups and m.covers(path)]
        if sits and all(m.stands_in_for for m in sits):
            names = {m.stands_in_for: m.stands_in_name for m in sits if m.stands_in_for}
            found[key] = tuple(Principal(person, name) for person, name in names.items())
    return found
