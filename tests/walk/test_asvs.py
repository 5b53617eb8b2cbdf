"""The table of OWASP ASVS 5.0 holds each row of the first level, and names what exists."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: Rows of the first level that apply to this house (docs/security.md says which do not, and why).
FIRST = {
    "1.2": 5, "1.3": 2, "2.2": 2, "3.2": 2, "3.4": 2, "3.5": 3, "5.2": 2, "5.3": 2,
    "6.2": 8, "6.3": 2, "6.4": 2, "7.2": 4, "7.4": 2, "8.2": 2, "9.1": 3, "11.3": 2, "12.2": 2,
}  # fmt: skip
ALONE = {
    "1.5.1", "2.1.1", "2.3.1", "3.3.1", "4.1.1", "6.1.1", "8.1.1", "8.3.1", "9.2.1", "11.4.1",
    "12.1.1", "13.4.1", "14.2.1", "14.3.1", "15.1.1", "15.2.1", "15.3.1",
}  # fmt: skip


@cache
def rows() -> list[dict[str, str]]:
    with (ROOT / "docs/asvs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def told(file: str) -> set[str]:
    """Tests of a file, or headings of a page as their address says them."""
    text = (ROOT / file).read_text("utf-8")
    if file.endswith(".py"):
        return set(re.findall(r"^ *(?:async )?def (test_\w+)", text, re.MULTILINE))
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def test_each_row_of_the_first_level_stands_once_with_what_shows_it() -> None:
    named = [row["row"] for row in rows()]
    assert len(named) == len(set(named))
    first = {row["row"] for row in rows() if row["level"] == "1"}
    expected = ALONE | {
        f"{at}.{number}" for at, most in FIRST.items() for number in range(1, most + 1)
    }
    assert first == expected
    assert len(first) == 64
    for row in rows():
        assert row["state"] in {"met", "partly"}, row
        assert row["proof"], row
        assert row["obligation"], row


def test_what_shows_it_exists() -> None:
    absent = []
    for row in rows():
        for proof in row["proof"].split():
            file, _sign, name = proof.partition("::" if "::" in proof else "#")
            if not (ROOT / file).is_file() or (name and name not in told(file)):
                absent.append(f"{row['row']}: {proof}")
            if file.endswith(".py") and not name:
                absent.append(f"{row['row']}: {proof} names no test")
    assert not absent, "\n".join(absent)
