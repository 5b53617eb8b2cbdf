"""Personal data taken out of what people typed, by simple rules; a person reads it afterwards.

What is left is a candidate wording, a log line, a question nobody answered: none of them needs to
know who asked. The rules take out too much rather than too little.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from knowledge_base.domain.asking.knowing import in_french
from knowledge_base.domain.naming import GAP, without_names

LONGEST = 300
_MONTHS = (
    "janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre"
)
_WAYS = "rue|avenue|av|boulevard|bd|chemin|impasse|all[ée]e|place|quai|route|square|cours|passage"
#: Who may come before a first name: « mon fils Léo », « Mme Martin », « je m’appelle Inès ».
_BEFORE = (
    r"fils|fille|enfants?|b[ée]b[ée]|fr[eè]re|s[œo]e?ur|mari|[ée]poux|[ée]pouse|femme|conjointe?|"
    r"compagn(?:on|e)|p[eè]re|m[eè]re|m(?:onsieur)?\.?|mr|mme|madame|mlle|mademoiselle|docteur|dr|"
    r"appelle|nomme|nomm[ée]e?|pr[ée]nomm[ée]e?|suis|signé|cordialement"
)
_RULES = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        r"\bhttps?://\S+|\bwww\.\S+",
        r"[\w.+-]+\s*(?:@|\barobase\b|\(at\))\s*[\w-]+(?:\.[\w-]+)+",
        r"\b[a-z]{2}\d{2}(?:[ .-]?[a-z0-9]{4}){3,7}(?:[ .-]?[a-z0-9]{1,4})?\b",
        rf"\b\d{{1,4}}\s*(?:bis|ter|quater)?,?\s+(?:{_WAYS})\.?\s+[^,;.?!\n]{{2,60}}",
        r"\b\d{5}\s+[A-ZÀ-Ý][\w’'-]+",
        rf"\b(?:1er|\d{{1,2}})\s+(?:{_MONTHS})(?:\s+\d{{2,4}})?\b",
        r"\b\d{1,4}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{1,4}\b",
        r"(?:\+|\b00)?\d(?:[ .\-/]?\d){3,}\b",
        r"\b[A-Z]{2,6}-[A-Z0-9-]*\d[A-Z0-9-]*\b",
    )
)
#: A name is written with a capital: looked for with respect to case.
_NAME = r"[A-ZÀ-ÝŒ][\wÀ-ÿ’'-]+"
_AFTER = re.compile(rf"(?i:\b(?:{_BEFORE}))\s+({_NAME}(?:\s+{_NAME}){{0,2}})")
#: Two capitals in a row are a first name and a name; one alone at the start is only a sentence.
_TWO = re.compile(rf"\b{_NAME}(?:\s+(?:de|du|d’|le|la))?\s+{_NAME}(?:\s+{_NAME})?")
_SPACES = re.compile(r"\s+")
_ROW = re.compile(rf"(?:{GAP}[\s,;:’'-]*)+{GAP}")


def cleaned(
    text: str,
    names: Iterable[str] = (),
    longest: int = LONGEST,
    known: Callable[[str], bool] = in_french,
) -> str:
    """The words without addresses, numbers, dates and names; `names` are known ones, `known` tells
    the words that are nobody's name (those of what everybody may read)."""
    found = "".join(c if c.isprintable() else " " for c in text[: 4 * longest])
    for rule in _RULES:
        found = rule.sub(GAP, found)
    found = _AFTER.sub(lambda hit: hit[0].removesuffix(hit[1]) + GAP, found)
    found = _TWO.sub(GAP, found)
    found = without_names(found, known)
    for name in names:
        for word in re.split(r"[\s-]+", name):
            if len(word) > 2:
                found = re.sub(rf"\b{re.escape(word)}\b", GAP, found, flags=re.IGNORECASE)
    found = without_gaps_in_a_row(found)
    return found if len(found) <= longest else found[:longest].rsplit(" ", 1)[0] + GAP


def without_gaps_in_a_row(text: str) -> str:
    """One gap where several follow one another."""
    return _ROW.sub(GAP, _SPACES.sub(" ", text)).strip()


def says_something(text: str, words: Iterable[str]) -> bool:
    """Whether two words are left to learn from: one alone is no question."""
    return len(set(words)) >= 2 and len(text.strip(f" {GAP}")) >= 6
