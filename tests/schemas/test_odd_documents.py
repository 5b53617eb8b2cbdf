"""Rules on definitions tell what is wrong with any JSON object: none of them falls over one."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from schemas import kinds

PACKS = Path(__file__).parents[2] / "schemas" / "packs"
ODD: list[Any] = [
    None, True, 0, -1, 10**14, 1.5, "", "x", "a/b~c", "date", "/a/b", [], {}, [None], [[]], [{}],
    {"a": 1}, {"var": 1}, {"var": "q"}, {"==": 1}, {"+": []}, {"sum": {}}, ["x", "x"],
]  # fmt: skip
Way = tuple[Any, ...]


def shipped() -> list[dict[str, Any]]:
    texts = [path.read_text("utf-8") for path in sorted(PACKS.glob("*/definitions/*.json"))]
    return [json.loads(text) for text in texts if len(text) < 60_000]


def ways(part: Any, way: Way = ()) -> Iterator[Way]:
    pairs = part.items() if isinstance(part, dict) else enumerate(part)
    for name, inner in pairs:
        yield (*way, name)
        if isinstance(inner, dict | list):
            yield from ways(inner, (*way, name))


def with_odd(document: dict[str, Any], way: Way, odd: Any) -> dict[str, Any]:
    """The document with this value there; `...` takes the part away."""
    made = copy.deepcopy(document)
    part: Any = made
    for step in way[:-1]:
        part = part[step]
    if odd is ...:
        del part[way[-1]]
    else:
        part[way[-1]] = odd
    return made


def told(tries: int) -> None:
    chance = random.Random(tries)
    documents = [(each, list(ways(each))) for each in shipped()]
    for _ in range(tries):
        document, every = chance.choice(documents)
        way, odd = chance.choice(every), chance.choice([*ODD, ...])
        made = with_odd(document, way, odd)
        try:
            kinds.problems_of(made)
        except kinds.STUMBLES as fault:
            raise AssertionError(document["kind"], document["key"], way, odd) from fault


def test_odd_values_anywhere_are_told(app: Flask) -> None:
    with app.test_request_context():
        told(150)


@pytest.mark.audit
def test_odd_values_anywhere_are_told_ten_thousand_times(app: Flask) -> None:
    with app.test_request_context():
        told(10_000)
