"""What comes with Préau stands on what comes with Préau: no shipped pack leaves a gap behind."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from core.actor import HOUSE
from schemas import operations, packs, queries
from schemas.packing import hooks, planning
from schemas.packing.needs import EXAMPLES, paths_in
from schemas.packs import PackSource, of_files
from tests.schemas.documents import colours, pack_files, role, view

NAMES = packs.shipped_names()


def with_required(name: str) -> Iterator[PackSource]:
    """The pack and all it declares, near and far."""
    found: dict[str, PackSource] = {}
    waiting = [name]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found[key] = packs.shipped(key)
            waiting += found[key].manifest["requires"]
    yield from found.values()


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_pack_misses_nothing_in_an_empty_house(app, name):
    plan = planning.plan_of(packs.shipped(name))
    assert (plan.absent, plan.lacking, plan.unknown_rooms) == ([], [], [])
    assert name in EXAMPLES or not EXAMPLES & set(plan.first), "an example is not to build on"
    together = list(with_required(name))
    assert set(plan.first) == {one.key for one in together} - {name}
    files = {path for one in together for path in one.files}
    groups = {key for one in together for key in one.groups}
    themes = {
        row["key"]
        for one in together
        for item in one.items
        if item.name == "reference-list/themes"
        for row in item.document["rows"]
    }
    for item in packs.shipped(name).items:
        assert set(paths_in(item.document)) <= files, item.name
        bound = {one.value for one in hooks.to_bind(item.document) if one.sort == "group"}
        assert bound <= groups, item.name
        assert set(item.document.get("themes", ())) <= themes, item.name
    for into, file, content in packs.shipped(name).data:
        if into == "knowledge_base":
            assert {row["theme"] for row in json.loads(content)} <= themes, file


def test_what_nobody_brings_is_told_before_anything_is_loaded(app):
    plan = planning.plan_of(of_files(pack_files(view("vue", "personne"), requires=["base"])))
    assert [name for _title, name in plan.absent] == ["role/personne"]


def test_a_definition_that_moves_to_another_pack_stays_and_is_no_question(app):
    old = of_files(pack_files(colours(), role("essayeur"), key="a"))
    operations.load_pack(HOUSE, old)
    operations.load_pack(HOUSE, of_files(pack_files(colours(), key="b")))
    later = of_files(pack_files(role("essayeur"), key="a", version="2"))
    assert [line.state for line in planning.plan_of(later).lines] == ["same"]
    report = operations.load_pack(HOUSE, later)
    assert (report.retired, report.conflicts) == ([], [])
    assert set(queries.pack("a").installed) == {"role/essayeur"}
    assert queries.live("reference-list", "couleurs") is not None
    operations.remove_pack(HOUSE, queries.pack("a"))
    assert queries.live("reference-list", "couleurs") is not None
