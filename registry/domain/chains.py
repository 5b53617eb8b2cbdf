"""Why a record or a field is open or closed: each rule that was looked at, and where it stopped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from core.actor import Grant
from registry.domain.rights import BY_HAND, READ, WRITE, Rights, Share, Thing
from registry.domain.rules import Rule

#: How far a rule came, the nearest to opening last.
STOPS: Final = ("permission", "scope", "action", "when", "field", "mask", "gives")


@dataclass(frozen=True, slots=True)
class Stop:
    """One rule of one grant (none when the role has no rule about the entity)."""

    grant: Grant
    rule: Rule | None
    own: bool
    at: str


def chain(rights: Rights, thing: Thing, action: str, key: str | None = None) -> list[Stop]:
    """What opens it; when nothing does, where each grant stopped, the nearest first."""
    found = list(_stops(rights, thing, action, key))
    opening = [stop for stop in found if stop.at == "gives"]
    if opening:
        return opening
    nearest: dict[tuple[object, bool], Stop] = {}
    for stop in found:
        same = (stop.grant.id, stop.own)
        known = nearest.get(same)
        if known is None or STOPS.index(stop.at) > STOPS.index(known.at):
            nearest[same] = stop
    return sorted(nearest.values(), key=lambda stop: -STOPS.index(stop.at))


def _stops(rights: Rights, thing: Thing, action: str, key: str | None) -> Iterator[Stop]:
    spoken = {share.grant.id for share in rights.shares if not share.own}
    for grant in rights.actor.grants:
        if grant.id not in spoken:
            at = "action" if BY_HAND.get(action) in grant.permissions else "permission"
            yield Stop(grant, None, own=False, at=at)
    facts = rights.setting.facts(thing.data)
    for share in rights.shares:
        for rule in share.rules:
            at = _before_condition(rights, share, rule, thing, action)
            if not at:
                at = _field(rule, action, key) if rule.holds(facts) else "when"
            if share.own and at != "gives" and not share.covers(thing.scope_path):
                continue  # other places of one's own say nothing about this record
            yield Stop(share.grant, rule, own=share.own, at=at)


def _before_condition(rights: Rights, share: Share, rule: Rule, thing: Thing, action: str) -> str:
    if not share.own and rights.needs.get(action) not in share.grant.permissions:
        return "permission"
    if not share.covers(thing.scope_path):
        return "scope"
    return "" if rights.gives(share, rule, action) else "action"


def _field(rule: Rule, action: str, key: str | None) -> str:
    if key is None:
        return "gives"
    if key in {READ: rule.reads, WRITE: rule.writes}.get(action, frozenset()):
        return "gives"
    return "mask" if key in rule.masks else "field"
