"""Rich text of sheets: what is edited is what is kept, both ways."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.domain.richtext import blocks_of, plain_texts, text_of, tidy
from tests.kit.thorough import some

_LINE = (
    st.text(alphabet="aé5 *[]()#-•.)\\<&", min_size=1, max_size=10)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
_SPAN = st.one_of(
    _LINE,
    st.builds(lambda text: {"strong": text}, _LINE),
    st.builds(lambda text, to: {"link": {"text": text, "to": to}}, _LINE, st.just("kb:aide")),
)
_INLINE = st.one_of(_LINE, st.lists(_SPAN, min_size=1, max_size=4))
_BLOCK = st.one_of(
    st.builds(lambda one: {"p": one}, _INLINE),
    st.builds(lambda one: {"h": one}, _INLINE),
    st.builds(lambda some: {"ul": some}, st.lists(_INLINE, min_size=1, max_size=3)),
    st.builds(lambda some: {"ol": some}, st.lists(_INLINE, min_size=1, max_size=3)),
)
_BLOCKS = st.lists(_BLOCK, max_size=5)


def _both_ways(blocks: list[dict[str, Any]]) -> None:
    kept = tidy(blocks)
    assert blocks_of(text_of(kept)) == kept
    assert list(plain_texts(kept)) == list(plain_texts(blocks))


@settings(max_examples=some(25))
@given(_BLOCKS)
def test_any_blocks_come_back_as_they_were(blocks: list[dict[str, Any]]) -> None:
    _both_ways(blocks)


@pytest.mark.audit
@settings(max_examples=1000)
@given(_BLOCKS)
def test_a_thousand_blocks_come_back_as_they_were(blocks: list[dict[str, Any]]) -> None:
    _both_ways(blocks)


@settings(max_examples=some(25))
@given(st.text(alphabet="ab *[]()#-•1.\\\n", max_size=60))
def test_any_text_settles_at_once(text: str) -> None:
    kept = blocks_of(text)
    assert blocks_of(text_of(kept)) == kept


def test_what_people_type_reads_as_they_mean_it() -> None:
    typed = (
        "L’aide couvre **80 %** des travaux.\n\n## Comment faire\n1. Vous décrivez\n2) Le secteur "
        "examine\n\n- un devis\n• une photo\n\nVoir [les questions](kb:theme/travaux)."
    )
    assert blocks_of(typed) == [
        {"p": ["L’aide couvre ", {"strong": "80 %"}, " des travaux."]},
        {"h": "Comment faire"},
        {"ol": ["Vous décrivez", "Le secteur examine"]},
        {"ul": ["un devis", "une photo"]},
        {"p": ["Voir ", {"link": {"text": "les questions", "to": "kb:theme/travaux"}}, "."]},
    ]
