"""Guards compiled once per pair of versions: the circuit's and the form's.

A circuit knows no form: its guards get their types when a service binds it to the form of a button.
What is compiled then is kept under both hashes, as every request of the pair needs the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from core.kept import Kept
from schemas.domain.conditions import Condition, Types, compile_condition
from workflows.domain.circuit import Circuit

Pair = tuple[str, str]
"""Hash of the circuit's version, hash of the form's."""


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


_kept: Final[Kept[Pair, Guards]] = Kept(512)


def guards_for(circuit: Circuit, pair: Pair, types: Callable[[], Types]) -> Guards:
    """The compiled guards of a pair; `types` is called only when they are not kept yet."""
    return _kept.of(pair, lambda: Guards.of(circuit, types()))
