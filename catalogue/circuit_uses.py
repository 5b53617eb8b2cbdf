"""Which services use a circuit, in service or in preparation: told to the editor of circuits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from accounts import queries as accounts
from core.actor import Actor
from core.i18n import ngettext
from schemas import queries


@dataclass(frozen=True, slots=True)
class Use:
    """One service that uses the circuit, and who holds its functions there."""

    title: str
    url: str
    #: Whether only its draft does: nothing runs on it yet.
    draft: bool = False
    #: Function → the groups it is given to, each with how many people sit in it today.
    holders: Mapping[str, str] = field(default_factory=dict)


class CircuitUses:
    """Fills the point `workflows.uses`."""

    key = "services"

    def uses(self, actor: Actor, circuit: str, functions: Sequence[str]) -> list[Use]:
        """The services by their titles; who designs reads every definition."""
        live, drafts = _using(circuit, queries.live_all("service")), dict(_drafts(circuit))
        bodies = {**dict(live), **drafts}
        groups = {one.key: (one.label, number) for one, number in accounts.groups()}
        found = [
            Use(
                str(body.get("title") or key),
                url_for("catalogue.design_circuit", key=key),
                key not in dict(live),
                {name: _held(body, name, groups) for name in functions},
            )
            for key, body in bodies.items()
        ]
        return sorted(found, key=lambda use: (use.title, use.url))


def bodies_using(circuit: str) -> Iterator[Mapping[str, Any]]:
    """The documents of the services that use a circuit, drafts too: a circuit is drawn before the
    service that waits for it can be published."""
    yield from (body for _key, body in _using(circuit, queries.live_all("service")))
    yield from (body for _key, body in _drafts(circuit))


def _drafts(circuit: str) -> list[tuple[str, Mapping[str, Any]]]:
    return _using(circuit, queries.drafts("service"))


def _using(circuit: str, versions: Sequence[Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return [(v.key, v.body) for v in versions if v.body.get("workflow") == circuit]


def _held(body: Mapping[str, Any], function: str, groups: Mapping[str, tuple[str, int]]) -> str:
    """« Secteur nord (3 personnes), Direction (1 personne) »; "" when nobody sits anywhere."""
    bindings = body.get("bindings")
    rows = bindings.get(function) if isinstance(bindings, dict) else None
    named = dict.fromkeys(str(row.get("group", "")) for row in rows or () if isinstance(row, dict))
    said = [
        ngettext("%(group)s (%(num)s personne)", "%(group)s (%(num)s personnes)", count, group=name)
        for name, count in (groups.get(key, (key, 0)) for key in named)
        if count
    ]
    return ", ".join(said)
