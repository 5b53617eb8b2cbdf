"""Translations of a definition: its texts, what is missing in each language, what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.folding import fold
from core.i18n import _l
from schemas import kinds
from schemas.domain.translating import Text, missing_in, said_in, texts_by

#: Languages people may read in, English first (BCP 47). A document may hold others: they stay.
LANGUAGES: Final[Mapping[str, Any]] = {
    "en": _l("Anglais"),
    "ar": _l("Arabe"),
    "es": _l("Espagnol"),
    "pt": _l("Portugais"),
    "de": _l("Allemand"),
    "it": _l("Italien"),
    "nl": _l("Néerlandais"),
    "pl": _l("Polonais"),
    "ro": _l("Roumain"),
    "ru": _l("Russe"),
    "tr": _l("Turc"),
    "uk": _l("Ukrainien"),
    "zh": _l("Chinois"),
    "vi": _l("Vietnamien"),
    "br": _l("Breton"),
    "co": _l("Corse"),
    "eu": _l("Basque"),
    "oc": _l("Occitan"),
    "fr": _l("Français"),
}
#: Those that are written from right to left.
RIGHT_TO_LEFT: Final = frozenset({"ar"})
LONGEST: Final = 10_000

#: What a text is, in words.
SORTS: Final[Mapping[str, Any]] = {
    "title": _l("Titre"),
    "label": _l("Libellé"),
    "description": _l("Aide"),
    "hint": _l("Aide"),
    "help": _l("Aide"),
    "intro": _l("Introduction"),
    "text": _l("Texte"),
    "choice": _l("Choix"),
    "row_label": _l("Titre d’une ligne"),
    "add_label": _l("Bouton d’ajout"),
    "plural": _l("Pluriel"),
    "summary": _l("En bref"),
    "how": _l("Comment ça se passe"),
    "hours": _l("Horaires"),
    "explain": _l("Explication"),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a language is."""

    language: str
    done: int
    total: int

    @property
    def missing(self) -> int:
        """What is left to say."""
        return self.total - self.done


def texts_of(document: Any) -> list[Text] | None:
    """The texts of a document, each key once; None while a draft has not the shape of its kind."""
    kind = kinds.kind_of(str(document.get("kind")))
    find = getattr(kind, "translatable", None)
    try:
        found = find(document) if find else texts_by(document, ())
    except kinds.STUMBLES:  # a draft may be any JSON object
        return None
    return list({text.key: text for text in reversed(found)}.values())[::-1]


def in_language(document: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """`document` as readers of `language` get it: what is not translated stays as it is."""
    return said_in(document, texts_of(document) or [], language)


def words_in(document: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """What is said so far in a language."""
    every = document.get("translations")
    found = every.get(language) if isinstance(every, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def progress_of(document: Mapping[str, Any], texts: list[Text], language: str) -> Progress:
    """How far a language is, by the texts that stand in the document now."""
    missing = missing_in(texts, words_in(document, language))
    return Progress(language, len(texts) - len(missing), len(texts))


def found_in(texts: list[Text], words: Mapping[str, Any], asked: str) -> list[Text]:
    """Those whose source, place or translation holds the words that are looked for."""
    wanted = fold(asked).split()
    return [
        text
        for text in texts
        if all(
            word in fold(" ".join([text.source, *text.where, str(words.get(text.key, ""))]))
            for word in wanted
        )
    ]


def said(
    document: dict[str, Any], language: str, typed: Mapping[str, str], known: set[str]
) -> dict[str, Any]:
    """The document with these translations; an emptied one is forgotten."""
    every = document.get("translations")
    every = dict(every) if isinstance(every, dict) else {}
    words = {**words_in(document, language)}
    for key, text in typed.items():
        if key not in known:
            continue
        if text:
            words[key] = text[:LONGEST]
        else:
            words.pop(key, None)
    every[language] = words
    if not words:
        del every[language]
    return {**document, "translations": every}
