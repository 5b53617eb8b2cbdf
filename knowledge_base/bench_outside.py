"""The engine an administrator named, beside a base of files: what `preau bench knowledge` compares.

What leaves is what would leave for anybody, and is written down as ever; vectors are made for this
run and kept nowhere.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from core.database import unit_of_work
from core.errors import Invalid
from core.problems import Problem
from knowledge_base import outside
from knowledge_base.bench import OUTSIDE
from knowledge_base.consulting import Consult, hear
from knowledge_base.domain.asking.answering import Base
from knowledge_base.domain.asking.index import Index
from knowledge_base.domain.asking.measuring import Propose
from knowledge_base.domain.asking.outside import Proposal
from knowledge_base.domain.outside.leaving import leaving
from knowledge_base.linking_models import EngineLink
from knowledge_base.operations.linking import note_sent
from knowledge_base.outside import PATIENT, Silent
from knowledge_base.queries import linking

BATCH: Final = 16


class Named:
    """The engine of this house, in use or not; `beside(base)` gives what it proposes."""

    def __init__(self) -> None:
        with unit_of_work():
            row = linking.engine()
            if row is None or not row.url:
                raise Invalid([Problem("", "engine-none")])
            self._row: EngineLink = row
            self._to = replace(linking.reached(row), seconds=PATIENT)
        self.asked = self.silent = 0
        self.spent = 0.0

    def beside(self, base: Base) -> Propose:
        """Made ready for this base: texts that may be told have their vectors."""
        everybodys = [piece for piece in base.index.pieces if not piece.audience]
        public = Index(everybodys, base.index.tables)
        known = tuple(self._vectors(base)) if self._row.kind == "embeddings" else ()

        def propose(text: str) -> Sequence[Proposal]:
            return self._proposed(base, public, known, text)

        return propose

    def figures(self) -> Iterator[dict[str, Any]]:
        """How often it said nothing, and how long a question took with it."""
        spent = self.spent * 1000 / max(1, self.asked)
        for name, value, unit in (
            ("silent", self.silent, "questions"),
            ("question", round(spent, 2), "ms"),
        ):
            told = {"name": f"knowledge.{name}{OUTSIDE}", "value": value, "unit": unit}
            yield {**told, "baseline": None, "ratio": None, "n": self.asked}

    def _proposed(
        self, base: Base, public: Index, known: tuple[tuple[str, array[float]], ...], text: str
    ) -> Sequence[Proposal]:
        row = self._row
        said = leaving(text, (), public, known_only=row.known_only)
        if not said:
            return ()
        candidates = linking.candidates(row, said, base) if row.kind == "rerank" else ()
        asked = Consult(self._to, said, row.least / 100, candidates, known)
        begun = time.monotonic()
        heard = hear(asked)
        self.spent += time.monotonic() - begun
        self.asked += 1
        self.silent += heard.silent
        with unit_of_work():
            note_sent(asked, heard, judge=False)
        return heard.proposed

    def _vectors(self, base: Base) -> Iterator[tuple[str, array[float]]]:
        told = [piece for piece in base.index.pieces if linking.may_be_told(self._row, piece)]
        texts = [(piece.key, text) for piece in told for text in linking.texts_of(piece)]
        texts = texts[: linking.MOST_TEXTS]
        for at in range(0, len(texts), BATCH):
            some = texts[at : at + BATCH]
            try:
                found = outside.embed(self._to, [text for _, text in some])
            except Silent as silence:
                raise Invalid([Problem("", "engine-silent")]) from silence
            yield from ((key, vector) for (key, _), vector in zip(some, found, strict=True))
