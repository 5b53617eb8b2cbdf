"""A narrowing of the desk as a value: kept in views and runs, read from addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from catalogue.domain.desk.fields import field_of, split_end
from catalogue.domain.desk.orders import DEFAULT_ORDER, Order
from core.errors import BadInput

#: More values of one field than anybody picks by hand.
MOST_VALUES = 100
LONGEST = 300


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What the desk is asked to show, and in which order.

    >>> DeskFilter.asking(service=["travaux"], retard=["oui"]).document()["fields"]
    {'retard': ['oui'], 'service': ['travaux']}
    """

    #: (name, values), by name; a request must satisfy each of them.
    fields: tuple[tuple[str, tuple[str, ...]], ...] = ()
    text: str = ""
    order: str = DEFAULT_ORDER

    @classmethod
    def asking(
        cls, *, text: str = "", order: str = DEFAULT_ORDER, **fields: Iterable[str]
    ) -> DeskFilter:
        """From values by name; `r_total_min` cannot be said here, use `of`."""
        return cls.of({"fields": fields, "text": text, "order": order})

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> DeskFilter:
        """Read what `document` wrote, or somebody else: unknown names are refused."""
        given = document.get("fields") or {}
        if not isinstance(given, Mapping):
            raise BadInput
        pairs = tuple((name, _values(name, given[name])) for name in sorted(given))
        order = str(document.get("order") or DEFAULT_ORDER)
        Order.of(order)
        text = str(document.get("text") or "")[:LONGEST]
        return cls(tuple(pair for pair in pairs if pair[1]), text, order)

    def document(self) -> dict[str, Any]:
        """JSON-ready; `of` reads it again to the same value."""
        fields = {name: list(values) for name, values in self.fields}
        return {"fields": fields, "text": self.text, "order": self.order}

    def values(self, name: str) -> tuple[str, ...]:
        """What is asked of one name."""
        return next((values for known, values in self.fields if known == name), ())

    def one(self, name: str) -> str:
        """The only value of a name, or nothing."""
        return next(iter(self.values(name)), "")

    @property
    def waiting(self) -> bool:
        """Only what waits for whoever looks."""
        return bool(self.values("tour"))

    def having(self, **fields: Iterable[str]) -> DeskFilter:
        """The same with some names asked otherwise; no value takes the name away."""
        given = {**{n: list(v) for n, v in self.fields}, **{n: list(v) for n, v in fields.items()}}
        kept = {name: values for name, values in given.items() if values}
        return replace(self, fields=DeskFilter.of({"fields": kept}).fields)


def _values(name: str, given: Any) -> tuple[str, ...]:
    values = (given,) if isinstance(given, str) else tuple(given)
    if not all(isinstance(value, str) and len(value) <= LONGEST for value in values):
        raise BadInput
    values = tuple(dict.fromkeys(value for value in values if value))
    field = field_of(name)
    single = bool(split_end(name)[1]) if field is None else not field.several
    if len(values) > (1 if single else MOST_VALUES):
        raise BadInput
    return values
