"""Guards compiled once per pair of versions: the circuit's and the form's.

A circuit knows no form: its guards get their types when a service binds it to the form of a button.
What is compiled then is kept under both hashes, as every request of the pair needs the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from schemas.domain.conditions import Condition, Types, compile_condition
from workflows.domain.circuit import Circuit

Pair = tuple[str, str]
"""Hash of the circuit's version, hash of the form's."""

MOST_KEPT = 512


@dataclass(frozen=True, slots=True)
class Guards:
    """The compiled condition of each guarded transition."""

    conditions: Mapping[str, Condition] = field(default_factory=dict)

    @classmethod
    def of(cls, circuit: Circuit, types: Types) -> Guards:
        """Compile every guard; raises what `compile_condition` raises when one does not hold."""
        return cls(
            {
                t.key: compile_condition(t.guard, types)
                for t in circuit.transitions
                if t.guard is not None
            }
        )


_kept: OrderedDict[Pair, Guards] = OrderedDict()
_lock = Lock()


def guards_for(circuit: Circuit, pair: Pair, types: Callable[[], Types]) -> Guards:
    """The compiled guards of a pair; `types` is called only when they are not kept yet."""
    with _lock:
        found = _kept.get(pair)
        if found is not None:
            _kept.move_to_end(pair)
            return found
    made = Guards.of(circuit, types())
    with _lock:
        _kept[pair] = made
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made
