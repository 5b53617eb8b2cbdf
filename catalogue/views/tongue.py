"""A service in the language of its reader; what nobody has translated keeps its own and says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.i18n import foreign, spoken
from schemas.domain.translating import missing_in
from schemas.translating import in_language, texts_of, words_in


@dataclass(frozen=True, slots=True)
class Said:
    """A document as its reader gets it."""

    body: Mapping[str, Any]
    #: Its own language, when the reader speaks another.
    own: str | None = None
    #: Texts that are still in that language.
    left: frozenset[str] = field(default_factory=frozenset)

    def of(self, *texts: str) -> str | None:
        """The `lang` these words need beside those of the page."""
        return self.own if any(text in self.left for text in texts) else None


def said(body: Mapping[str, Any]) -> Said:
    """`body` in the language of the moment."""
    own, language = foreign(body.get("language")), spoken()
    if own is None or language is None:
        return Said(body)
    missing = missing_in(texts_of(body) or [], words_in(body, language))
    left = frozenset(text.source for text in missing)
    return Said(in_language(body, language), own, left)
