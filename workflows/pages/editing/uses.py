"""Who uses a circuit: told by the room above that binds circuits to services.

It hangs an object at `workflows.uses` with `key` and `uses(actor, circuit, functions)`, which
gives objects with `title`, `url` (where its circuit is chosen), `draft` (not in service yet) and
`holders` (function → the groups and people who hold it today, in words; "" for nobody).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

from core.actor import Actor
from core.contributions import all_of

POINT: Final = "workflows.uses"


class Use(Protocol):
    """One service that uses the circuit."""

    title: str
    url: str
    draft: bool
    holders: Mapping[str, str]


def of(actor: Actor, key: str, body: Mapping[str, Any]) -> list[Use]:
    """Every use of a circuit that this person may know of."""
    functions = list(body.get("functions") or {})
    return [use for each in all_of(POINT) for use in each.uses(actor, key, functions)]
