"""Who may what, where."""

from __future__ import annotations

from core.actor import HOUSE, NOBODY, Actor, Grant, Membership, outermost
from core.ids import uuid7


def grant(path: str, *permissions: str) -> Grant:
    return Grant(uuid7(), "agent", "Agent", path, path, frozenset(permissions))


AGENT = Actor(
    uuid7(),
    "Anne-Marie Le Goff",
    grants=(grant("/org/a", "read", "write"), grant("/org/b", "read")),
    memberships=(Membership("technique", "/org/a"),),
)


def test_a_right_holds_in_its_tree_and_not_beside_it() -> None:
    assert AGENT.holds("read")
    assert AGENT.holds("write", "/org/a")
    assert AGENT.holds("write", "/org/a/x/y")
    assert not AGENT.holds("write", "/org/ab")
    assert not AGENT.holds("write", "/org")
    assert not AGENT.holds("write", "/org/b")
    assert not AGENT.holds("other")


def test_nothing_lies_nowhere() -> None:
    assert not grant("/org", "read").covers(None)
    assert not Membership("a", "/org").covers(None)


def test_a_right_on_the_root_reaches_everything() -> None:
    assert Actor(grants=(grant("/", "read"),)).holds("read", "/org/a")


def test_the_house_may_all_and_nobody_nothing() -> None:
    assert HOUSE.holds("whatever", "/anywhere")
    assert HOUSE.known
    assert not NOBODY.known
    assert not NOBODY.holds("read")


def test_scopes_are_the_outermost_trees_where_a_right_is_held() -> None:
    actor = Actor(
        grants=(grant("/org/a/x", "read"), grant("/org/a", "read"), grant("/org/ab", "read"))
    )
    assert actor.scopes_for("read") == ("/org/a", "/org/ab")
    assert actor.scopes_for("write") == ()
    assert outermost(["/a", "/a", "/a/b"]) == ["/a"]


def test_groups_are_held_where_they_were_given() -> None:
    assert AGENT.in_group("technique", "/org/a/x")
    assert not AGENT.in_group("technique", "/org/b")
    assert not AGENT.in_group("budget", "/org/a")


def test_the_avatar_shows_two_letters() -> None:
    assert AGENT.initials == "AG"
    assert Actor(name="Irène").initials == "I"
    assert NOBODY.initials == ""
