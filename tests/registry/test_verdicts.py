"""What becomes of one field, whoever spoke in whatever order."""

from __future__ import annotations

import itertools

import pytest

from registry.domain.change_rules import ChangeRules
from registry.domain.verdicts import ACCEPT, AMEND, REFUSE, Change, Review


def said(entry: int, by: str, verdict: str, seen: object = "a", value: object = None) -> Review:
    return Review(entry, verdict, by, by, "", value=value, seen=seen)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_side_by_side_a_refusal_stands_whoever_speaks_last(order: tuple[int, ...]) -> None:
    three = [said(2, "a", ACCEPT), said(2, "b", REFUSE), said(2, "c", AMEND, value="z")]
    change = Change("x", "a", "b", reviews=tuple(three[n] for n in order))
    assert (change.verdict, change.goes_in) == (REFUSE, False)


def test_a_person_may_think_again_and_a_later_level_decides_anew() -> None:
    change = Change("x", "a", "b", reviews=(said(2, "a", REFUSE), said(2, "a", ACCEPT)))
    assert (change.verdict, change.value) == (ACCEPT, "b")
    later = (*change.reviews, said(3, "b", AMEND, value="c"))
    assert Change("x", "a", "b", reviews=later).value == "c"
    assert not Change("x", "a", "b", reviews=(*later, said(4, "d", REFUSE))).goes_in


@pytest.mark.parametrize(
    ("reviews", "now", "moved"),
    [
        ((), "a", False),
        ((), "z", True),
        ((), "b", False),
        ((said(2, "a", ACCEPT, seen="a"),), "z", True),
        ((said(2, "a", ACCEPT, seen="z"),), "z", False),
        ((said(2, "a", REFUSE, seen="a"),), "z", False),
        ((said(2, "a", AMEND, seen="a", value="z"),), "z", False),
    ],
)
def test_a_record_moved_unless_it_holds_what_was_seen_or_what_is_asked(
    reviews: tuple[Review, ...], now: str, moved: bool
) -> None:
    assert Change("x", "a", "b", reviews=reviews).has_moved(now) is moved


def test_a_field_goes_by_the_first_rule_that_names_it_or_its_card() -> None:
    rules = ChangeRules.of({
        "cards": [{"key": "c", "title": "C", "items": ["/a", "/b"]}],
        "changes": {
            "workflow": "w", "bindings": {"f": [{"group": "g", "scope": "/org/x"}]},
            "for": [{"items": ["/a"], "workflow": "v"}, {"cards": ["c"], "bindings": {}}],
        },
    })  # fmt: skip
    assert [rules.rule_for(key).workflow for key in "abz"] == ["v", "w", "w"]
    assert not rules.rule_for("b").is_bound("f")
    general = rules.rule_for("z")
    assert general.groups_of("f", "/org/x/y") == ("g",)
    assert general.groups_of("f", "/org/xy") == ()
    assert [keys for _rule, keys in rules.split(["a", "b", "y", "z"])] == [["a"], ["b"], ["y", "z"]]
