"""Cursors come back as they went, and a forged one is refused."""

from __future__ import annotations

import base64
import json

import pytest

from core.errors import BadInput
from core.paging import cursor, part, values_of


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize("values", [("2026-11-21T10:00:00+00:00", 12), ("é", None), (1.5, "x")])
def test_a_cursor_holds_its_values(values: tuple[object, ...]) -> None:
    text = cursor(*values)
    assert text.isascii()
    assert "=" not in text
    assert values_of(text, len(values)) == list(values)


@pytest.mark.parametrize("text", [None, ""])
def test_no_cursor_is_the_first_page(text: str | None) -> None:
    assert values_of(text, 2) is None


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "%%%",
        "é",
        "a" * 5,
        encoded({"a": 1}),
        encoded("ab"),
        encoded([1]),
        encoded([1, 2, 3]),
        encoded([1, [2]]),
        encoded([1, {"a": 2}]),
        "[1,2]",
        "W10",
        "\x00",
        "eyJhIjoxfQ",
        encoded(None),
        "/////w",
        base64.urlsafe_b64encode(b"\xff\xfe\xff").decode(),
        base64.urlsafe_b64encode(b"[" * 20_000).decode(),
    ],
)
def test_a_forged_cursor_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        values_of(text, 2)


def test_a_short_list_is_paged_both_ways_and_a_row_that_came_meanwhile_moves_nobody() -> None:
    def pages(down: bool) -> list[list[str]]:
        first, after = part("bdf", lambda row: [row], None, 2, down=down)
        rest, over = part("bcdef", lambda row: [row], after, 9, down=down)
        assert over is None
        return [first, rest]

    assert pages(down=False) == [["b", "d"], ["e", "f"]]
    assert pages(down=True) == [["f", "d"], ["c", "b"]]


@pytest.mark.parametrize("rows", ["", "ab"])
@pytest.mark.parametrize("text", ["x", encoded([]), encoded([1]), encoded([None]), encoded({})])
def test_a_forged_cursor_of_a_short_list_is_refused_even_when_it_is_empty(
    rows: str, text: str
) -> None:
    with pytest.raises(BadInput):
        part(rows, lambda row: [row], text, 5)
