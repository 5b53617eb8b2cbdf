"""The figures `records.list` and `rights.list`: lists of a million records, in the database's time.

Every statement a list sends is run again under EXPLAIN (ANALYZE, TIMING OFF), planning included:
what else the machine is doing counts little, the network not at all. Beside each figure stands the
same page written by hand in one statement, measured the same way in the same run.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import quantiles
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Engine, text

from core import paging
from core.actor import HOUSE, Actor, Grant
from core.database import let_go, session, unit_of_work
from registry import queries
from registry.bench_data import ENTITY, SCHOOLS, document, fill, root_of, school_path, surnames
from registry.bench_time import in_database
from schemas import operations as schemas

Figure = dict[str, Any]
COUNT: Final = int(os.environ.get("PREAU_BENCH_RECORDS", "1000000"))
ROUNDS: Final = 5
#: Grants of one role hold the very same rules, as those of people do.
RULES: Final = ({"entity": ENTITY, "actions": ["read"], "fields": {"read": "*"}},)


@dataclass(frozen=True)
class Case:
    """One kind of list: the calls it is measured by, and the same by hand."""

    name: str
    calls: Sequence[Callable[[], Any]]
    by_hand: Sequence[Callable[[], Any]]


def prepare(owner: Engine, count: int = COUNT) -> None:
    """Publish the entity and fill it."""
    with unit_of_work():
        schemas.save_draft(HOUSE, "entity", ENTITY, document())
        version = schemas.publish(HOUSE, "entity", ENTITY).id
    let_go()  # an open reading would keep VACUUM from doing its work
    fill(owner, version, count)


def figures() -> Iterator[Figure]:
    """`records.list.*` for whoever sees all, then `rights.list.*` for who sees a part."""
    for case in cases():
        yield figure(f"records.list.{case.name}", case)
    schools = random.Random(7).sample(range(SCHOOLS), 400)  # noqa: S311 – no secret
    for label, paths in {
        "1": [school_path(schools[0])], "1-territory": [root_of(2)],
        "30": [school_path(n) for n in schools[:30]], "400": [school_path(n) for n in schools],
    }.items():  # fmt: skip
        # Beside the list of the house, whose cost no right can lower.
        yield figure(f"rights.list.{label}", Case(label, [partial(listed, who=person(paths))],
                                                  [listed]))  # fmt: skip


def cases() -> list[Case]:
    """First page, filters, sorts, the middle of everything, names, common words, slips."""
    names = [name for name in surnames()[200:400] if name.isalpha() and len(name) > 8][:4]
    slips = [name[:3] + name[4:] for name in names]
    people = [f"{names[0]} gab", f"gabriel {names[1]}", names[2], names[3][:7]]
    common = ["le", "mar", "gabriel", "jean"]
    return [
        Case("first", [listed], [by_hand()]),
        Case("filtered",
             [partial(listed, filters={"niveau": "sixieme"}),
              partial(listed, filters={"niveau": "troisieme", "classe": "6C"})],
             [by_hand("AND t1 = 'sixieme'"), by_hand("AND t1 = 'troisieme' AND t3 = '6c'")]),
        Case("sorted", [partial(listed, sort="-moyenne"), partial(listed, sort="naissance")],
             [by_hand("AND n1 IS NOT NULL", "n1", " DESC"), by_hand("AND d1 IS NOT NULL", "d1")]),
        deep(),
        Case("name", [partial(listed, q) for q in people], [by_words(q) for q in people]),
        Case("common", [partial(listed, q) for q in common], [by_words(q) for q in common]),
        Case("typo", [partial(near, q) for q in slips], [by_words(q) for q in names]),
    ]  # fmt: skip


def deep() -> Case:
    """A page in the middle of everything, reached by its cursor."""
    at = session.execute(
        text(
            "SELECT sort_key, record_id FROM record_index WHERE entity = :entity "
            "AND state = 'active' ORDER BY sort_key, record_id OFFSET :skipped LIMIT 1"
        ),
        {"entity": ENTITY, "skipped": COUNT * 7 // 10},
    ).one()
    cursor = paging.cursor(0, paging.COUNT_BOUND + 1, at.sort_key, str(at.record_id))
    where = "AND (sort_key, record_id) > (:key, :id)"
    return Case("deep", [partial(listed, cursor=cursor)],
                [by_hand(where, key=at.sort_key, id=at.record_id)])  # fmt: skip


# ── what is asked ────────────────────────────────────────────────────────────────────────────────
def listed(q: str = "", who: Actor = HOUSE, **more: Any) -> Any:
    """A page of the list."""
    return queries.list_records(who, ENTITY, q, **more)


def near(q: str) -> Any:
    """The list, and what the page offers when the words find nothing."""
    listed(q)
    found = queries.near_records(HOUSE, ENTITY, q)
    if not found:
        raise AssertionError(q)
    return found


def person(paths: Sequence[str]) -> Actor:
    """Who reads everything of the pupils on these scopes."""
    return Actor(account_id=UUID(int=1), name="Banc", grants=tuple(
        Grant(UUID(int=n + 1), "lecture", "Lecture", path, path, frozenset({"records:read"}),
              RULES)
        for n, path in enumerate(paths)
    ))  # fmt: skip


def by_hand(where: str = "", first: str = "", down: str = "", **values: Any) -> Callable[[], Any]:
    """One statement for one page, as one would write it knowing the list: no rights, no count."""
    columns = [*filter(None, (first,)), "sort_key", "record_id"]
    order = ", ".join(f"{column}{down}" for column in columns)
    statement = text(
        f"SELECT r.* FROM (SELECT {', '.join(columns)} FROM record_index "  # noqa: S608 – ours
        f"WHERE entity = :entity AND state = 'active' {where} ORDER BY {order} LIMIT 51) AS page "
        f"JOIN record AS r ON r.entity = :entity AND r.id = page.record_id ORDER BY {order}"
    )
    return lambda: session.execute(statement, {"entity": ENTITY, **values}).all()


def by_words(q: str) -> Callable[[], Any]:
    """The same for words."""
    lexemes = " & ".join(f"'{word}':*" for word in q.lower().split())
    return by_hand("AND words @@ CAST(:words AS tsquery)", words=lexemes)


# ── what is measured ─────────────────────────────────────────────────────────────────────────────
def figure(name: str, case: Case) -> Figure:
    """Milliseconds in the database, half of the calls below `value`, 19 of 20 below `p95`."""
    ours, theirs = _times(case.calls), _times(case.by_hand)
    value, baseline = quantiles(ours, n=20)[9], quantiles(theirs, n=20)[9]
    return {
        "name": name, "value": round(value, 2), "p95": round(quantiles(ours, n=20)[18], 2),
        "unit": "ms", "baseline": round(baseline, 2), "ratio": round(value / baseline, 1),
        "records": COUNT, "n": len(ours),
    }  # fmt: skip


def _times(calls: Sequence[Callable[[], Any]]) -> list[float]:
    return [in_database(call) for _ in range(ROUNDS) for call in calls]
