"""Which passwords are refused: length, the commonest words, regular runs, one's own name.

No rule about kinds of characters: length and rarity are what protects (ASVS 5, 6.2).
"""

from __future__ import annotations

import re
import unicodedata

from core.problems import Problem

LEAST = 12
MOST = 200

#: What people write most, in French and in English, once digits and signs are taken away.
COMMON = frozenset(
    """
    motdepasse password passwort azerty azertyuiop qwerty qwertyuiop admin administrateur
    administrator bienvenue welcome soleil bonjour salut coucou jetaime iloveyou letmein
    changeme changezmoi secret sesame princesse princess doudou loulou chouchou nounours
    marseille paris lyon bretagne rennes france football dragon monkey superman batman
    pokemon naruto starwars chocolat vacances famille amour toujours papillon trustno
    licorne master shadow sunshine michael charlie jordan thomas nicolas julien camille
    prefecture mairie commune collectivite region departement academie college lycee ecole
    classe cantine prof professeur directeur directrice principal principale proviseur
    gestionnaire secretariat secretaire cite scolaire preau test essai demo exemple
    ordinateur internet connexion session utilisateur user compte janvier fevrier mars avril
    mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi
    vendredi samedi dimanche printemps ete automne hiver
    """.split()  # noqa: SIM905 – a paragraph of words reads better than a column
)
_LEET = str.maketrans("013457@$!", "oieastasi")
#: Taken off both ends before signs are read as letters.
_AROUND = "0123456789!?.,;:-_*#%&$@ "
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
)


def normal(password: str) -> str:
    """The same password typed on two keyboards is one (NFKC); nothing is cut off."""
    return unicodedata.normalize("NFKC", password)


def problems(password: str, *identity: str) -> list[Problem]:
    """Why `password` is refused; `identity` are the e-mail and the name of the person."""
    text = normal(password)
    if len(text) < LEAST:
        return [Problem("/password", "password-too-short", {"least": LEAST})]
    if len(text) > MOST:
        return [Problem("/password", "password-too-long", {"most": MOST})]
    bare = _letters(text)
    if is_regular(text.lower()):
        return [Problem("/password", "password-too-regular")]
    if is_common(bare) or is_common(_letters(text.strip(_AROUND).translate(_LEET))):
        return [Problem("/password", "password-too-common")]
    if holds_identity(bare, identity):
        return [Problem("/password", "password-holds-identity")]
    return []


def is_common(letters: str) -> bool:
    """Only commonest words, one or several times, whatever digits and signs stand around them."""
    rest, found = letters, False
    for word in sorted(COMMON, key=len, reverse=True):
        if word in rest:
            rest, found = rest.replace(word, ""), True
    return found and len(rest) < 3


def is_regular(text: str) -> bool:
    """Few different signs, a repeated block, or runs of the alphabet and of keyboards."""
    if len(set(text)) < 5:
        return True
    if re.fullmatch(r"(.{1,6}?)\1+.{0,5}", text, re.DOTALL):
        return True
    return sum(len(run) for run in runs(text)) > len(text) * 2 // 3


def runs(text: str) -> list[str]:
    """Pieces of four or more that follow a row of the keyboard or the alphabet, either way."""
    found, start = [], 0
    while start < len(text):
        end = start + 4
        if end > len(text) or not _follows(text[start:end]):
            start += 1
            continue
        while end < len(text) and _follows(text[start : end + 1]):
            end += 1
        found.append(text[start:end])
        start = end
    return found


def holds_identity(letters: str, identity: tuple[str, ...]) -> bool:
    """The name or the e-mail makes up a good part of it."""
    words = {
        piece
        for given in identity
        for piece in re.split(r"[^a-z]+", _plain(given.split("@")[0]))
        if len(piece) >= 4
    }
    return any(word in letters and len(letters) - len(word) < 10 for word in words)


def _follows(piece: str) -> bool:
    return any(piece in row or piece[::-1] in row for row in _ROWS)


def _plain(text: str) -> str:
    split = unicodedata.normalize("NFKD", text).lower()
    return "".join(c for c in split if not unicodedata.combining(c))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", _plain(text)) if text.isascii() or _latin(text) else text.lower()


def _latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(c, "") for c in text if c.isalpha())
