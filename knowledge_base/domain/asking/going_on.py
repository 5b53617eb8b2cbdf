"""A question that names no subject, read with what its thread is about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from knowledge_base.domain.asking.folding import words_in
from knowledge_base.domain.asking.index import Index
from knowledge_base.domain.asking.question import Question, read
from knowledge_base.domain.asking.ranking import Found
from knowledge_base.domain.asking.thread import Thread, subject_of

#: Points of score for speaking of the subject, and for being the entry opened last.
SUBJECT: Final = 3.0
KEPT_UP: Final = 1.5


def told_before(before: Thread, index: Index) -> list[str]:
    """What the thread is about: the entry opened last if this reader may see it, else what was
    asked last."""
    place = index.entry_of.get(before.about) if before.about else None
    if place is not None:
        return subject_of(words_in(index.pieces[place].question), index.tables)
    if not before.said:
        return []
    return subject_of(read(before.said[-1], index).spelt, index.tables)


def kept_up(
    question: Question, found: Sequence[Found], told: Collection[str], before: Thread, index: Index
) -> list[Found]:
    """The same entries; those that speak of the subject first, and the one opened last among
    them: what is asked about it has words of its own, which others may hold more of."""
    place = index.entry_of.get(before.about)
    subject = [(at, word.rarity) for at, word in enumerate(question.words) if word.text in told]
    total = sum(rarity for _, rarity in subject) or 1.0

    def raised(one: Found) -> Found:
        speaks = sum(one.covered[at] * rarity for at, rarity in subject) / total
        return replace(one, score=one.score + SUBJECT * speaks + KEPT_UP * (one.entry == place))

    return sorted(map(raised, found), key=lambda one: -one.score)


def together(question: Question, told: Sequence[str], index: Index) -> Question:
    """The question with the words it leaves out; both are French words by now."""
    said = set(question.spelt)
    words = [*(word for word in told if word not in said), *question.spelt]
    return replace(read(" ".join(words), index), language=question.language)
