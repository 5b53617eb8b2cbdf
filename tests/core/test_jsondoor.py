"""FAULTS I-21: the strict door of JSON."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.canonical import canonical
from core.errors import BadInput, Invalid
from core.jsondoor import parse, problems_in_value

NOT_JSON = [
    b"", b"{", b"[1,]", b"NaN", b"[Infinity]", b"[-Infinity]", b'{"a":1,"a":2}', b"\xff\xfe",
    b'"\xc3"', b"01", b"'a'", b'{"a":{"b":1,"b":1}}', b"\xef\xbb\xbf1", b'"\x01"', b"1 2",
]  # fmt: skip
NOT_TAKEN = {
    "json-depth": [b"[" * 100_000, b"[" * 21 + b"]" * 21, b'{"a":' * 21 + b"1" + b"}" * 21],
    "json-nul": [b'"\\u0000"', b'{"\\u0000":1}', b'"\x00"'],
    "json-surrogate": [b'"\\ud800"', b'{"\\udc00":1}', b'["\\udc00\\ud800"]'],
    "json-digits": [b"1" * 4301, b"1234567890123456", b"1e400", b"0.1234567890123456", b"1e-400"],
}


@pytest.mark.parametrize("text", NOT_JSON)
def test_i21_what_is_not_json_is_refused_with_400(text):
    with pytest.raises(BadInput) as refusal:
        parse(text)
    assert refusal.value.status == 400


@pytest.mark.parametrize(("code", "text"), [(c, t) for c, ts in NOT_TAKEN.items() for t in ts])
def test_i21_json_the_house_does_not_take_is_refused_with_422(code, text):
    with pytest.raises(Invalid) as refusal:
        parse(text)
    assert refusal.value.status == 422
    assert refusal.value.problems[0].code == code


def test_twenty_levels_fifteen_digits_and_an_emoji_pass():
    assert parse(b"[" * 20 + b"]" * 20)
    assert parse('{"a": 123456789012345, "b": "\\ud83d\\ude00 [[[[", "c": -0.5e3}') == {
        "a": 123456789012345, "b": "😀 [[[[", "c": -500.0,
    }  # fmt: skip


def test_a_long_text_of_escapes_is_read_in_linear_time():
    assert len(parse('"' + '\\"' * 500_000 + '"')) == 500_000
    with pytest.raises(BadInput):
        parse('"' + '\\"' * 500_000)


def test_values_from_another_door_are_judged_alike():
    assert [p.path for p in problems_in_value({"a": ["x\x00"], "b": {"c": 10**15}})] == [
        "/a/0", "/b/c",
    ]  # fmt: skip


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**14), 10**14) | st.text(
        st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=8
    ),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=5),
        inner, max_size=4,
    ),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_what_is_canonical_comes_back_the_same_through_the_door(document):
    text = canonical(document)
    assert parse(text) == document
    assert canonical(parse(text)) == text
