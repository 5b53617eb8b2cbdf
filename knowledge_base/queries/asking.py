"""A question put to the base, for the reader who asks it.

The entries a reader may see are kept ready in each process under a generation number, which the
database draws anew at each change of an entry (`entry_generation`, migration 0006), and under the
day: an entry may begin or end by its dates.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Final

from sqlalchemy import func, select

from core import clock
from core.actor import NOBODY, Actor
from core.database import session
from core.models import Counter
from knowledge_base.asking_models import Synonym
from knowledge_base.domain.asking.answering import SHOWN, Answer, Base
from knowledge_base.domain.asking.index import Piece
from knowledge_base.domain.asking.tables import Tables, with_groups
from knowledge_base.domain.asking.thread import Thread
from knowledge_base.domain.markdown import plain_of
from knowledge_base.models import Entry
from knowledge_base.permissions import Permission
from knowledge_base.queries.reading import shown

GENERATION: Final = "knowledge:generation"
#: Entries kept ready in a process, all kinds of readers together.
MOST_KEPT: Final = 60_000

#: Generation, day, and the roles that open entries (None: all of them).
Kind = tuple[int | None, date, frozenset[str] | None]


def ask(
    text: str, actor: Actor = NOBODY, thread: Thread | None = None, *, limit: int = SHOWN
) -> Answer:
    """The answer of the base to this reader; no entry they may not see has a part in it."""
    return base_for(actor).ask(text, thread, limit=limit)


def base_for(actor: Actor) -> Base:
    """The entries this reader may see, ready to answer."""
    return _SHELF.of(_kind_of(actor), lambda: Base(pieces_for(actor), _tables()))


def pieces_for(actor: Actor) -> list[Piece]:
    """What the engine reads of the entries this reader may see, by key."""
    return [piece_of(row) for row in session.scalars(shown(actor).order_by(Entry.key))]


def piece_of(row: Entry) -> Piece:
    """What the engine reads of an entry."""
    return Piece(
        key=row.key,
        question=row.question,
        body=plain_of(row.answer),
        theme=row.theme,
        wordings=(*map(str, row.wordings), *_in_other_languages(row)),
        audience=tuple(str(role) for role in row.audience),
        service=_service(row),
    )


def _in_other_languages(row: Entry) -> Iterator[str]:
    for words in (row.body.get("variants") or {}).values():
        yield from (
            str(text) for text in (words.get("question"), *words.get("wordings", ())) if text
        )


def _service(row: Entry) -> str:
    """What the entry leads to, in the words of its button."""
    blocks = row.body.get("blocks") or ()
    named = (block for block in blocks if block.get("type") == "service")
    return next((str(block.get("label") or block.get("service") or "") for block in named), "")


def _tables() -> Tables:
    """What the engine knows of words, and what the organisation taught it."""
    rows = session.execute(select(Synonym.words, Synonym.weight).order_by(Synonym.id))
    return with_groups(tuple((tuple(map(str, words)), weight / 100) for words, weight in rows))


def _kind_of(actor: Actor) -> Kind:
    """Readers of one kind see the same entries today: they share an index."""
    number = session.scalar(select(Counter.value).where(Counter.prefix == GENERATION))
    when = (number, clock.today())
    if actor.holds(Permission.KNOWLEDGE_WRITE):
        return (*when, None)
    named = _NAMED.of(when)
    return (*when, frozenset(grant.role for grant in actor.grants) & named)


class _Named:
    """The roles that entries are written for, under one generation: any other parts no readers."""

    def __init__(self) -> None:
        self._known: tuple[Hashable, frozenset[str]] = (None, frozenset())

    def of(self, when: Hashable) -> frozenset[str]:
        known = self._known
        if known[0] != when:
            roles = select(func.jsonb_array_elements_text(Entry.audience)).distinct()
            known = self._known = (when, frozenset(session.scalars(roles)))
        return known[1]


@dataclass(slots=True)
class _Place:
    lock: Lock
    base: Base | None = None


class _Shelf:
    """Bases by kind of reader, each made once by whoever asks first; those asked for least lately
    go first."""

    def __init__(self) -> None:
        self._places: OrderedDict[Kind, _Place] = OrderedDict()
        self._lock = Lock()

    def of(self, kind: Kind, make: Callable[[], Base]) -> Base:
        with self._lock:
            place = self._places.setdefault(kind, _Place(Lock()))
            self._places.move_to_end(kind)
        with place.lock:
            if place.base is None:
                place.base = make()
                self._tidy(kind)
            return place.base

    def _tidy(self, latest: Kind) -> None:
        """What stood under another generation goes, and what is too much."""
        with self._lock:
            kept = 0
            for kind in reversed(list(self._places)):
                base = self._places[kind].base
                kept += base.index.size if base else 0
                if kind != latest and (kind[:2] != latest[:2] or kept > MOST_KEPT):
                    del self._places[kind]


_NAMED: Final = _Named()
_SHELF: Final = _Shelf()
