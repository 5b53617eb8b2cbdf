"""« Vouliez-vous dire… »: records found by words near to those typed, through the same gate.

The vocabulary says which words exist, for all records; it is never shown. Its words are searched
like typed ones, so nobody learns of a word he could not have found himself (advisory 1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, cast, func, not_, select
from sqlalchemy.dialects.postgresql import TSQUERY

from core.actor import Actor
from core.database import session
from core.folding import fold, words_of
from registry.domain.casting import clean
from registry.domain.grams import comparable, grams_of, nearest, slips
from registry.models import Record, RecordIndex, RecordWord
from registry.queries import gate
from registry.queries.entities import live_entity
from registry.queries.filters import MOST_WORDS, search
from registry.queries.lists import first_rows, named_fields, order_of, records_of
from registry.queries.places import texts
from registry.queries.wanted import Wanted

#: A search that finds as many needs no help.
ENOUGH: Final = 5
#: Words looked at for each word typed, words tried in its place, records weighed, records offered.
MOST_LOOKED_AT, MOST_TRIED, MOST_WEIGHED, MOST_OFFERED = 5_000, 4, 40, 10


def near_records(
    actor: Actor,
    entity: str,
    q: str,
    filters: Mapping[str, Any] | None = None,
    *,
    state: str = "active",
) -> list[Record]:
    """Records that the words of `q` do not find but words near to them do, nearest first."""
    found, asked = live_entity(entity), filters or {}
    words = _near_words(entity, words_of(clean(q))[:MOST_WORDS])
    if words is None:
        return []
    clauses = [words, *(not_(clause) for clause in search(q))]
    named = named_fields(actor, found, q, asked)
    wanted = Wanted.of(actor, found, named, clauses, asked, state)
    order = order_of(actor, found, "", None, down=False)
    records = records_of(entity, [row.record_id for row in first_rows(wanted, order, MOST_WEIGHED)])
    typed = fold(q)
    weighed = [
        (-fuzz.token_set_ratio(typed, fold(gate.label(actor, found, one))), n)
        for n, one in enumerate(records)
    ]
    return [records[n] for _far, n in sorted(weighed)[:MOST_OFFERED]]


def _near_words(entity: str, typed: Sequence[str]) -> ColumnElement[bool] | None:
    """Each word begins as typed, or is near to what was typed; None when nothing is near."""
    near = {word: _alternatives(entity, word) for word in typed if comparable(word)}
    if not any(near.values()):
        return None
    parts = [
        " | ".join((f"'{word[:60]}':*", *(f"'{other}'" for other in near.get(word, ()))))
        for word in typed
    ]
    return RecordIndex.words.bool_op("@@")(cast(" & ".join(f"({part})" for part in parts), TSQUERY))


def _alternatives(entity: str, word: str) -> list[str]:
    """The words of the vocabulary nearest to a word: candidates share a trigram and the length."""
    size = func.length(RecordWord.word)
    known = session.scalars(
        select(RecordWord.word)
        .where(
            RecordWord.entity == entity,
            RecordWord.grams.bool_op("&&")(texts(grams_of(word))),
            size.between(len(word) - slips(word), len(word) + slips(word)),
        )
        .limit(MOST_LOOKED_AT)
    )
    return nearest(word, known, MOST_TRIED)
