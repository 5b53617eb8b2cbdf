"""What is kept of things that never change."""

from __future__ import annotations

from core.kept import Kept


def test_a_value_is_made_once_and_the_least_asked_for_goes_first() -> None:
    kept: Kept[str, str] = Kept(2)
    made: list[str] = []

    def of(name: str) -> str:
        return kept.of(name, lambda: made.append(name) or name.upper())  # type: ignore[func-returns-value]

    assert [of("a"), of("b"), of("a"), of("c")] == ["A", "B", "A", "C"]
    assert made == ["a", "b", "c"]
    assert kept.get("a") == "A"
    assert kept.get("b") is None
