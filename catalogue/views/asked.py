"""What the address of the desk asks for: the only state there is; every link is made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from catalogue.domain.desk import DEFAULT_ORDER, DeskFilter, Order
from catalogue.domain.desk.views import ALL, HOUSE_VIEWS, WAITING
from core.errors import BadInput

_LONGEST = 100
_PREFIX = "f."
#: The two that need no prefix.
_BARE = ("service", "statut")
_SINGLE = ("vue", "q", "tri", "apres", "filtre")
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")

Pairs = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A view, narrowed further, in an order, from a place on."""

    view: str = WAITING
    #: Narrowings the person added to the view, as `DeskFilter.fields`.
    fields: Pairs = ()
    text: str = ""
    #: Empty: the view's own order.
    order: str = ""
    after: str | None = None
    #: The field whose form stands open under « + Filtre ».
    opened: str = ""

    @classmethod
    def of(cls, args: Mapping[str, Any]) -> Asked:
        """Read the query string, or a form. A name nobody knows, or one value given twice, is
        refused (N-07, X-06); a view nobody knows is the first one."""
        single = {name: _one(args, name) for name in _SINGLE}
        view = single["vue"] or WAITING
        given = {
            name.removeprefix(_PREFIX): values
            for name in args
            if (name in _BARE or name.startswith(_PREFIX)) and (values := _all(args, name))
        }
        order = single["tri"]
        if order:
            Order.of(order)
        return cls(
            view if _KEY.fullmatch(view) else WAITING,
            DeskFilter.of({"fields": given}).fields,
            single["q"],
            order,
            _raw(args, "apres") or None,
            single["filtre"],
        )

    def pairs(self) -> Iterator[tuple[str, str]]:
        """All of it but the place, as hidden fields of a form."""
        yield "vue", self.view
        for name, values in self.fields:
            yield from ((address_name(name), value) for value in values)
        if self.text:
            yield "q", self.text
        if self.order:
            yield "tri", self.order

    def params(self) -> dict[str, Any]:
        """As a query string, without what says nothing."""
        found: dict[str, Any] = {}
        for name, value in self.pairs():
            found.setdefault(name, []).append(value)
        more = {"apres": self.after, "filtre": self.opened}
        return found | {name: value for name, value in more.items() if value}

    def filter(self) -> DeskFilter:
        """As the query gate wants it: what the view narrows to, and what was added."""
        base, order = HOUSE_VIEWS.get(self.view, ({}, DEFAULT_ORDER))
        fields = {**base, **dict(self.fields)}
        return DeskFilter.of({"fields": fields, "text": self.text, "order": self.order or order})

    def values(self, name: str) -> tuple[str, ...]:
        """What was added under a name."""
        return next((values for known, values in self.fields if known == name), ())

    @property
    def service(self) -> str:
        """The one service that is chosen, if it is one."""
        chosen = self.filter().values("service")
        return chosen[0] if len(chosen) == 1 else ""

    def url(self, **changes: Any) -> str:
        """The list with something changed; a change goes back to the first page."""
        asked = replace(self, **{"after": None, "opened": "", **changes})
        return url_for("catalogue.desk", **asked.params())

    def without(self, *names: str) -> str:
        """The list with some narrowings taken off, and what makes no sense without them."""
        gone = set(names)
        if "service" in gone:
            gone |= {name for name, _values in self.fields if name.startswith("r.")} | {"statut"}
        order = "" if "service" in gone and self.order.lstrip("-").startswith("r.") else self.order
        return self.url(fields=tuple(p for p in self.fields if p[0] not in gone), order=order)


def of_view(key: str, wanted: DeskFilter) -> Asked:
    """The address of a kept view: all it holds is said, so that a change shows."""
    return Asked(key, wanted.fields, wanted.text, wanted.order)


def of_service(key: str) -> Asked:
    """All the requests of one service."""
    return Asked(ALL, (("service", (key,)),))


def address_name(name: str) -> str:
    """What a narrowing is called in the address."""
    return name if name in _BARE else _PREFIX + name


def _all(args: Mapping[str, Any], name: str) -> list[str]:
    getlist = getattr(args, "getlist", None)
    given = getlist(name) if getlist else args[name]
    values = [given] if isinstance(given, str) else list(given)
    return [clean for value in values if (clean := _clean(value))]


def _raw(args: Mapping[str, Any], name: str) -> str:
    given = args.getlist(name) if hasattr(args, "getlist") else [args[name]] if name in args else []
    if len(given) > 1:
        raise BadInput
    return given[0] if given else ""


def _one(args: Mapping[str, Any], name: str) -> str:
    return _clean(_raw(args, name))


def _clean(text: str) -> str:
    return "".join(c for c in text if c.isprintable())[:_LONGEST].strip()
