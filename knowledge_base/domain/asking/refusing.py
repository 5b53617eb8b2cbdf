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
SURE_SHARE: Final = 0.90
MAYBE_SHARE: Final = 0.35
#: A foreign question so like a text of the base is none; so many of a subject, and it is treated.
ANSWERED: Final = 0.5
ANSWERED_SHARE: Final = 3
NEVER: Final = -99.0
#: Words that say all a question can say of how sure one may be.
LONG_ENOUGH: Final = 8


@dataclass(frozen=True, slots=True)
class Lines:
    """Above `sure` it answers; between the two, a person first, and entries as « peut-être »."""

    maybe: float
    sure: float


def sureness(question: Question, found: Sequence[Found]) -> float:
    """How sure it is that the base answers this; the scale is that of `Lines` of the same base.

    Learnt on five bases together (docs/knowledge.md says what each gives when it is left out).
    """
    if not found or not question.words:
        return NEVER
    length = min(len(question.words), LONG_ENOUGH) / LONG_ENOUGH
    return 0.57 * found[0].score + 1.78 * found[0].looks.f1 + 5.96 * length - 7.11


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
