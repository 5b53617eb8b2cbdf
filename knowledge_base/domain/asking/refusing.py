"""Knowing when not to answer: how sure the best entry is, where this base draws the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from knowledge_base.domain.asking.index import Index
from knowledge_base.domain.asking.question import Question, read
from knowledge_base.domain.asking.ranking import Found, rank

#: Shares of the questions foreign to a base that must fall under its two lines. The lower one only
#: decides whether entries stand as « peut-être » under the way to a person: at .60 an entry that
#: answers was kept from one in seven who asked for it, at .35 from one in thirty (docs).
SURE_SHARE: Final = 0.88
MAYBE_SHARE: Final = 0.35
#: A foreign question so like a text of the base is none; so many of a subject, and it is treated.
ANSWERED: Final = 0.5
ANSWERED_SHARE: Final = 3
NEVER: Final = -99.0


@dataclass(frozen=True, slots=True)
class Lines:
    """Above `sure` it answers; between the two, a person first, and entries as « peut-être »."""

    maybe: float
    sure: float


def sureness(question: Question, found: Sequence[Found]) -> float:
    """How sure it is that the base answers this; the scale is that of `Lines` of the same base."""
    if not found or not question.words:
        return NEVER
    best = found[0].looks
    return (
        0.3069 * found[0].score
        + 4.0015 * best.f1
        + 1.7438 * best.entry_covers
        - 2.907 * max(one.looks.exact for one in found)
        + 3.6688 * max(one.looks.like_short for one in found)
        - 1.6757 * question.unknown
        + 3.2345 * min(len(question.words), 8) / 8
        - 5.1972
    )


def lines_of(index: Index) -> Lines:
    """Drawn by asking the base questions it is not meant for: a base is its own yardstick.

    A subject the base treats is no yardstick: where it answers one of three questions well.
    """
    scores: list[float] = []
    for subject in index.tables.foreign:
        asked = [_judged(text, index) for text in subject]
        if sum(like >= ANSWERED for _, like in asked) * ANSWERED_SHARE < len(asked):
            scores += [sure for sure, like in asked if like < ANSWERED]
    scores.sort()
    if not scores:
        return Lines(NEVER, NEVER)
    return Lines(_at(scores, MAYBE_SHARE), _at(scores, SURE_SHARE))


def _judged(text: str, index: Index) -> tuple[float, float]:
    """How sure the base is of a question, and how like it the best short text is."""
    question = read(text, index)
    found = rank(question, index)
    return sureness(question, found), found[0].looks.f1 if found else 0.0


def _at(scores: Sequence[float], share: float) -> float:
    return scores[min(len(scores) - 1, int(share * len(scores)))]
