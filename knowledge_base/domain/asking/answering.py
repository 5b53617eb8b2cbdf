"""A base that answers: ranks, decides how sure it is, asks back, and says when to see a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from knowledge_base.domain.asking.changing import merged, touched
from knowledge_base.domain.asking.clarifying import (
    MOST_CLARIFICATIONS,
    Clarification,
    clarification,
)
from knowledge_base.domain.asking.folding import fold
from knowledge_base.domain.asking.going_on import kept_up, together, told_before
from knowledge_base.domain.asking.index import Index
from knowledge_base.domain.asking.learning import Voter, verdict
from knowledge_base.domain.asking.outside import Proposal, entries_proposed, voted
from knowledge_base.domain.asking.pieces import Piece
from knowledge_base.domain.asking.question import Question, read, said_words
from knowledge_base.domain.asking.ranking import Found, rank
from knowledge_base.domain.asking.refusing import NEVER, Lines, lines_of, sureness
from knowledge_base.domain.asking.tables import Tables, shipped
from knowledge_base.domain.asking.thread import Thread, follows

#: A base of which this part changes at once is made anew, and once this part has changed.
MOST_AT_ONCE: Final = 8
WORN: Final = 50
Kind = Literal["answer", "choices", "clarify", "handover"]
#: How far before the second, and how like the question, an entry must be to be opened at once.
DIRECT_MARGIN: Final = 3.5
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
    """Entries ready to answer; read by many at once. A change gives another base."""

    def __init__(self, pieces: Sequence[Piece], tables: Tables | None = None) -> None:
        tables = tables or shipped()
        self.index = Index(pieces, tables)
        self.lines: Lines = lines_of(self.index)
        self.verdict = verdict(self.index.pieces, tables)
        self._voter = Voter(self.index.pieces, tables) if self.verdict.helps else None
        #: Entries changed since it was made anew.
        self.worn = 0

    def changed(
        self, pieces: Sequence[Piece], gone: Collection[str] = (), tables: Tables | None = None
    ) -> Base:
        """With these entries, new or in the place of those of the same keys, and without others.

        A small base, or one of which much changes, is made anew. Of a large one only what changes
        is read; what all entries are weighed by, and the two lines, stay until it `is_worn`.
        """
        tables = tables or self.index.tables
        pieces = [*pieces, *touched(self.index, tables, {*gone, *(one.key for one in pieces)})]
        many = (len(pieces) + len(gone)) * MOST_AT_ONCE > self.index.size
        if many or self.index.body_grams is not None:
            return Base(merged(self.index, pieces, gone), tables)
        found = copy(self)
        found.index = self.index.changed(pieces, gone, tables)
        found.worn += max(1, len(pieces) + len(gone))
        return found

    @property
    def is_worn(self) -> bool:
        """Whether so much changed that it is to be made anew."""
        return self.worn * WORN > self.index.size

    def anew(self) -> Base:
        """The same entries, weighed by what they are now."""
        return Base(merged(self.index, ()), self.index.tables)

    def ranked(self, question: Question, proposed: Sequence[Proposal] = ()) -> list[Found]:
        """The entries for a question, the best first; `proposed` by an engine beside this one."""
        found = rank(question, self.index)
        found = self._voter.vote(question, found) if self._voter else found
        return voted(question, found, proposed, self.index) if proposed else found

    def ask(
        self,
        text: str,
        thread: Thread | None = None,
        *,
        limit: int = SHOWN,
        proposed: Sequence[Proposal] = (),
    ) -> Answer:
        """Answer a question, or the answer to what was asked back."""
        before = thread or Thread()
        limit = max(1, min(limit, MOST_SHOWN))
        chosen = _chosen(text, before)
        if chosen is not None and before.said:
            return self._narrowed(before, chosen, limit)
        question = read(text, self.index)
        found = self.ranked(question)
        told = self._going_on(question, found, before)
        if told:
            question = together(question, told, self.index)
            found = kept_up(question, self.ranked(question), told, before, self.index)
        thread = before.saying(question.text if told else text)
        answer = self._decided(question, found, thread, limit, proposed)
        answer.trace["goes_on"] = told
        return answer

    def _going_on(self, question: Question, found: list[Found], before: Thread) -> list[str]:
        """The words of what was said before that this question is about: none when it stands alone,
        as does one that is answered better by itself."""
        how = follows(question, self.index.tables) if before.said else ""
        if not how:
            return []
        told = told_before(before, self.index)
        joined = together(question, told, self.index)
        both, alone = sureness(joined, self.ranked(joined)), sureness(question, found)
        well = alone >= self.lines.sure and found[0].looks.f1 >= DIRECT_LIKENESS
        if how == "said":
            return told if not well or both >= self.lines.sure else []
        return told if not well and both >= alone else []

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
        self,
        question: Question,
        local: list[Found],
        thread: Thread,
        limit: int,
        proposed: Sequence[Proposal] = (),
    ) -> Answer:
        """How sure it is, and whether an entry is opened at once, is judged on what was found here:
        what is proposed changes the order, and what may be shown under a hand-over."""
        sure = sureness(question, local)
        found = voted(question, local, proposed, self.index) if proposed else local
        if sure < self.lines.maybe or not local:
            theirs = entries_proposed(proposed, self.index)
            maybe = [one for one in found if one.entry in theirs][:limit]
            return self._said("handover", question, maybe, thread, sure=sure)
        if sure < self.lines.sure:
            return self._said("handover", question, found[:limit], thread, sure=sure)
        if found[0].entry == local[0].entry and _stands_out(local):
            thread = thread.opening(self.index.pieces[found[0].entry].key)
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
        held = set(self.index.postings.terms[found[0].entry]) if found else set()
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
