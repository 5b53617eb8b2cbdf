"""The table of faults names tests that exist, and holds every row asked for."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
TABLE = TESTS / "attacks/README.md"
ROW = re.compile(r"^\| ([A-Z]-\d{2}) \| (.+) \|$", re.MULTILINE)
ASKED = {
    "A-01",
    "A-02",
    "A-03",
    "A-04",
    "A-05",
    "A-06",
    "A-07",
    "A-08",
    "A-09",
    "A-10",
    "A-11",
    "A-12",
    "A-14",
    "A-15",
    "A-17",
    "A-18",
    "A-19",
    "C-01",
    "C-02",
    "C-03",
    "C-04",
    "C-05",
    "C-06",
    "C-07",
    "C-11",
    "C-13",
    "C-14",
    "C-15",
    "C-18",
    "C-19",
    "C-20",
    "D-01",
    "D-02",
    "D-03",
    "D-04",
    "D-05",
    "D-06",
    "D-08",
    "D-09",
    "D-10",
    "D-11",
    "D-12",
    "D-13",
    "D-14",
    "D-16",
    "D-17",
    "D-18",
    "D-19",
    "I-01",
    "I-02",
    "I-05",
    "I-11",
    "I-12",
    "I-14",
    "I-15",
    "I-16",
    "I-17",
    "I-18",
    "I-19",
    "I-20",
    "I-21",
    "I-22",
    "I-23",
    "I-24",
    "I-25",
    "I-26",
    "N-01",
    "N-02",
    "N-03",
    "N-04",
    "N-05",
    "N-06",
    "N-07",
    "P-13",
    "R-01",
    "R-02",
    "R-03",
    "R-04",
    "R-05",
    "R-06",
    "R-07",
    "R-08",
    "R-09",
    "R-10",
    "R-17",
    "R-18",
    "R-19",
    "R-20",
    "R-21",
    "R-22",
    "R-26",
    "R-28",
    "S-01",
    "S-02",
    "S-03",
    "S-06",
    "S-04",
    "S-05",
    "S-07",
    "S-08",
    "S-09",
    "S-10",
    "S-11",
    "S-12",
    "S-13",
    "S-15",
    "S-14",
    "S-16",
    "S-17",
    "S-18",
    "U-01",
    "U-02",
    "U-03",
    "U-04",
    "U-05",
    "U-06",
    "U-07",
    "U-08",
    "X-01",
    "X-02",
    "X-03",
    "X-04",
    "X-05",
    "X-06",
    "X-07",
    "X-09",
    "X-11",
    "X-12",
    "X-14",
}


@cache
def table() -> dict[str, list[str]]:
    found = ROW.findall(TABLE.read_text("utf-8"))
    return {fault: re.findall(r"`([^`]+)`", tests) for fault, tests in found}


def test_every_fault_asked_for_has_a_row() -> None:
    assert set(table()) >= ASKED


@pytest.mark.parametrize("fault", sorted(table()))
def test_every_test_of_the_table_exists(fault: str) -> None:
    assert table()[fault]
    for name in table()[fault]:
        file, _, test = name.partition("::")
        assert (TESTS / file).is_file(), file
        assert f"def {test}(" in (TESTS / file).read_text("utf-8"), name
