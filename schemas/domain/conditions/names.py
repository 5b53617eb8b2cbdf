"""The names somebody who designs may choose from: paths with their words, types and headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from schemas.domain.conditions.types import FieldType, Types
from schemas.domain.conditions.values import NUMBERS, Kind

#: How a total over rows is named beside plain paths: "sum:lots:montant".
FOLDED: Final = ("sum", "min", "max")


@dataclass(frozen=True, slots=True)
class Name:
    """One thing a condition may speak of. `path` is written as `var` writes it ("./amiante")."""

    path: str
    label: str
    type: FieldType
    #: The heading it stands under in a list ("Étape 2", "Établissement").
    group: str = ""

    @property
    def choices(self) -> Mapping[Any, str] | None:
        """The keys of its closed list, or of the items of its list."""
        kept = self.type.item if self.type.kind is Kind.LIST else self.type
        return kept.choices if kept else None

    @property
    def expression(self) -> Any:
        """How the language names it."""
        op, _, rest = self.path.partition(":")
        if op in FOLDED and ":" in rest:
            return {op: rest.split(":", 1)}
        return {"var": self.path}


@dataclass(frozen=True)
class Names:
    """All names of one place. `source` says who knows them ("form:travaux:/ui/pages/1")."""

    listed: tuple[Name, ...] = ()
    source: str = ""
    #: Answers to try a formula on.
    sample: Mapping[str, Any] = field(default_factory=dict)
    #: What it means to write no condition there; "" is « toujours ».
    nothing: str = ""

    @cached_property
    def by_path(self) -> Mapping[str, Name]:
        """Every name that may stand at the head of a row, totals over rows among them."""
        found: dict[str, Name] = {}
        for name in self.listed:
            found.setdefault(name.path, name)
            for total in _totals(name):
                found.setdefault(total.path, total)
        return found

    @cached_property
    def types(self) -> Types:
        """The same for the checker."""
        paths = {n.path: n.type for n in self.listed if not n.path.startswith("./")}
        cells = {n.path[2:]: n.type for n in self.listed if n.path.startswith("./")}
        return Types(paths, cells or None)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Path → words."""
        return {name.path: name.label for name in self.listed}

    def get(self, path: str) -> Name | None:
        """The name at `path`, a total over rows included."""
        return self.by_path.get(path)

    def inside(self, path: str, group: str = "") -> Names:
        """The names seen from a row of the list at `path`: its own first."""
        outer = tuple(name for name in self.listed if not name.path.startswith("./"))
        listed = self.get(path)
        if listed is None:
            return Names(outer, self.source, self.sample)
        cells = _cells(listed.type.fields, "./", "", group or listed.label)
        return Names((*cells, *outer), self.source, self.sample)


def names_of_types(fields: Mapping[str, FieldType], stem: str = "", group: str = "") -> list[Name]:
    """Names of described fields, objects opened: « Adresse · Commune »."""
    return list(_cells(fields, stem, "", group))


def names_of(types: Types, group: str = "") -> list[Name]:
    """Every name of `types`, called by its titles and those of the groups that hold it."""
    found = []
    for path, kind in types.paths.items():
        steps = path.split(".")
        above = [types.get(".".join(steps[:depth])) for depth in range(1, len(steps))]
        titles = [one.title for one in above if one is not None and one.title]
        found.append(Name(path, " · ".join([*titles, kind.title or steps[-1]]), kind, group))
    return found


def _cells(
    fields: Mapping[str, FieldType], stem: str, above: str, group: str, depth: int = 0
) -> Iterator[Name]:
    for key, kind in fields.items():
        label = above + (kind.title or key)
        yield Name(stem + key, label, kind, group)
        if kind.kind is Kind.OBJECT and depth < 5:
            yield from _cells(kind.fields, f"{stem}{key}.", f"{label} · ", group, depth + 1)


def _totals(name: Name) -> Iterator[Name]:
    if name.type.kind is not Kind.ROWS:
        return
    for key, kind in name.type.fields.items():
        if kind.kind not in NUMBERS:
            continue
        plain = FieldType(kind.kind, scale=kind.scale, unit=kind.unit)
        for op in FOLDED:
            label = f"{name.label} · {kind.title or key}"
            yield Name(f"{op}:{name.path}:{key}", label, plain, name.group)
