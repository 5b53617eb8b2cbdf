"""What the engine knows of French before it reads a base: tables shipped as files, plus groups of
words an organisation wrote itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from knowledge_base.domain.asking.folding import fold, stem, words_in

#: Weight of another word of the same family, of a near meaning from or to the head of its line, and
#: between two others of the line.
FAMILY: Final = 0.9
NEAR: Final = 0.7
FAR: Final = 0.42

Links = dict[str, dict[str, float]]
#: Words of one meaning, and how much one counts for another.
Group = tuple[tuple[str, ...], float]
Phrases = Mapping[str, tuple[tuple[str, ...], ...]]
#: What a phrase may hold between two words that tell: « mis [mon fils] à la porte ».
BETWEEN: Final = 1


@dataclass(frozen=True)
class Tables:
    """Stop words, short spellings, families of words, phrases, acts; nothing of it changes."""

    stop: frozenset[str]
    short: Mapping[str, tuple[str, ...]]
    #: stem or phrase → {stem or phrase: weight}
    families: Mapping[str, Mapping[str, float]]
    #: first word → phrases it begins, the longest first
    phrases: Phrases
    #: first stem that tells → (stems that tell, phrase), the longest first; two stems at least
    told: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    #: the words of the families as written, for the spelling
    spelt: frozenset[str]
    #: stem → kinds of acts
    acts: Mapping[str, frozenset[str]]
    #: stems that name no subject of their own
    following: frozenset[str]
    #: questions most bases do not answer, by subject
    foreign: tuple[tuple[str, ...], ...]

    def terms(self, words: list[str]) -> list[str]:
        """Stems of the words that say something, then the phrases met."""
        return [stem(word) for word in words if word not in self.stop] + self.phrases_in(words)

    def phrases_in(self, words: list[str]) -> list[str]:
        """Known phrases, as one term each: mot_de_passe. To the letter, or by the stems of their
        words that tell, in their order, another word among them at most."""
        found = []
        for at, word in enumerate(words):
            for phrase in self.phrases.get(word, ()):
                if tuple(words[at : at + len(phrase)]) == phrase:
                    found.append("_".join(phrase))
                    break
        said = [stem(word) for word in words if word not in self.stop]
        for at, term in enumerate(said):
            for stems, name in self.told.get(term, ()):
                if _follow(said[at + 1 : at + BETWEEN + len(stems)], stems[1:]):
                    if name not in found:
                        found.append(name)
                    break
        return found

    def acts_in(self, terms: Iterable[str]) -> frozenset[str]:
        """The kinds of acts these stems speak of."""
        none: frozenset[str] = frozenset()
        return none.union(*(self.acts.get(term, none) for term in terms))


def _follow(said: list[str], stems: tuple[str, ...]) -> bool:
    """Whether these stand there in this order."""
    rest = iter(said)
    return all(one in rest for one in stems)


@lru_cache(1)
def shipped() -> Tables:
    """The tables of the house."""
    return with_groups(())


@lru_cache(32)
def with_groups(groups: tuple[Group, ...]) -> Tables:
    """The tables of the house and an organisation's own groups: each word of a group stands for
    the others, by the weight of the group."""
    families, phrases, spelt = _families(_lines("families.txt"), groups)
    stop = frozenset(word for line in _lines("stop.txt") for word in words_in(line))
    return Tables(
        stop=stop,
        short={line.split()[0]: tuple(line.split()[1:]) for line in _lines("sms.txt")},
        families=families,
        phrases=phrases,
        told=_told(phrases, stop),
        spelt=spelt,
        acts=_acts(),
        following=frozenset(stem(w) for line in _lines("following.txt") for w in words_in(line)),
        foreign=_subjects("foreign.txt"),
    )


def _lines(name: str) -> tuple[str, ...]:
    return tuple(line for raw in _text(name).splitlines() if (line := raw.split("#")[0].strip()))


def _subjects(name: str) -> tuple[tuple[str, ...], ...]:
    paragraphs = _text(name).split("\n\n")
    return tuple(
        tuple(line for line in one.splitlines() if line and not line.startswith("#"))
        for one in paragraphs
    )


def _text(name: str) -> str:
    return resources.files(__package__).joinpath("tables", name).read_text(encoding="utf-8")


def _families(
    lines: Iterable[str], groups: Iterable[Group]
) -> tuple[Mapping[str, Mapping[str, float]], Phrases, frozenset[str]]:
    links: Links = {}
    phrases: dict[str, set[tuple[str, ...]]] = {}
    spelt: set[str] = set()
    for line in lines:
        families = [[fold(word) for word in part.split()] for part in line.split("|")]
        for word in (word for family in families for word in family):
            _note(word, phrases, spelt)
        _link(links, [[_term(word) for word in family] for family in families])
    for words, weight in groups:
        told = ["_".join(words_in(word)) for word in words]
        for word in told:
            _note(word, phrases, spelt)
        terms = [_term(word) for word in told if word]
        for term in terms:
            _raise(links.setdefault(term, {}), term, terms, weight)
    longest_first = {
        first: tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))
        for first, found in phrases.items()
    }
    return (
        MappingProxyType({term: MappingProxyType(near) for term, near in links.items()}),
        MappingProxyType(longest_first),
        frozenset(spelt),
    )


def _told(
    phrases: Phrases, stop: frozenset[str]
) -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase in (phrase for several in phrases.values() for phrase in several):
        stems = tuple(stem(word) for word in phrase if word not in stop)
        if len(stems) > 1:
            found.setdefault(stems[0], []).append((stems, "_".join(phrase)))
    return MappingProxyType(
        {
            first: tuple(sorted(several, key=lambda one: (-len(one[0]), one)))
            for first, several in found.items()
        }
    )


def _term(word: str) -> str:
    return word if "_" in word else stem(word)


def _link(links: Links, families: list[list[str]]) -> None:
    for i, family in enumerate(families):
        for j, other in enumerate(families):
            weight = FAMILY if i == j else NEAR if 0 in {i, j} else FAR
            for term in family:
                _raise(links.setdefault(term, {}), term, other, weight)


def _raise(near: dict[str, float], term: str, others: Iterable[str], weight: float) -> None:
    for other in others:
        if other != term and near.get(other, 0.0) < weight:
            near[other] = weight


def _note(word: str, phrases: dict[str, set[tuple[str, ...]]], spelt: set[str]) -> None:
    """A phrase to be met as one, or a word to be spelt."""
    if "_" in word:
        phrase = tuple(word.split("_"))
        phrases.setdefault(phrase[0], set()).add(phrase)
    else:
        spelt.update(words_in(word))


def _acts() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _lines("acts.txt"):
        name, _, words = line.partition(":")
        for word in words_in(words):
            found.setdefault(stem(word), set()).add(name)
    return MappingProxyType({term: frozenset(names) for term, names in found.items()})
