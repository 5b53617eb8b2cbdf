"""Three-way merge of two documents that left one original: what each side changed alone is taken.

Objects are followed by their names, rows of lists by what names them for ever; a condition, a
formula or a list whose rows have no names is one thing. Where both sides changed the same thing
otherwise, the present side stays and the place is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from schemas.difference import same

#: What names a row, the most lasting first; each row by the first one it has.
NAMES: Final = (
    "x-id", "key", "id", "field", "notice", "const", "name", "from", "entity", "to", "title",
    "label", "date", "kind",
)  # fmt: skip
#: Parts that are one thing, whatever they are made of.
WHOLE: Final = frozenset(
    {"when", "guard", "rule", "filter", "eligible", "expr", "blocks", "summary", "how", "path"}
)
_ABSENT: Final = object()
Step = str | tuple[str, str]
Name = TypeVar("Name", bound=Step)


@dataclass(frozen=True, slots=True)
class Clash:
    """A place both sides changed, each in its own way; None where a side took it away."""

    steps: tuple[Step, ...]
    ours: Any
    theirs: Any

    @property
    def path(self) -> str:
        """As an address: rows by what names them."""
        names = (step if isinstance(step, str) else step[1] for step in self.steps)
        return "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in names)


@dataclass(slots=True)
class Merged:
    """The merged document, and where it could not be merged."""

    document: Any
    clashes: list[Clash] = field(default_factory=list)


def merge(base: Any, ours: Any, theirs: Any) -> Merged:
    """Both sides' changes since `base`; where they clash, ours."""
    clashes: list[Clash] = []
    return Merged(_merged(base, ours, theirs, (), clashes), clashes)


def _merged(base: Any, ours: Any, theirs: Any, at: tuple[Step, ...], clashes: list[Clash]) -> Any:
    if _same(ours, theirs) or _same(base, theirs):
        return ours
    if _same(base, ours):
        return theirs
    if not (at and at[-1] in WHOLE):
        if isinstance(ours, dict) and isinstance(theirs, dict):
            return _by_name(base if isinstance(base, dict) else {}, ours, theirs, at, clashes)
        if isinstance(ours, list) and isinstance(theirs, list):
            rows = _rows(base if isinstance(base, list) else [], ours, theirs, at, clashes)
            if rows is not None:
                return rows
    clashes.append(Clash(at, _plain(ours), _plain(theirs)))
    return ours


def _by_name(
    base: Mapping[Name, Any],
    ours: Mapping[Name, Any],
    theirs: Mapping[Name, Any],
    at: tuple[Step, ...],
    clashes: list[Clash],
) -> dict[Name, Any]:
    """The members of an object, or the rows of a list by what names them."""
    found: dict[Name, Any] = {}
    for name in dict.fromkeys([*ours, *theirs]):
        value = _merged(
            base.get(name, _ABSENT),
            ours.get(name, _ABSENT),
            theirs.get(name, _ABSENT),
            (*at, name),
            clashes,
        )
        if value is not _ABSENT:
            found[name] = value
    return found


def _rows(
    base: list[Any], ours: list[Any], theirs: list[Any], at: tuple[Step, ...], clashes: list[Clash]
) -> list[Any] | None:
    """Rows by their names, in the order of whoever changed it; None when they have no names."""
    former, here, there = _named(base), _named(ours), _named(theirs)
    if former is None or here is None or there is None:
        return None
    kept = _by_name(former, here, there, at, clashes)
    order = _order(list(former), list(here), list(there))
    if order is None:
        clashes.append(Clash(at, [n for _i, n in here], [n for _i, n in there]))
        order = _woven(list(here), list(there))
    return [kept[name] for name in order if name in kept]


def _order(
    base: list[tuple[str, str]], ours: list[tuple[str, str]], theirs: list[tuple[str, str]]
) -> list[tuple[str, str]] | None:
    """The order of the side that moved rows, with the new rows of the other behind the row they
    follow there; None when both moved the same rows, each in its own way."""
    common = [name for name in base if name in ours and name in theirs]
    mine = [name for name in ours if name in common]
    other = [name for name in theirs if name in common]
    if other in (mine, common):
        return _woven(ours, theirs)
    if mine == common:
        return _woven(theirs, ours)
    return None


def _woven(first: list[tuple[str, str]], second: list[tuple[str, str]]) -> list[tuple[str, str]]:
    woven = list(first)
    for place, name in enumerate(second):
        if name in woven:
            continue
        before = next((n for n in reversed(second[:place]) if n in woven), None)
        woven.insert(woven.index(before) + 1 if before else 0, name)
    return woven


def _named(rows: list[Any]) -> dict[tuple[str, str], Any] | None:
    names = [_name(row) for row in rows]
    if None in names or len(set(names)) != len(names):
        return None
    return dict(zip([name for name in names if name], rows, strict=True))


def _name(row: Any) -> tuple[str, str] | None:
    if isinstance(row, str):
        return ("", row)
    if not isinstance(row, dict):
        return None
    return next(((key, row[key]) for key in NAMES if isinstance(row.get(key), str)), None)


def _same(one: Any, other: Any) -> bool:
    if one is _ABSENT or other is _ABSENT:
        return one is other
    return same(one, other)


def _plain(value: Any) -> Any:
    return None if value is _ABSENT else value
