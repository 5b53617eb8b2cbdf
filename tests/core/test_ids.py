"""Identifiers: of their form, each its own, in the order they were made."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.ids import is_ulid, ulid, uuid7


def test_a_uuid_is_of_version_seven_and_tells_its_millisecond() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid7()
    after = time.time_ns() // 1_000_000
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert before <= made.int >> 80 <= after


def test_many_made_at_once_are_all_different() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: (uuid7(), ulid()), range(4000)))
    assert len({pair[0] for pair in made}) == len({pair[1] for pair in made}) == 4000


def test_a_ulid_has_its_form_and_sorts_by_time(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for millisecond in (1, 2, 1_700_000_000_000, 1_700_000_000_001, (1 << 48) - 1):
        monkeypatch.setattr(time, "time_ns", lambda m=millisecond: m * 1_000_000)
        made.append((ulid(), str(uuid7())))
    assert made == sorted(made)
    assert all(is_ulid(one) for one, _ in made)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x" * 26,
        "01J0000000000000000000000",
        "01J00000000000000000000000I",
        None,
        26,
        "01j0000000000000000000000a",
    ],
)
def test_what_is_no_ulid_is_told_apart(text: object) -> None:
    assert not is_ulid(text)
