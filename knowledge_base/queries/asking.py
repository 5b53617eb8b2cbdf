"""A question put to the base, for the reader who asks it.

The entries a reader may see are kept ready in each process (`keeping`) under a generation number,
which the database draws anew at each change of an entry (`entry_generation`, migration 0006), and
under the day: an entry may begin or end by its dates.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial
from typing import Any, Final

from sqlalchemy import Text, func, literal_column, select

from core import clock
from core.actor import NOBODY, Actor
from core.database import session
from core.models import Counter
from knowledge_base.asking_models import Synonym
from knowledge_base.domain.asking.answering import SHOWN, Answer, Base
from knowledge_base.domain.asking.knowing import is_known
from knowledge_base.domain.asking.outside import Proposal
from knowledge_base.domain.asking.pieces import Piece
from knowledge_base.domain.asking.tables import Tables, with_groups
from knowledge_base.domain.asking.thread import Thread
from knowledge_base.domain.markdown import plain_of
from knowledge_base.models import Entry
from knowledge_base.permissions import Permission
from knowledge_base.queries.asking_back import for_reader
from knowledge_base.queries.keeping import Kind, Shelf
from knowledge_base.queries.reading import shown_to

GENERATION: Final = "knowledge:generation"
#: What changes with each writing of a row, by whatever road, in a transaction of its own or not.
_MARK: Final = literal_column("entry.xmin::text || ' ' || entry.ctid::text", Text)
_READ: Final = (
    Entry.key, Entry.question, Entry.answer, Entry.theme,
    Entry.wordings, Entry.audience, Entry.body,
)  # fmt: skip
#: Entries read at once.
MOST_READ: Final = 500


def ask(
    text: str,
    actor: Actor = NOBODY,
    thread: Thread | None = None,
    *,
    limit: int = SHOWN,
    proposed: Sequence[Proposal] = (),
) -> Answer:
    """The answer of the base to this reader; no entry they may not see has a part in it, whoever
    proposes it."""
    found = base_for(actor).ask(text, thread, limit=limit, proposed=proposed)
    return for_reader(found, actor)


def base_for(actor: Actor) -> Base:
    """The entries this reader may see, ready to answer."""
    number = session.scalar(select(Counter.value).where(Counter.prefix == GENERATION))
    when = (number, clock.today())
    kind = _kind_of(actor, when)
    return _SHELF.of(kind, when, _Rows(kind))


def public_words() -> Callable[[str], bool]:
    """Tells the words of what everybody may read, and of the language: they name nobody's child."""
    return partial(is_known, index=base_for(NOBODY).index)


class _Rows:
    """The entries that every reader of a kind may see, and no other: an entry that came since the
    kind was known, for a role of one of them, is none of theirs."""

    def __init__(self, kind: Kind) -> None:
        self._shown = shown_to(kind)

    def marks(self) -> dict[str, str]:
        """By key, a mark of the row as it is now."""
        rows = session.execute(self._shown.with_only_columns(Entry.key, _MARK).order_by(Entry.key))
        return {row[0]: row[1] for row in rows}

    def read(self, keys: list[str] | None) -> list[Piece]:
        """What the engine reads of these entries, or of all, by key."""
        query = self._shown.with_only_columns(*_READ).order_by(Entry.key)
        if keys is None:
            return [_piece_of(row) for row in session.execute(query)]
        return [
            _piece_of(row)
            for at in range(0, len(keys), MOST_READ)
            for row in session.execute(query.where(Entry.key.in_(keys[at : at + MOST_READ])))
        ]

    def tables(self) -> Tables:
        """What the engine knows of words, and what the organisation taught it."""
        return _tables()


def _piece_of(row: Any) -> Piece:
    """What the engine reads of an entry, or of the columns `_READ` of one."""
    return Piece(
        key=row.key,
        question=row.question,
        body=plain_of(row.answer),
        theme=row.theme,
        wordings=(*map(str, row.wordings), *_in_other_languages(row)),
        audience=tuple(str(role) for role in row.audience),
        service=_service(row),
    )


def _in_other_languages(row: Any) -> Iterator[str]:
    for words in (row.body.get("variants") or {}).values():
        yield from (
            str(text) for text in (words.get("question"), *words.get("wordings", ())) if text
        )


def _service(row: Any) -> str:
    """What the entry leads to, in the words of its button."""
    blocks = row.body.get("blocks") or ()
    named = (block for block in blocks if block.get("type") == "service")
    return next((str(block.get("label") or block.get("service") or "") for block in named), "")


def _tables() -> Tables:
    """What the engine knows of words, and what the organisation taught it."""
    rows = session.execute(select(Synonym.words, Synonym.weight).order_by(Synonym.id))
    return with_groups(tuple((tuple(map(str, words)), weight / 100) for words, weight in rows))


def _kind_of(actor: Actor, when: Hashable) -> Kind:
    """Readers of one kind see the same entries today: they share an index."""
    if actor.holds(Permission.KNOWLEDGE_WRITE):
        return None
    return frozenset(grant.role for grant in actor.grants) & _NAMED.of(when)


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


_NAMED: Final = _Named()
_SHELF: Final = Shelf()
