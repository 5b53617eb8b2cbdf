"""Orders of the list and its columns. « - » before the key of an order: downwards."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.domain.desk.fields import ANSWER
from core.errors import BadInput

DEFAULT_ORDER = "-depose"
#: Columns one may choose, in the order of a desk nobody has arranged yet.
COLUMNS = (
    "demande",
    "etape",
    "depose",
    "echeance",
    "agent",
    "etablissement",
    "service",
    "tour",
    "arrivee",
    "activite",
    "etiquettes",
)
#: Column → the order its head leads to. A request is told by its number.
SORTED_COLUMNS = {
    "demande": "numero",
    "depose": "depose",
    "echeance": "echeance",
    "agent": "agent",
    "etablissement": "etablissement",
    "arrivee": "arrivee",
    "activite": "activite",
}
_KNOWN = frozenset(SORTED_COLUMNS.values())


@dataclass(frozen=True, slots=True)
class Order:
    """By what, and which way. Nothing stands last, both ways."""

    key: str
    down: bool = False

    @classmethod
    def of(cls, text: str) -> Order:
        """Read « -depose »; an order nobody knows is refused (X-06)."""
        order = cls(text.removeprefix("-"), text.startswith("-"))
        if order.key not in _KNOWN and not order.key.startswith(ANSWER):
            raise BadInput
        return order

    def __str__(self) -> str:
        return f"{'-' if self.down else ''}{self.key}"
