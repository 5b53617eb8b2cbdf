"""A pasted list, a file: how its lines meet the rows that are there already.

A line finds its row by key, else by its words; a row nobody could choose yet may go, one that was
published is retired instead. Keys are never made twice and never change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from core.folding import fold
from schemas.domain.lists.keys import key_from, sound_key
from schemas.domain.lists.rows import ListRow

MOST_ROWS = 200_000
LONGEST_LABEL = 300


@dataclass(frozen=True, slots=True)
class Given:
    """One line as somebody gave it; `fault` when nothing of it can be read."""

    line: int
    label: str = ""
    key: str = ""
    parent: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that makes no row, and why: `code` names the sentence."""

    line: int
    code: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """The rows as they would be, and the lines that make none."""

    rows: tuple[ListRow, ...]
    faults: tuple[Fault, ...]


def merged(
    rows: Sequence[ListRow],
    given: Iterable[Given],
    *,
    frozen: Collection[str],
    today: date,
    whole: bool,
    columns: Collection[str] = ("parent",),
) -> Merged:
    """`rows` once the lines of `given` are taken in.

    `frozen` are keys that were published; `whole` says that the lines are the whole list: rows they
    leave out are retired. `columns` are those the lines speak of: others keep what they hold.
    """
    faults: list[Fault] = []
    found = _identified(rows, given, faults)
    placed = _placed(rows, found, faults, columns)
    known = {row.key: row for row in rows}
    told = {row.key: row for row in placed}
    if not whole:
        kept = [told.get(row.key, row) for row in rows]
        return Merged((*kept, *(r for r in placed if r.key not in known)), tuple(faults))
    gone = [
        row if row.retired else replace(row, retired_at=today)
        for row in rows
        if row.key not in told and row.key in frozen
    ]
    return Merged((*placed, *gone), tuple(faults))


def _identified(
    rows: Sequence[ListRow], given: Iterable[Given], faults: list[Fault]
) -> list[tuple[Given, ListRow | None, str]]:
    """Each line with the row it is about, and its key for ever."""
    by_key = {row.key: row for row in rows}
    by_words: dict[str, ListRow] = {}
    for row in sorted(rows, key=lambda row: row.retired):
        by_words.setdefault(fold(row.label), row)
    taken = set(by_key)
    tried: dict[str, int] = {}
    seen: set[str] = set()
    found: list[tuple[Given, ListRow | None, str]] = []
    for line in given:
        fault = _fault_of(line)
        if fault:
            faults.append(fault)
            continue
        known = by_key.get(line.key) if line.key else by_words.get(fold(line.label))
        key = known.key if known else line.key or key_from(line.label, taken, tried)
        if key in seen:
            faults.append(Fault(line.line, "list-line-twice", line.key or line.label))
            continue
        if len(seen) >= MOST_ROWS:
            faults.append(Fault(line.line, "list-too-long", str(MOST_ROWS)))
            break
        seen.add(key)
        taken.add(key)
        found.append((line, known, key))
    return found


def _fault_of(line: Given) -> Fault | None:
    if line.fault:
        return Fault(line.line, line.fault)
    if not line.label:
        return Fault(line.line, "list-line-without-label", line.key)
    if len(line.label) > LONGEST_LABEL:
        return Fault(line.line, "list-line-long", line.label[:40])
    if line.key and not sound_key(line.key):
        return Fault(line.line, "list-line-key", line.key[:80])
    return None


def _placed(
    rows: Sequence[ListRow],
    found: list[tuple[Given, ListRow | None, str]],
    faults: list[Fault],
    columns: Collection[str],
) -> list[ListRow]:
    """Rows with their parents, which a line names by key or by its words."""
    named: dict[str, str] = {}
    for key, label in [(k, g.label) for g, _row, k in found] + [(r.key, r.label) for r in rows]:
        named.setdefault(fold(label), key)
    keys = {key for _g, _row, key in found} | {row.key for row in rows}
    above = {row.key: row.parent for row in rows}
    made = []
    for line, row, key in found:
        parent = row.parent if row else None
        if "parent" in columns:
            wanted = line.parent
            parent = wanted if wanted in keys else named.get(fold(wanted)) if wanted else None
            if wanted and parent is None:
                faults.append(Fault(line.line, "list-line-parent", wanted[:80]))
                continue
        values = {**(row.values if row else {}), **line.values}
        made.append((line, ListRow(key, line.label, parent, None, values)))
        above[key] = parent
    rings = ringed(above)
    faults.extend(Fault(line.line, "list-line-ring", r.key) for line, r in made if r.key in rings)
    return [row for _line, row in made if row.key not in rings]


def ringed(above: Mapping[str, str | None]) -> set[str]:
    """Those from whom one who climbs comes back to them; nobody is passed twice."""
    rings: set[str] = set()
    passed: dict[str, str] = {}
    for start in above:
        way: list[str] = []
        at: str | None = start
        while at is not None and at not in passed:
            passed[at] = start
            way.append(at)
            at = above.get(at)
        if at is not None and passed[at] == start:
            rings.update(way[way.index(at) :])
    return rings
