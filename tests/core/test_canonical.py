"""RFC 8785: values of the standard's own appendix, computed again here from its rules."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.canonical import NotCanonical, _written, canonical

# IEEE 754 bits → text (RFC 8785, appendix B).
NUMBERS = {
    "0000000000000000": "0", "8000000000000000": "0", "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324", "7fefffffffffffff": "1.7976931348623157e+308",
    "4340000000000000": "9007199254740992", "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000", "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23", "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000", "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21", "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001", "41b3de4355555553": "333333333.3333332",
    "becbf647612f3696": "-0.0000033333333333333333", "43143ff3c1cb0959": "1424953923781206.2",
}  # fmt: skip


@pytest.mark.parametrize(("bits", "text"), NUMBERS.items())
def test_numbers_are_written_as_ecmascript_does(bits, text):
    (value,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical(value) == text


def test_keys_follow_utf16_code_units():
    document = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "ö": 7}
    assert list(json.loads(canonical(document)).values()) == [2, 4, 6, 7, 1, 5, 3]


def test_texts_escape_only_what_they_must():
    assert canonical('€$\x0f\nA\'B"\\\\"/\x7f') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"'


def test_whole_numbers_have_one_form():
    assert canonical([1, 1.0, -0.0, 1e3, True, None]) == "[1,1,0,1000,true,null]"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1: 2}, "\ud800", {"a": object()}])
def test_what_json_cannot_say_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_double_reads_back_as_itself(value):
    assert float(canonical(value)) == value


ATOMS = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(-10, 10) | st.text()
DOCUMENTS = st.recursive(
    ATOMS, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner)
)


@given(DOCUMENTS)
def test_the_quick_way_writes_what_the_long_way_writes(document: object) -> None:
    assert canonical(document) == "".join(_written(document))
