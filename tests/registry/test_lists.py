"""Lists, searches and doors: who sees which records."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from core.actor import HOUSE, Actor, Grant
from core.errors import BadInput, NotFound
from tests.registry.conftest import OTHER, ROW, school

KEY = "etablissement"


def actor(path: str, *permissions: str) -> Actor:
    everything = {"entity": "*", "actions": ["read", "write"], "fields": {"read": "*"}}
    grant = Grant(uuid4(), "r", "R", path, path, frozenset(permissions), (everything,))
    return Actor(account_id=uuid4(), name="Alix", grants=(grant,))


def names(page: Any) -> list[str]:
    return [record.label for record in page.items]


@pytest.mark.parametrize("q", ["emile", "ÉMILE", "zola emi", "COLLEGE", "0350001l", "renn zol"])
def test_a_search_is_blind_to_accents_and_case_and_takes_beginnings(
    zola: Any, curie: Any, q: str
) -> None:
    from registry import queries

    assert names(queries.list_records(HOUSE, KEY, q)) == ["Collège Émile-Zola"]


@pytest.mark.parametrize(
    "q", ["' & '", "zola:*", "'); --", "\\", "!!!", "zola | curie", "%", "a" * 5000]
)
def test_x01_a_hostile_search_finds_words_or_nothing(zola: Any, q: str) -> None:
    from registry import queries

    assert set(names(queries.list_records(HOUSE, KEY, q))) <= {"Collège Émile-Zola"}


def test_pages_follow_each_other_without_gap_or_repeat(schools: Any) -> None:
    from registry import queries

    for sort in (None, "effectif", "-effectif", "-date_ouverture", "type"):
        seen, cursor = [], None
        while True:
            page = queries.list_records(HOUSE, KEY, sort=sort, cursor=cursor, limit=200)
            seen += [record.id for record in page.items]
            cursor = page.next
            if cursor is None:
                break
        assert len(seen) == len(set(seen)) == 993, sort


def test_numbers_sort_as_numbers_and_what_has_none_comes_last(schools: Any) -> None:
    from registry import queries

    page = queries.list_records(HOUSE, KEY, sort="-effectif", limit=200)
    figures = [record.data["effectif"] for record in page.items]
    assert figures == sorted(figures, reverse=True)


def test_filters_and_facets_agree(schools: Any) -> None:
    from registry import queries

    facets = {f.field.key: f for f in queries.facets(HOUSE, KEY)}
    counts = {value: count for value, _words, count in facets["type"].choices}
    assert counts["college"] == 116
    assert queries.list_records(HOUSE, KEY, filters={"type": "college"}).count == 116
    both = queries.list_records(
        HOUSE, KEY, filters={"type": ["college", "lycee"], "sector": "public"}
    )
    assert 0 < (both.count or 0) < 200
    assert queries.list_records(HOUSE, KEY, filters={"effectif": {"gte": 1000}}).count


@pytest.mark.parametrize(
    "more",
    [{"filters": {"telephone": "1"}}, {"filters": {"effectif": "douze"}}, {"sort": "uai; drop"},
     {"filters": {"nope": "x"}}, {"cursor": "AAAA"}, {"filters": {"effectif": {"$gt": 1}}}],
)  # fmt: skip
def test_a_list_asked_for_by_anything_else_is_refused(zola: Any, more: dict[str, Any]) -> None:
    from registry import queries

    with pytest.raises(BadInput):
        queries.list_records(HOUSE, KEY, **more)


def test_a_list_shows_the_scopes_of_the_person_only(zola: Any, curie: Any) -> None:
    from registry import queries

    elsewhere = school(
        {
            **OTHER,
            "uai": "0350003N",
            "nom": "Loin",
            "code_commune": "35288",
            "commune": "Saint-Malo",
        }
    )
    rennes = actor("/org/35/35238", "records:read")
    assert len(queries.list_records(rennes, KEY).items) == 2
    assert queries.list_records(actor("/org/35/3523", "records:read"), KEY).items == []
    own = actor(elsewhere.scope_path, "requests:follow")
    assert names(queries.list_records(own, KEY)) == ["Loin"]
    assert queries.list_records(Actor(account_id=uuid4()), KEY).items == []


def test_a02_the_door_answers_the_same_for_absent_and_forbidden(zola: Any, curie: Any) -> None:
    from registry import queries

    mine = actor(zola.scope_path, "requests:follow")
    assert queries.record_for(mine, KEY, "0350001L").id == zola.id
    assert queries.record_for(mine, KEY, str(zola.id)).id == zola.id
    for name in ("0350002M", str(curie.id), "0359999Z", str(uuid4()), "\x00", "x" * 300):
        with pytest.raises(NotFound):
            queries.record_for(mine, KEY, name)
    with pytest.raises(NotFound):
        queries.record_for(mine, KEY, "0350001L", "records:write")
    with pytest.raises(NotFound):
        queries.record_for(HOUSE, "inconnue", "0350001L")


def test_records_at_gives_those_that_stand_exactly_there(zola: Any, curie: Any) -> None:
    from registry import queries

    assert queries.records_at(KEY, [zola.scope_path, "/org/35"]) == [zola]
    assert queries.records_at(KEY, []) == []


def test_a_change_of_a_field_that_is_not_listed_leaves_the_index_alone(zola: Any) -> None:
    from sqlalchemy import text

    from core.database import session
    from registry import operations

    def at() -> Any:
        return session.scalar(
            text("SELECT ctid::text FROM record_index WHERE record_id = :i"), {"i": zola.id}
        )

    before = at()
    operations.update_record(HOUSE, zola, {"telephone": "0299111111"})
    assert at() == before
    operations.update_record(HOUSE, zola, {"effectif": 1})
    assert at() != before


def test_what_the_entity_refuses_is_not_written(zola: Any) -> None:
    from core.errors import Conflict, Invalid
    from registry import operations

    for changes in ({"effectif": -1}, {"type": "x"}, {"uai": "0350002M"}, {"nom": None}, {"zz": 1}):
        with pytest.raises(Invalid):
            operations.update_record(HOUSE, zola, changes)
    with pytest.raises(Invalid):
        school(ROW)
    with pytest.raises(Conflict):
        operations.update_record(HOUSE, zola, {"effectif": 2}, expected_version=99)
