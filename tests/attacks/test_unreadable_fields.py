"""Fields closed to a reader (FAULTS A-07, A-08): no surface tells them, no answer depends on them.

The whole table of people runs with `make audit` (tests/audit/test_canaries.py).
"""

from __future__ import annotations

import pytest
from flask import Flask

from tests.audit.pupils import Crawl, settle


@pytest.mark.parametrize("who", ["deux_roles", "gestion_a"])
def test_a07_a08_no_surface_tells_a_field_that_is_closed(app: Flask, who: str) -> None:
    people, pupils = settle()
    crawl = Crawl(app, who, people[who], pupils)
    assert not crawl.all()
    assert crawl.asked > 100
    assert crawl.files == 3
    assert len(crawl.closed) >= 12


def test_a07_what_is_open_is_told(app: Flask) -> None:
    """The proof above is worth something: open fields stand in the list and on the page."""
    people, pupils = settle()
    crawl = Crawl(app, "deux_roles", people["deux_roles"], pupils)
    here, there = pupils[0], pupils[3]
    for path, word in (
        (f"/fiches/eleve/{here.code}", here.words["prenom"]),
        (f"/fiches/eleve/{there.code}", there.words["sante"]),
        (f"/api/v1/records/eleve/{here.code}", here.words["prenom"]),
        ("/fiches/eleve", here.words["prenom"]),
    ):
        assert word in crawl.get(path)[1], path
