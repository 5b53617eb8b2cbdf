"""Scopes against a naive oracle: in the tree or not, in Python and in SQL (FAULTS A-11)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import column, select, values
from sqlalchemy import types as sqltypes

from accounts.queries.scopes import ancestors, under
from core.actor import Actor, Grant, Membership, outermost
from core.database import session
from core.ids import uuid7
from tests.kit.thorough import some

#: Codes that are neighbours as text, wildcards of LIKE, and a slash's own neighbours.
CODES = st.sampled_from(["a", "A", "ab", "a-b", "a.b", "a_b", "aXb", "a%b", "0", "35", "350", "é"])
PATHS = st.lists(CODES, min_size=1, max_size=4).map(lambda pieces: "/" + "/".join(pieces))
TREES = st.lists(PATHS, max_size=8)


def pieces(path: str) -> list[str]:
    return [piece for piece in path.split("/") if piece]


def inside(path: str, root: str) -> bool:
    """The oracle: piece by piece, nothing clever."""
    here, there = pieces(path), pieces(root)
    return len(here) >= len(there) and all(
        one == other for one, other in zip(here, there, strict=False)
    )


def right(path: str) -> Grant:
    return Grant(uuid7(), "agent", "Agent", path, path, frozenset({"read"}))


@given(TREES, PATHS)
@settings(max_examples=some(120))
def test_a11_a_right_covers_what_the_oracle_says(roots: list[str], path: str) -> None:
    actor = Actor(grants=tuple(right(root) for root in roots))
    expected = any(inside(path, root) for root in roots)
    assert actor.holds("read", path) is expected
    assert any(Membership("g", root).covers(path) for root in roots) is expected
    assert any(root in ancestors(path) for root in roots) is expected


@given(TREES, PATHS)
@settings(max_examples=some(120))
def test_a11_outermost_roots_reach_the_same_and_none_lies_under_another(
    roots: list[str], path: str
) -> None:
    kept = outermost(roots)
    assert any(inside(path, root) for root in kept) is any(inside(path, r) for r in roots)
    assert not any(a != b and inside(a, b) for a in kept for b in kept)
    assert kept == sorted(set(kept))


@pytest.mark.parametrize("paths", [["/a", "/a-b", "/a/x"], ["/a/x", "/a.b", "/a"]])
def test_a_neighbour_as_text_hides_no_root(paths: list[str]) -> None:
    assert not set(outermost(paths)) & {"/a/x"}


@given(TREES, st.lists(PATHS, min_size=1, max_size=30))
@settings(
    max_examples=some(50),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
def test_a11_the_database_finds_what_the_oracle_says(
    app: Any, roots: list[str], paths: list[str]
) -> None:
    rows = values(column("path", sqltypes.Text), name="places").data([(path,) for path in paths])
    found = session.scalars(select(rows.c.path).where(under(roots, rows.c.path))).all()
    assert sorted(found) == sorted(p for p in paths if any(inside(p, root) for root in roots))
