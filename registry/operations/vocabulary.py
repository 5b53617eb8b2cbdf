"""The words records are found by: learnt as rows are written, forgotten when none has them left."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import cast, delete, exists, select
from sqlalchemy.dialects.postgresql import TSQUERY, insert

from core import clock
from core.database import session
from registry.domain.grams import comparable, grams_of
from registry.models import RecordIndex, RecordWord


def learn(found: Iterable[tuple[str, str]]) -> None:
    """Keep (entity, word) pairs that are not known yet.

    Known ones are left out first, and new ones written in one order: two imports at once then wait
    for each other's new words at most, and never for each other.
    """
    wanted = sorted(pair for pair in found if comparable(pair[1]))
    if not wanted:
        return
    entities = {entity for entity, _word in wanted}
    rows = session.execute(
        select(RecordWord.entity, RecordWord.word).where(
            RecordWord.entity.in_(entities), RecordWord.word.in_({word for _e, word in wanted})
        )
    )
    known = {(row.entity, row.word) for row in rows}
    new = [
        {"entity": entity, "word": word, "grams": grams_of(word)}
        for entity, word in wanted
        if (entity, word) not in known
    ]
    if new:
        session.execute(insert(RecordWord).values(new).on_conflict_do_nothing())


def forget_words() -> None:
    """Words that no record has any more are forgotten, so that nothing of an erased name stays:
    those of one letter an hour, the whole alphabet in little more than a day."""
    hour = int(clock.now().timestamp() // 3600)
    forget_beginning_with(chr(ord("a") + hour % 26))


def forget_beginning_with(letter: str) -> None:
    """The same for the words of one letter."""
    held = exists(
        select(1).where(
            RecordIndex.entity == RecordWord.entity,
            RecordIndex.words.bool_op("@@")(cast(RecordWord.word, TSQUERY)),
        )
    )
    session.execute(delete(RecordWord).where(RecordWord.word.startswith(letter), ~held))
