"""What changed between two documents, as a list of paths: for people before they publish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

Act = Literal["added", "removed", "changed", "moved"]
#: What names a row of a list across versions, the most lasting first.
IDENTITIES: Final = ("x-id", "key", "id", "field", "notice", "const", "kind")
_ABSENT: Final = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """One change; `path` is a pointer into the newer document (the older one when removed)."""

    path: str
    act: Act
    old: Any = None
    new: Any = None


def differences(old: Any, new: Any) -> list[Difference]:
    """Every change that leads from `old` to `new`; rows of lists are followed by their names."""
    return list(_between(old, new, ""))


def same(old: Any, new: Any) -> bool:
    """Equality as JSON has it: true is not 1."""
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(same(old[k], new[k]) for k in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(same, old, new))
    return (type(old) is type(new) and bool(old == new)) or (_number(old, new) and bool(old == new))


def _number(*values: Any) -> bool:
    return all(isinstance(v, int | float) for v in values)


def _between(old: Any, new: Any, at: str) -> Iterator[Difference]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}):
            step = key.replace("~", "~0").replace("/", "~1")
            yield from _pair(old.get(key, _ABSENT), new.get(key, _ABSENT), f"{at}/{step}")
    elif isinstance(old, list) and isinstance(new, list):
        yield from _lists(old, new, at)
    elif not same(old, new):
        yield Difference(at, "changed", old, new)


def _pair(old: Any, new: Any, at: str) -> Iterator[Difference]:
    if old is _ABSENT:
        yield Difference(at, "added", new=new)
    elif new is _ABSENT:
        yield Difference(at, "removed", old=old)
    else:
        yield from _between(old, new, at)


def _lists(old: list[Any], new: list[Any], at: str) -> Iterator[Difference]:
    before, after = _named(old), _named(new)
    if before is None or after is None:
        for index in range(max(len(old), len(new))):
            yield from _pair(
                old[index] if index < len(old) else _ABSENT,
                new[index] if index < len(new) else _ABSENT,
                f"{at}/{index}",
            )
        return
    kept = [name for name in after if name in before]
    if kept != [name for name in before if name in after]:
        yield Difference(at, "moved", [n for n in before if n in after], kept)
    for name, index in before.items():
        if name not in after:
            yield Difference(f"{at}/{index}", "removed", old=old[index])
    for name, index in after.items():
        former = old[before[name]] if name in before else _ABSENT
        yield from _pair(former, new[index], f"{at}/{index}")


def _named(rows: list[Any]) -> dict[str, int] | None:
    """Name → place when every row has a name of its own; None when the list has no such names."""
    if all(isinstance(row, str) for row in rows) and len(set(rows)) == len(rows):
        return {row: index for index, row in enumerate(rows)}
    if not all(isinstance(row, dict) for row in rows):
        return None
    for identity in IDENTITIES:
        names = [row.get(identity) for row in rows]
        if all(isinstance(n, str) for n in names) and len(set(names)) == len(names):
            return {name: index for index, name in enumerate(names)}
    return None
