"""Files of records: what comes in, what is told, what is undone."""

from __future__ import annotations

from typing import Any


def test_the_real_file_comes_in_and_its_three_duplicates_are_told(schools: Any) -> None:
    print(schools.counts)
    print(schools.report)
    assert schools.counts["lines"] == 996
    assert 0
