"""Where a request goes when its circuit is published anew: the `migrations` of a document, read.

A status that is still there takes the request as it is; another one has a target, or somebody is
asked request by request, or the request ends its way on the older version. Nobody is ever sent to
a draft, nor closed by a status that became an end meanwhile, unless the document says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from workflows.domain.circuit import Circuit, Kind
from workflows.domain.markers import Markers

ASK: Final = "ask"
"""As a target: somebody is asked for each request."""
STAY: Final = "stay"
"""As a target: it ends on the version it runs on."""
REMAP: Final = "$remap"
"""What the journal calls such a change of place; no transition can have this key."""


class Moved(Protocol):
    """A line of the journal."""

    transition: str
    from_status: str
    to_status: str


def stayed(step: Moved) -> bool:
    """Whether a newer circuit took it over and left it where it was: nothing happened to it."""
    return step.transition == REMAP and step.from_status == step.to_status


@dataclass(frozen=True, slots=True)
class Migration:
    """One entry of `migrations`: what becomes of what runs on one older version."""

    source: str = ""
    """SHA-256 of the older version."""
    status_map: Mapping[str, str] = field(default_factory=dict)
    default: str = ASK

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Migration:
        """Read an entry."""
        return cls(document["from"], document["status_map"], document.get("default", ASK))

    def document(self) -> dict[str, Any]:
        """The entry as it is written."""
        known = dict(sorted(self.status_map.items()))
        return {"from": self.source, "status_map": known, "default": self.default}

    def target(self, status: str, old: Circuit, new: Circuit) -> str:
        """Key of the status it goes to, `ask` or `stay`."""
        chosen = self.status_map.get(status)
        if chosen is None:
            chosen = status if by_itself(status, old, new) else self.default
        return chosen if chosen in {ASK, STAY} or is_place(chosen, new) else ASK


def migration_from(new: Circuit, source: str) -> Migration | None:
    """What a circuit says of an older version; None when it says nothing."""
    found = (m for m in new.migrations if m["from"] == source)
    return next(map(Migration.of, found), None)


def is_place(key: str, new: Circuit) -> bool:
    """Whether a request under way may be put there."""
    return key in new.status and new.status[key].kind is not Kind.DRAFT


def by_itself(key: str, old: Circuit, new: Circuit) -> bool:
    """Whether a request in this status finds it again: nobody has to be asked."""
    if not is_place(key, new):
        return False
    was = old.status.get(key)
    return not new.status[key].is_final or was is None or was.is_final


def gone(old: Circuit, new: Circuit, met: Iterable[str]) -> tuple[str, ...]:
    """Those of the statuses `met` that no longer take their requests."""
    return tuple(key for key in met if not by_itself(key, old, new))


def undecided(
    old: Circuit, new: Circuit, migration: Migration | None, met: Iterable[str]
) -> tuple[str, ...]:
    """Statuses with requests for which nobody has said what becomes of them."""
    return () if migration is not None else gone(old, new, met)


def markers_after(
    markers: Sequence[str], here: str, target: Callable[[str], str], new: Circuit
) -> Markers:
    """The way the request came, in the statuses of the newer circuit.

    As if it had walked it there: whoever comes back to a status already on the stack cuts the
    stack from there, so none stands on it twice, nor the one the request stands in.
    """
    stack: Markers = ()
    for marker in markers:
        key = target(marker)
        if key not in new.status or not new.status[key].marks:
            continue
        stack = (*(stack[: stack.index(key)] if key in stack else stack), key)
    return stack[: stack.index(here)] if here in stack else stack


def composed(migration: Migration, then: Mapping[str, str], new: Circuit) -> Migration:
    """An older entry read again under a newer version: targets that went follow their own."""
    status_map = {
        key: goal if goal in {ASK, STAY} or is_place(goal, new) else then.get(goal, ASK)
        for key, goal in migration.status_map.items()
    }
    default = migration.default
    if default not in {ASK, STAY} and not is_place(default, new):
        default = then.get(default, ASK)
    return Migration(migration.source, status_map, default)
