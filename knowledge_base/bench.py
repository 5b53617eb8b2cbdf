"""Figures of the knowledge base: how well it answers given questions, how fast, in how much memory.

A base and a set are files; nothing is stored. The baseline of places is a plain BM25 over stems;
that of a speed or a size is what it may be at most.
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Final

from knowledge_base.domain.asking.answering import Base
from knowledge_base.domain.asking.folding import fold
from knowledge_base.domain.asking.measuring import (
    Case,
    Figures,
    Propose,
    measure,
    named,
    plainly,
)
from knowledge_base.domain.asking.pieces import Piece
from knowledge_base.domain.markdown import plain_of
from knowledge_base.questions import Asked, questions_at
from knowledge_base.reading import rows_at

Figure = dict[str, Any]
SIZES: Final = ((1_000, 10.0), (20_000, 60.0))
MOST_SECONDS, MOST_MEGABYTES = 60.0, 300.0
MOST_TO_CHANGE: Final = 2.0
ASKED: Final = 60
ASKED_AT_ONCE: Final = 5


#: What else is asked beside a base, made ready for it.
Beside = Callable[[Base], Propose]
#: Of the figures with an engine of somebody else; the baseline of those is the base alone.
OUTSIDE: Final = ".outside"


def judged(
    base_at: Path, set_at: Path, learnt_at: Path | None = None, beside: Beside | None = None
) -> Iterator[Figure]:
    """How a base answers the questions of a set, those of another learnt as wordings before; then
    the same questions with an engine of somebody else beside it."""
    pieces = pieces_at(base_at)
    if learnt_at is not None:
        pieces = taught(pieces, questions_at(learnt_at))
    begun = time.perf_counter()
    base = Base(pieces)
    built = time.perf_counter() - begun
    asked = questions_at(set_at)
    cases = [Case(one.text, named(pieces, one.expected)) for one in asked]
    kept = [
        case for one, case in zip(asked, cases, strict=True) if case.expected or not one.expected
    ]
    begun = time.perf_counter()
    for case in cases:
        base.ask(case.text)
    spent = (time.perf_counter() - begun) * 1000 / max(1, len(cases))
    figures = measure(base, kept)
    yield from _shares(figures, plainly(base, kept))
    yield _figure("questions.unmatched", len(cases) - len(kept), "questions", None, len(asked))
    yield _figure("question", round(spent, 2), "ms", SIZES[0][1], len(cases))
    yield _figure("index", round(built, 2), "s", MOST_SECONDS, base.index.size)
    if beside is not None:
        both = measure(base, kept, beside(base))
        for figure in _shares(both, figures):
            yield {**figure, "name": figure["name"] + OUTSIDE}


def pieces_at(path: Path) -> list[Piece]:
    """Entries of a file or a folder, as `preau knowledge load` reads them."""
    return [
        Piece(
            key=row["key"],
            question=str(row.get("question") or ""),
            body=plain_of(str(row.get("answer") or "")),
            theme=str(row.get("theme") or ""),
            wordings=tuple(str(one) for one in row.get("wordings") or ()),
            audience=tuple(str(one) for one in row.get("audience") or ()),
        )
        for row in rows_at(path)
    ]


def taught(pieces: list[Piece], asked: Iterable[Asked]) -> list[Piece]:
    """Each question a wording of the first entry that answers it."""
    learnt: dict[str, list[str]] = {}
    for one in asked:
        for key in sorted(named(pieces, one.expected[:1])):
            learnt.setdefault(key, []).append(one.text)
    return [
        replace(piece, wordings=(*piece.wordings, *learnt.get(piece.key, ()))) for piece in pieces
    ]


def _shares(found: Figures, plain: Figures) -> Iterator[Figure]:
    n, foreign = found.answerable, found.unanswerable
    yield _figure("top1", found.top1, "share", plain.top1, n)
    yield _figure("top3", found.top3, "share", plain.top3, n)
    yield _figure("mrr", found.mrr, "share", plain.mrr, n)
    yield _figure("first4", found.first4, "share", plain.first4, n)
    yield _figure("shown", found.shown, "share", None, n)
    yield _figure("shown.maybe", found.shown_maybe, "share", None, n)
    yield _figure("refused", found.refused, "share", None, foreign)
    yield _figure("refused.answerable", found.refused_answerable, "share", None, n)
    yield _figure("direct", found.direct, "share", None, n)
    yield _figure("direct.right", found.direct_right, "share", None, found.direct_n)
    yield _figure("direct.unanswerable", found.direct_on_unanswerable, "questions", None, foreign)
    yield _figure("clarify", found.clarified, "share", None, n)
    yield _figure("clarify.right", found.clarified_right, "share", None, found.clarified_n)


def figures() -> Iterator[Figure]:
    """Speed and memory on made-up bases; baseline: what they may be."""
    for size, most in SIZES:
        pieces = made_up(size)
        begun, held = time.process_time(), _resident()
        base = Base(pieces)
        built, held = time.process_time() - begun, _resident() - held
        questions = [_asked(pieces[at * size // ASKED], at) for at in range(ASKED)]
        for text in questions[:ASKED_AT_ONCE]:
            base.ask(text)
        spent = median(_took(partial(base.ask, text)) for text in questions)
        yield _figure(f"ask.{size}", round(spent * 1000, 2), "ms", most, ASKED)
        yield _figure(f"index.{size}", round(built, 2), "s", MOST_SECONDS, size)
        yield _figure(f"memory.{size}", round(held / 1e6), "MB", MOST_MEGABYTES, size)
        yield _figure(f"change.{size}", round(_changed(base), 2), "s", MOST_TO_CHANGE, size)


def _changed(base: Base) -> float:
    """Seconds until an entry written meanwhile is found, and one withdrawn is not."""
    gone = base.index.pieces[len(base.index.pieces) // 2]
    written = Piece("nouvelle", "Comment adopter un ornithorynque ?", gone.body, gone.theme)
    begun = time.process_time()
    after = base.changed([written], [gone.key])
    found = after.ask("adopter un ornitorinque").choices[0].entry == written.key
    left = gone.key in {choice.entry for choice in after.ask(gone.question).choices}
    if left or not found:
        raise AssertionError("a change is not found")
    return time.process_time() - begun


def _resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def made_up(size: int) -> list[Piece]:
    """Entries that share words as those of a large base do: few common ones, many rare ones."""
    draw = random.Random(7)  # noqa: S311 — nothing secret: the same base at each run
    syllables = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "ou", "an", "eur")]
    words = ["".join(draw.choices(syllables, k=draw.randint(2, 4))) for _ in range(30_000)]
    ranks = [1 / (at + 20) for at in range(len(words))]

    def said(n: int) -> str:
        return " ".join(draw.choices(words, ranks, k=n))

    return [
        Piece(f"fiche-{at}", f"Comment {said(6)} ?", said(80), f"thème {at % 30}")
        for at in range(size)
    ]


def _asked(piece: Piece, at: int) -> str:
    """The title said otherwise: a word less, a letter wrong."""
    words = fold(piece.question).split()[1:-1]
    words.pop(at % len(words))
    wrong = words[at % len(words)]
    words[at % len(words)] = wrong[:2] + wrong[3:] if len(wrong) > 5 else wrong
    return "bonjour je voudrais " + " ".join(words)


def _took(act: Callable[[], object]) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun


def _figure(name: str, value: float | None, unit: str, baseline: float | None, n: int) -> Figure:
    ratio = round(value / baseline, 3) if value is not None and baseline else None
    return {
        "name": f"knowledge.{name}",
        "value": None if value is None else round(value, 4),
        "unit": unit,
        "baseline": None if baseline is None else round(baseline, 4),
        "ratio": ratio,
        "n": n,
    }
