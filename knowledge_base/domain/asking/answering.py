"""A base that answers: ranks, decides how sure it is, asks back, and says when to see a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from knowledge_base.domain.asking.clarifying import (
    MOST_CLARIFICATIONS,
    Clarification,
    clarification,
)
from knowledge_base.domain.asking.folding import fold
from knowledge_base.domain.asking.index import Index, Piece
from knowledge_base.domain.asking.learning import Voter, verdict
from knowledge_base.domain.asking.question import Question, read, said_words
from knowledge_base.domain.asking.ranking import Found, rank
from knowledge_base.domain.asking.refusing import NEVER, Lines, lines_of, sureness
from knowledge_base.domain.asking.tables import Tables, shipped
from knowledge_base.domain.asking.thread import Thread

Kind = Literal["answer", "choices", "clarify", "handover"]
#: How far before the second, and how like the question, an entry must be to be opened at once.
DIRECT_MARGIN: Final = 3.0
DIRECT_LIKENESS: Final = 0.5
#: A word the first does not speak of and one of the next does: a reason not to open the first.
MISSED, MET, NEXT = 0.5, 0.7, 5
SHOWN: Final = 4
MOST_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry offered; its score orders choices of one answer and says nothing beside it."""

    entry: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What to show: one entry opened with others under it, choices, a question back, or a person
    (then `choices` are what it may have been)."""

    outcome: Kind
    choices: tuple[Choice, ...] = ()
    question: Clarification | None = None
    trace: dict[str, Any] = field(default_factory=dict)
    thread: Thread = field(default_factory=Thread)


class Base:
    """Entries ready to answer; read by many at once, never changed."""

    def __init__(self, pieces: Sequence[Piece], tables: Tables | None = None) -> None:
        tables = tables or shipped()
        self.index = Index(pieces, tables)
        self.lines: Lines = lines_of(self.index)
        self.verdict = verdict(self.index.pieces, tables)
        self._voter = Voter(self.index.pieces, tables) if self.verdict.helps else None

    def ranked(self, question: Question) -> list[Found]:
        """The entries for a question, the best first."""
        found = rank(question, self.index)
        return self._voter.vote(question, found) if self._voter else found

    def ask(self, text: str, thread: Thread | None = None, *, limit: int = SHOWN) -> Answer:
        """Answer a question, or the answer to what was asked back."""
        before = thread or Thread()
        limit = max(1, min(limit, MOST_SHOWN))
        chosen = _chosen(text, before)
        if chosen is not None and before.said:
            return self._narrowed(before, chosen, limit)
        question = read(text, self.index)
        found = self.ranked(question)
        return self._decided(question, found, before.saying(text), limit)

    def _narrowed(self, before: Thread, keys: Sequence[str], limit: int) -> Answer:
        """The question of before, among the entries its asker has just pointed to."""
        question = read(before.said[-1], self.index)
        found = [
            one for one in self.ranked(question) if self.index.pieces[one.entry].key in set(keys)
        ]
        thread = Thread(before.said, before.clarified)
        if not found:
            return self._decided(question, [], thread, limit)
        sure = sureness(question, found)
        outcome: Kind = "answer" if len(found) == 1 else "choices"
        if len(found) > 1 and before.clarified < MOST_CLARIFICATIONS:
            asked = clarification(found, self.index)
            if asked is not None:
                outcome, thread = "clarify", thread.asking(asked.options)
                return self._said(outcome, question, found[:limit], thread, asked, sure=sure)
        return self._said(outcome, question, found[:limit], thread, sure=sure)

    def _decided(
        self, question: Question, found: list[Found], thread: Thread, limit: int
    ) -> Answer:
        sure = sureness(question, found)
        if sure < self.lines.maybe or not found:
            return self._said("handover", question, [], thread, sure=sure)
        if sure < self.lines.sure:
            return self._said("handover", question, found[:limit], thread, sure=sure)
        if _stands_out(found):
            return self._said("answer", question, found[:limit], thread, sure=sure)
        if thread.clarified < MOST_CLARIFICATIONS:
            asked = clarification(found, self.index)
            if asked is not None:
                thread = thread.asking(asked.options)
                return self._said("clarify", question, found[:limit], thread, asked, sure=sure)
        return self._said("choices", question, found[:limit], thread, sure=sure)

    def _said(
        self,
        outcome: Kind,
        question: Question,
        found: Sequence[Found],
        thread: Thread,
        asked: Clarification | None = None,
        *,
        sure: float = NEVER,
    ) -> Answer:
        choices = tuple(
            Choice(piece.key, piece.question, round(one.score, 3))
            for one in found
            for piece in (self.index.pieces[one.entry],)
        )
        return Answer(outcome, choices, asked, self._trace(question, found, sure), thread)

    def _trace(self, question: Question, found: Sequence[Found], sure: float) -> dict[str, Any]:
        held = set(self.index.terms[found[0].entry]) if found else set()
        matched = {}
        for word in question.words:
            met = [(w, self.index.names[term]) for term, w in word.near.items() if term in held]
            if met:
                matched[word.text] = max(met)[1]
        return {
            "sure": round(sure, 3),
            "lines": [round(self.lines.maybe, 3), round(self.lines.sure, 3)],
            "language": question.language,
            "words": [word.text for word in question.words],
            "unknown": [word.text for word in question.words if not word.known],
            "corrected": said_words(question.words),
            "matched": matched,
        }


def _stands_out(found: Sequence[Found]) -> bool:
    second = found[1].score if len(found) > 1 else 0.0
    return (
        found[0].score - second >= DIRECT_MARGIN
        and found[0].looks.f1 >= DIRECT_LIKENESS
        and not _leaves_out(found)
    )


def _leaves_out(found: Sequence[Found]) -> bool:
    missed = [at for at, covered in enumerate(found[0].covered) if covered < MISSED]
    return any(one.covered[at] >= MET for one in found[1 : 1 + NEXT] for at in missed)


def _chosen(text: str, thread: Thread) -> tuple[str, ...] | None:
    """The entries of the option that was answered: by its words, or by its number."""
    said = fold(text).strip()
    for number, option in enumerate(thread.options, start=1):
        if said in {fold(option.label).strip(), str(number)}:
            return option.entries
    return None
