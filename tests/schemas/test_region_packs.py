"""The services of a region that come as packs: each stands by itself, and its own tests hold."""

from __future__ import annotations

import pytest

from core.actor import HOUSE
from schemas import kinds, operations, packs, queries
from tests.kit.people import base_pack

REGION = ("mobilier-scolaire", "projet-culturel")


@pytest.mark.parametrize("name", REGION)
def test_a_service_of_a_region_installs_alone_and_says_nothing_wrong(app, name):
    base_pack()
    report = operations.load_pack(HOUSE, name)
    assert report.required == ["etablissements"]
    assert len(report.published) == 5
    for item in packs.shipped(name).items:
        found = [p for p in kinds.problems_of(item.document) if p.path != "/audience"]
        assert not found, (item.name, found)
        assert item.kind in {"template", "service"} or item.document["tests"]
    assert queries.live("service", name)
    removal = operations.remove_pack(HOUSE, queries.pack(name))
    assert {line.fate for line in removal.lines} == {"forget"}
