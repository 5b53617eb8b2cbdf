"""How well a base answers questions whose right entries are known: figures, and each case."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from knowledge_base.domain.asking.answering import SHOWN, Answer, Base, Kind
from knowledge_base.domain.asking.folding import asked_words, words_in
from knowledge_base.domain.asking.outside import Proposal
from knowledge_base.domain.asking.pieces import Piece
from knowledge_base.domain.asking.question import read
from knowledge_base.domain.asking.ranking import K1


@dataclass(frozen=True, slots=True)
class Case:
    """A question, and the entries that answer it; none when the base cannot."""

    text: str
    expected: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case; `place` is that of its first right entry, from 1 (0: not found)."""

    case: Case
    kind: Kind
    place: int
    shown: tuple[str, ...]
    #: Of a question asked back: whether its right answer brought a right entry first.
    cleared: bool | None = None


@dataclass(slots=True)
class Figures:
    """Shares from 0 to 1, None where nothing could be counted."""

    answerable: int = 0
    unanswerable: int = 0
    top1: float | None = None
    top3: float | None = None
    mrr: float | None = None
    #: Among four titles, before any refusal; with an answer; with « peut-être » counted too.
    first4: float | None = None
    shown: float | None = None
    shown_maybe: float | None = None
    refused: float | None = None
    refused_answerable: float | None = None
    direct: float | None = None
    direct_right: float | None = None
    direct_n: int = 0
    direct_on_unanswerable: int = 0
    clarified: float | None = None
    clarified_right: float | None = None
    clarified_n: int = 0
    outcomes: list[Outcome] = field(default_factory=list)


Propose = Callable[[str], Sequence[Proposal]]


def measure(base: Base, cases: Iterable[Case], propose: Propose = lambda _text: ()) -> Figures:
    """Ask each case in a thread of its own, and with what an engine beside this one proposes."""
    outcomes = [_outcome(base, case, propose(case.text)) for case in cases]
    known = [one for one in outcomes if one.case.expected]
    foreign = [one for one in outcomes if not one.case.expected]
    direct = [one for one in known if one.kind == "answer"]
    cleared = [one for one in known if one.kind == "clarify"]
    foreign_direct = sum(one.kind == "answer" for one in foreign)
    return Figures(
        answerable=len(known),
        unanswerable=len(foreign),
        top1=_share(known, [one.place == 1 for one in known]),
        top3=_share(known, [1 <= one.place <= 3 for one in known]),
        mrr=_share(known, [1 / one.place if 1 <= one.place <= 10 else 0 for one in known]),
        first4=_share(known, [1 <= one.place <= SHOWN for one in known]),
        shown=_share(known, [one.kind != "handover" and _offered(one) for one in known]),
        shown_maybe=_share(known, [_offered(one) for one in known]),
        refused=_share(foreign, [one.kind == "handover" for one in foreign]),
        refused_answerable=_share(known, [one.kind == "handover" for one in known]),
        direct=_share(known, [one.kind == "answer" for one in known]),
        direct_right=_share(direct, [one.place == 1 for one in direct]),
        direct_n=len(direct),
        direct_on_unanswerable=foreign_direct,
        clarified=_share(known, [one.kind == "clarify" for one in known]),
        clarified_right=_share(cleared, [bool(one.cleared) for one in cleared]),
        clarified_n=len(cleared),
        outcomes=outcomes,
    )


def plainly(base: Base, cases: Iterable[Case]) -> Figures:
    """The same questions to a plain search, as a baseline: BM25 over stems, and nothing else."""
    places = [_place(_plain_order(base, case.text), case) for case in cases if case.expected]
    return Figures(
        answerable=len(places),
        top1=_share(places, [place == 1 for place in places]),
        top3=_share(places, [1 <= place <= 3 for place in places]),
        mrr=_share(places, [1 / place if 1 <= place <= 10 else 0 for place in places]),
        first4=_share(places, [1 <= place <= SHOWN for place in places]),
    )


def named(pieces: Iterable[Piece], names: Collection[str]) -> frozenset[str]:
    """The keys of entries given by key or by title, blind to accents and punctuation."""
    wanted = {"-".join(words_in(name)) for name in names}
    return frozenset(
        piece.key
        for piece in pieces
        if piece.key in wanted or "-".join(words_in(piece.question)) in wanted
    )


def _outcome(base: Base, case: Case, proposed: Sequence[Proposal]) -> Outcome:
    found = base.ranked(read(case.text, base.index), proposed)
    order = [base.index.pieces[one.entry].key for one in found]
    place = _place(order, case)
    answer = base.ask(case.text, proposed=proposed)
    shown = tuple(choice.entry for choice in answer.choices)
    cleared = _cleared(base, answer, case.expected) if answer.outcome == "clarify" else None
    return Outcome(case, answer.outcome, place, shown, cleared)


def _plain_order(base: Base, text: str) -> list[str]:
    index = base.index
    total: dict[int, float] = {}
    for term in index.tables.terms(asked_words(text)):
        number = index.number(term)
        if number is not None:
            for entry, f in index.entries_with(number):
                total[entry] = total.get(entry, 0.0) + index.idf[number] * f * (K1 + 1) / (f + K1)
    order = sorted(total, key=lambda entry: (-total[entry], entry))
    return [index.pieces[entry].key for entry in order]


def _place(order: Sequence[str], case: Case) -> int:
    return next((at for at, key in enumerate(order, 1) if key in case.expected), 0)


def _cleared(base: Base, answer: Answer, expected: frozenset[str]) -> bool:
    """Answer what is asked back as somebody would who knows what they look for."""
    while answer.outcome == "clarify" and answer.question is not None:
        right = [one for one in answer.question.options if expected & set(one.entries)]
        if not right:
            return False
        answer = base.ask(right[0].label, answer.thread)
    return bool(answer.choices) and answer.choices[0].entry in expected


def _offered(outcome: Outcome) -> bool:
    return bool(outcome.case.expected & set(outcome.shown))


def _share(among: Sequence[object], values: Sequence[float]) -> float | None:
    return sum(values) / len(among) if among else None
