"""The lists of records stand on their indexes: no whole table is read, nothing long is sorted.

What PostgreSQL says it does (EXPLAIN ANALYZE) of twenty thousand pupils in 3,000 schools.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.kit.cluster import Cluster

COUNT = 20_000
#: A page, the bound of counts and one: nothing of a list takes more rows than a few of these.
MOST_SORTED = 4_000


@pytest.fixture(scope="module")
def pupils(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a database of its own, full of pupils, its context open."""
    from core.database import db
    from registry import bench
    from tests.kit.house import build

    name = cluster.clone()
    app = build(cluster.url(name), tmp_path_factory.mktemp("var"))
    owner = sa.create_engine(
        cluster.url(name, "preau_migrate"), connect_args={"options": "-c preau.actor=house"}
    )
    with app.app_context():
        bench.prepare(owner, COUNT)
        yield app
        db.session.remove()
        db.engine.dispose()
    owner.dispose()
    cluster.drop(name)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A node and all below."""
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def of_records(node: dict[str, Any]) -> bool:
    """Whether it reads records: settings and definitions, read beside, are small."""
    return str(node.get("Relation Name", "")).startswith("record")


def rights(count: int) -> Any:
    """Who reads the pupils of so many schools; 0: of a territory; -1: the house itself; -2: of two
    territories."""
    from core.actor import HOUSE
    from registry import bench, bench_data

    if count == -1:
        return HOUSE
    if count == -2:
        return bench.person([bench_data.root_of(1), bench_data.root_of(3)])
    roots = [bench_data.root_of(2)] if not count else []
    return bench.person([*roots, *(bench_data.school_path(7 * n) for n in range(count))])


def middle(sort: str | None = None) -> str:
    """A cursor far down a list."""
    from core.actor import HOUSE
    from registry import queries
    from registry.bench_data import ENTITY

    cursor = None
    for _page in range(7):
        cursor = queries.list_records(HOUSE, ENTITY, sort=sort, cursor=cursor, limit=200).next
    assert cursor
    return cursor


def surname() -> str:
    from registry.bench_data import surnames

    return next(name for name in surnames() if name.isalpha() and len(name) > 8)


LISTS = {
    "first": {},
    "deep": {"cursor": middle},
    "upwards": {"sort": "naissance"},
    "downwards": {"sort": "-moyenne"},
    "deep downwards": {"sort": "-moyenne", "cursor": lambda: middle("-moyenne")},
    "filtered": {"filters": {"niveau": "sixieme"}},
    "filtered twice": {"filters": {"niveau": "troisieme", "classe": "6C"}},
    "one of several": {"filters": {"niveau": ["sixieme", "troisieme"]}},
    "a range": {"filters": {"moyenne": {"gte": "19.5"}}},
    "filtered and sorted": {"filters": {"regime": "interne"}, "sort": "-naissance"},
    "by name": {"q": surname},
    "by a beginning": {"q": "le"},
    "by two words": {"q": lambda: f"gab {surname()[:5]}"},
    "by a number": {"q": "p123"},
    "by a word, sorted": {"q": "gabriel", "sort": "moyenne"},
}


@pytest.mark.parametrize("scopes", [-1, 0, 1, 30, 400])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_stands_on_its_index(pupils: Flask, name: str, scopes: int) -> None:
    """First, deep, filtered, sorted both ways, searched; for the house, a territory, 1 to 400."""
    from registry import bench_time, queries
    from registry.bench_data import ENTITY

    asked = {key: value() if callable(value) else value for key, value in LISTS[name].items()}
    who = rights(scopes)
    told = bench_time.plans(lambda: queries.list_records(who, ENTITY, **asked))
    plans = [plan for plan in told if any(of_records(node) for node in nodes(plan))]
    assert plans
    for node in (node for plan in plans for node in nodes(plan)):
        assert node["Node Type"] != "Seq Scan", (name, scopes, node)
        rows = node["Actual Rows"] * node["Actual Loops"]
        if "Sort" in node["Node Type"] and node.get("Plans"):
            below = node["Plans"][0]
            assert below["Actual Rows"] * below["Actual Loops"] <= MOST_SORTED, (name, scopes, node)
        assert rows <= COUNT, (name, scopes, node)


def test_facets_are_counted_in_one_go_or_not_at_all(pupils: Flask) -> None:
    """Past five thousand rows the choices stand without figures; below, they add up to the list."""
    from registry import queries
    from registry.bench_data import ENTITY
    from tests.kit.queries import queries_at_most

    who = rights(30)
    with queries_at_most(6):
        few = {f.field.key: f.choices for f in queries.facets(who, ENTITY)}
    listed = queries.list_records(who, ENTITY).count
    assert listed
    for choices in few.values():
        assert sum(count or 0 for _value, _words, count in choices) == listed
    many = queries.facets(rights(-1), ENTITY)
    assert {count for facet in many for _value, _words, count in facet.choices} == {None}


@pytest.mark.parametrize("scopes", [-2, -1, 0, 1, 30, 400])
@pytest.mark.parametrize("asked", [{}, {"sort": "-moyenne"}, {"sort": "classe"}, {"q": "le"},
                                   {"filters": {"niveau": "sixieme"}, "q": "ma"}])  # fmt: skip
def test_the_pages_of_a_list_hold_each_row_in_reach_once(
    pupils: Flask, asked: dict[str, Any], scopes: int
) -> None:
    """Whatever way a page is found (sorted there, joined of heads, gone down): the same list."""
    from core.database import session
    from registry import queries
    from registry.bench_data import ENTITY
    from registry.models import RecordIndex
    from registry.queries.filters import narrowed, search

    who = rights(scopes)
    seen, cursor, pages = [], None, 0
    while pages < 4 or not cursor:
        page = queries.list_records(who, ENTITY, cursor=cursor, limit=200, **asked)
        seen += [record.id for record in page.items]
        pages, cursor = pages + 1, page.next
        if not cursor:
            break
    entity = queries.live_entity(ENTITY)
    everything = session.scalars(
        sa.select(RecordIndex.record_id).where(
            queries.reach(who, entity), *search(asked.get("q", "")),
            *narrowed(entity, asked.get("filters", {})),
        )
    ).all()  # fmt: skip
    assert len(seen) == len(set(seen)) == min(len(everything), 200 * pages)
    assert set(seen) <= set(everything)
    assert page.bounded is (len(everything) > 1_000)
    assert page.count == min(len(everything), 1_000)


def test_a_place_whose_rows_come_first_leaves_no_gap(pupils: Flask) -> None:
    """The first rows of each place do not make the page when one place has nearly all of it."""
    from core.database import session
    from registry import bench, queries
    from registry.bench_data import ENTITY, school_path
    from registry.models import RecordIndex

    index, paths = RecordIndex, [school_path(7 * n) for n in range(33)]
    mine, by_name = index.entity == ENTITY, (index.sort_key, index.record_id)
    first = sa.select(index.record_id).where(mine).order_by(*by_name).limit(1_500)
    session.execute(
        sa.update(index).where(mine, index.record_id.in_(first)).values(scope_path=paths[0]),
        execution_options={"synchronize_session": False},
    )
    reached = mine & index.scope_path.in_(paths)
    everything = session.scalars(sa.select(index.record_id).where(reached).order_by(*by_name)).all()
    seen, cursor, who = [], None, bench.person(paths)
    while not seen or cursor:
        page = queries.list_records(who, ENTITY, cursor=cursor, limit=200)
        seen, cursor = [*seen, *(record.id for record in page.items)], page.next
    session.rollback()
    assert seen == list(everything)
    assert len(seen) > 1_500
