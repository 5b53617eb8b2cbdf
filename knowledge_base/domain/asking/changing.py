"""A base that changes: what stays of it, and what is to be read again."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from knowledge_base.domain.asking.folding import stem
from knowledge_base.domain.asking.index import Index
from knowledge_base.domain.asking.pieces import GONE, Piece
from knowledge_base.domain.asking.tables import Tables


def merged(index: Index, pieces: Iterable[Piece], gone: Collection[str] = ()) -> list[Piece]:
    """The entries after a change, by key."""
    left = {GONE.key, *gone}
    found = {piece.key: piece for piece in index.pieces if piece.key not in left}
    found |= {piece.key: piece for piece in pieces}
    return [found[key] for key in sorted(found)]


def touched(index: Index, tables: Tables, known: Collection[str]) -> list[Piece]:
    """Other entries that hold a phrase which only one of the two tables knows: new tables read
    them otherwise. All else that tables say is looked at when a question is asked."""
    if tables is index.tables:
        return []
    phrases = _phrases(tables) ^ _phrases(index.tables)
    held = {entry for phrase in phrases for entry in _holding(index, phrase, tables)}
    pieces = (index.pieces[entry] for entry in sorted(held))
    return [piece for piece in pieces if piece is not GONE and piece.key not in known]


def _phrases(tables: Tables) -> set[tuple[str, ...]]:
    return {phrase for found in tables.phrases.values() for phrase in found}


def _holding(index: Index, phrase: tuple[str, ...], tables: Tables) -> set[int]:
    """Entries that hold each word of a phrase; all of them where its words say nothing."""
    found = set(range(len(index.pieces)))
    for word in phrase:
        if word not in tables.stop:
            number = index.number(stem(word))
            found &= set(index.postings.where[number][0]) if number is not None else set()
    return found
