"""Words without accents, case, ligatures, elisions or punctuation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.folding import fold, words_of


@pytest.mark.parametrize(
    ("said", "folded"),
    [
        ("L’Œuvre du collège Émile-Zola", "oeuvre du college emile zola"),
        ("l'école", "ecole"),
        ("Lycée d’Alembert", "lycee alembert"),
        ("  A   b\tc\n", "a b c"),
        ("ÇA", "ca"),
        ("Garçon", "garcon"),
        ("straße", "strasse"),
        ("2026-00412", "2026 00412"),
        ("jusqu’à qu’elle", "a elle"),
        ("", ""),
        ("…!?", ""),
        ("ﬁche", "fiche"),
        ("É", "e"),
    ],
)
def test_words_fold(said: str, folded: str) -> None:
    assert fold(said) == folded


def test_words_come_in_order() -> None:
    assert words_of("Réparer l’ascenseur") == ["reparer", "ascenseur"]


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_and_leaves_only_letters_and_digits(said: str) -> None:
    folded = fold(said)
    assert folded.isascii()
    assert folded == folded.lower()
    assert all(c.isalnum() or c == " " for c in folded)
