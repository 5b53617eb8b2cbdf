"""What was said so far, as a value that travels: a page or a program keeps it and hands it back.

And whether a question goes on with it: « et combien ça coûte ? » names no subject of its own, it is
about what was asked or opened before. A question that names one is read alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal

from knowledge_base.domain.asking.folding import asked_words, stem
from knowledge_base.domain.asking.question import Question, Word
from knowledge_base.domain.asking.tables import Tables

#: Questions kept, and how much of each.
MOST_SAID: Final = 10
LONGEST_SAID: Final = 300
MOST_OPTIONS: Final = 8
MOST_ENTRIES: Final = 8
LONGEST_KEY: Final = 120
#: Words of a question that goes on with another, and of what it goes on with.
MOST_FOLLOWING: Final = 14
MOST_TOLD: Final = 8


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


#: « said »: the question itself says that it goes on.
Follows = Literal["said", "implied", ""]
_OPENING: Final = _words("et mais puis aussi sinon donc ok and but also then so")
_OPENINGS: Final = frozenset({("what", "about"), ("how", "about"), ("d", "accord"), ("du", "coup")})
_POINTING: Final = _words("ca cela ceci celui celle ceux celles it that this them those these")
_ASKING: Final = _words("ou quand comment pourquoi combien qui where when how why who")
_ARTICLES: Final = _words("l le la les")
_DOING: Final = ("er", "ir", "re")


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to a clarifying question: the entries it leaves."""

    label: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    """Questions asked, clarifications spent, the options still open, and the entry opened last."""

    said: tuple[str, ...] = ()
    clarified: int = 0
    options: tuple[Option, ...] = ()
    about: str = ""

    def saying(self, text: str) -> Thread:
        """With one more question, and nothing open."""
        said = (*self.said, text[:LONGEST_SAID])[-MOST_SAID:]
        return Thread(said, self.clarified)

    def asking(self, options: tuple[Option, ...]) -> Thread:
        """With a clarifying question open."""
        return Thread(self.said, self.clarified + 1, options)

    def opening(self, key: str) -> Thread:
        """With an entry opened: what follows is about it."""
        return Thread(self.said, self.clarified, (), key[:LONGEST_KEY])

    def as_json(self) -> dict[str, Any]:
        """As stored or sent."""
        return {
            "said": list(self.said),
            "clarified": self.clarified,
            "options": [
                {"label": option.label, "entries": list(option.entries)} for option in self.options
            ],
            "about": self.about,
        }

    @classmethod
    def of_json(cls, value: Any) -> Thread:
        """Read back; anything that is no thread is a new one."""
        if not isinstance(value, Mapping):
            return cls()
        clarified, about = value.get("clarified"), value.get("about")
        options = (_option(one) for one in _listed(value.get("options"))[:MOST_OPTIONS])
        return cls(
            tuple(text[:LONGEST_SAID] for text in _texts(value.get("said"))[-MOST_SAID:]),
            min(9, max(0, clarified)) if type(clarified) is int else 0,
            tuple(option for option in options if option.label and option.entries),
            about[:LONGEST_KEY] if isinstance(about, str) else "",
        )


def follows(question: Question, tables: Tables) -> Follows:
    """Whether a question names no subject of its own; « said » when it opens or points so."""
    typed = asked_words(question.text)
    if len(typed) > MOST_FOLLOWING or any(_is_subject(word, tables) for word in question.words):
        return ""
    if _OPENING & set(typed[:1]) or tuple(typed[:2]) in _OPENINGS:
        return "said"
    if _POINTING & set(typed) or _points(typed, tables):
        return "said"
    if question.words:
        asks = any(_among(word, (tables.following,), tables) for word in question.words)
    else:
        asks = bool(_ASKING & set(typed))
    return "implied" if asks else ""


def subject_of(words: Sequence[str], tables: Tables) -> list[str]:
    """Of what was asked or opened before, the words that say what it was about."""
    told = [word for word in words if word not in tables.stop]
    named = [word for word in told if not _is_turn(stem(word), tables) and not word.isdigit()]
    return (named or told)[:MOST_TOLD]


def _is_subject(word: Word, tables: Tables) -> bool:
    return not word.text.isdigit() and not _among(word, (tables.following, tables.acts), tables)


def _among(word: Word, turns: Sequence[Collection[str]], tables: Tables) -> bool:
    """Whether what was typed, or what it may have meant, is made of nothing but such words."""
    return any(
        all(part in tables.stop or any(stem(part) in turn for turn in turns) for part in parts)
        for parts in (one.split("_") for one in (word.text, *word.corrected))
    )


def _is_turn(stemmed: str, tables: Tables) -> bool:
    return stemmed in tables.following or stemmed in tables.acts


def _points(typed: Sequence[str], tables: Tables) -> bool:
    """« l’annuler », « la refaire »: an article before what is done, not before a thing."""
    return any(
        article in _ARTICLES and done.endswith(_DOING) and _is_turn(stem(done), tables)
        for article, done in pairwise(typed)
    )


def _option(value: Any) -> Option:
    if not isinstance(value, Mapping):
        return Option("", ())
    label = value.get("label")
    entries = tuple(_texts(value.get("entries"))[:MOST_ENTRIES])
    return Option(label[:LONGEST_SAID] if isinstance(label, str) else "", entries)


def _texts(value: Any) -> list[str]:
    return [one for one in _listed(value) if isinstance(one, str)]


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []
