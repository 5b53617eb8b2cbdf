"""Bases kept ready in this process, one for each kind of reader, each as the database stands now.

A base is told apart from the rows by their marks: who is asked next reads again the entries that
changed, and those alone. When enough of a large base has changed it is made anew beside, by a
thread that needs no database, while the one of before goes on answering.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Protocol

from knowledge_base.domain.asking.answering import Base
from knowledge_base.domain.asking.pieces import Piece
from knowledge_base.domain.asking.tables import Tables

#: Entries kept ready in a process, all kinds of readers together.
MOST_KEPT = 60_000

#: Roles that open entries (None: all of them).
Kind = frozenset[str] | None


class Source(Protocol):
    """The entries of one kind of reader as the database knows them now."""

    def marks(self) -> Mapping[str, str]:
        """By key, something that is another at each change of the entry."""

    def read(self, keys: list[str] | None) -> list[Piece]:
        """These entries (None: all of them), by key."""

    def tables(self) -> Tables:
        """What is known of words."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A base, the rows it was made of, and under what number and day it was looked at last."""

    base: Base
    marks: Mapping[str, str]
    when: Hashable


@dataclass(slots=True)
class _Place:
    lock: Lock = field(default_factory=Lock)
    kept: _Kept | None = None
    #: Whether a thread makes it anew.
    renewed: bool = False


class Shelf:
    """Bases by kind of reader; those asked for least lately go first."""

    def __init__(self) -> None:
        self._places: OrderedDict[Kind, _Place] = OrderedDict()
        self._lock = Lock()

    def of(self, kind: Kind, when: Hashable, source: Source) -> Base:
        """The base of these readers, as it is under this number and on this day."""
        with self._lock:
            place = self._places.setdefault(kind, _Place())
            self._places.move_to_end(kind)
        with place.lock:
            kept = place.kept
            if kept is None or kept.when != when:
                kept = place.kept = _brought(kept, when, source)
                self._tidy(kind)
            if kept.base.is_worn and not place.renewed:
                place.renewed = True
                _beside(lambda: _renew(place, kept))
            return kept.base

    def _tidy(self, latest: Kind) -> None:
        """What is too much goes."""
        with self._lock:
            size = 0
            for kind in reversed(list(self._places)):
                kept = self._places[kind].kept
                size += kept.base.index.size if kept else 0
                if kind != latest and size > MOST_KEPT:
                    del self._places[kind]


def _brought(kept: _Kept | None, when: Hashable, source: Source) -> _Kept:
    """The base as the rows are now: what changed is read again, all of it the first time."""
    marks, tables = source.marks(), source.tables()
    if kept is None:
        # One that came since has no mark: it would not be seen to go.
        pieces = [piece for piece in source.read(None) if piece.key in marks]
        return _Kept(Base(pieces, tables), marks, when)
    base = kept.base
    changed = [key for key, mark in marks.items() if kept.marks.get(key) != mark]
    gone = sorted(kept.marks.keys() - marks.keys())
    if changed or gone or tables is not base.index.tables:
        base = base.changed(source.read(changed) if changed else [], gone, tables)
    return _Kept(base, marks, when)


def _renew(place: _Place, kept: _Kept) -> None:
    """Make it anew of what is in memory: the next asker brings what changed meanwhile."""
    try:
        base = kept.base.anew()
    except BaseException:
        place.renewed = False
        raise
    with place.lock:
        place.kept, place.renewed = _Kept(base, kept.marks, None), False


def _beside(act: Callable[[], None]) -> None:
    Thread(target=act, name="knowledge-anew", daemon=True).start()
