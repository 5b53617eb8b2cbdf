"""Votes: rounds, seats, one person one vote, and what they decide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.domain.parts import Parallel
from workflows.domain.votes import Ballot, Choice, Round, refusals, standing, tally

NOW = Round(3, "h")
SEATS = ("a", "b", "c")


def parallel(rule="all", on_reject="first", **more) -> Parallel:
    return Parallel.of({
        "votes": list(SEATS), "rule": rule, "on_reject": on_reject,
        "accept": "oui", "reject": "non", **more,
    })  # fmt: skip


def ballots(words: str, at: Round = NOW) -> list[Ballot]:
    """« a+ b- »: who voted what, each seat by a person of its own."""
    return [
        Ballot(
            word[0], f"p{word[0]}", Choice.ACCEPT if word[1] == "+" else Choice.REJECT, at, "mot"
        )
        for word in words.split()
    ]


@pytest.mark.parametrize(
    ("rule", "on_reject", "cast", "decision", "quoted"),
    [
        ("all", "first", "", "", ""),
        ("all", "first", "a+ b+", "", ""),
        ("all", "first", "a+ b+ c+", "oui", "abc"),
        ("all", "first", "a+ b-", "non", "b"),
        ("all", "last", "a+ b-", "", ""),
        ("all", "last", "a- b+ c-", "non", "ac"),
        ("any", "last", "a-", "", ""),
        ("any", "last", "a- b+", "oui", "b"),
        ("any", "last", "a- b- c-", "non", "abc"),
        ("any", "first", "a-", "non", "a"),
        ({"at_least": 2}, "last", "a+", "", ""),
        ({"at_least": 2}, "last", "a+ b- c+", "oui", "ac"),
        ({"at_least": 2}, "last", "a+ b- c-", "non", "bc"),
        ({"at_least": 2}, "first", "a+ b-", "non", "b"),
    ],
)
def test_the_rule_decides(rule, on_reject, cast, decision, quoted):
    outcome = tally(parallel(rule, on_reject), ballots(cast), NOW)
    assert outcome.transition == decision
    assert "".join(b.function for b in outcome.quoted) == quoted
    assert all(b.comment == "mot" for b in outcome.quoted)


@given(
    st.sampled_from(["all", "any", {"at_least": 2}]),
    st.sampled_from(["first", "last"]),
    st.lists(st.sampled_from("+-"), min_size=3, max_size=3),
)
def test_once_everybody_has_voted_there_is_a_decision(rule, on_reject, said):
    cast = " ".join(f"{seat}{word}" for seat, word in zip(SEATS, said, strict=True))
    assert tally(parallel(rule, on_reject), ballots(cast), NOW).decided


WEIGHED = {"weights": {"a": 3, "b": 2}, "at_least": 4}


@pytest.mark.parametrize(
    ("on_reject", "cast", "decision", "quoted"),
    [
        ("last", "a+", "", ""),
        ("last", "b+ c+", "", ""),
        ("last", "a+ c+", "oui", "ac"),
        ("last", "a- b+ c+", "non", "a"),
        ("last", "a+ b- c+", "oui", "ac"),
        ("first", "b- a+ c+", "non", "b"),
    ],
)
def test_votes_that_weigh_are_counted_by_their_weight(on_reject, cast, decision, quoted):
    outcome = tally(parallel(WEIGHED, on_reject), ballots(cast), NOW)
    assert (outcome.transition, "".join(b.function for b in outcome.quoted)) == (decision, quoted)


def test_a_veto_decides_at_once_and_another_rejection_waits_for_the_rule():
    rules = parallel("any", "last", veto=["b"])
    assert not tally(rules, ballots("a-"), NOW).decided
    outcome = tally(rules, ballots("a- b-"), NOW)
    assert (outcome.transition, outcome.waiting) == ("non", ("c",))
    assert tally(rules, ballots("a+"), NOW).transition == "oui"  # carried before the veto spoke


def plainly(rule, on_reject, veto, said: list[tuple[str, str]]) -> str:
    """The words of the definition, one after the other: what these votes come to."""
    weight = {seat: rule.get("weights", {}).get(seat, 1) if isinstance(rule, dict) else 1
              for seat in SEATS}  # fmt: skip
    if rule == "all":
        needed = 3
    elif rule == "any":
        needed = 1
    else:
        needed = rule["at_least"]
    for seat, word in said:
        if word == "-" and (on_reject == "first" or seat in veto):
            return "non"
    if sum(weight[seat] for seat, word in said if word == "+") >= needed:
        return "oui"
    return "non" if len(said) == len(SEATS) else ""


RULES = st.one_of(
    st.sampled_from(["all", "any"]),
    st.builds(lambda n: {"at_least": n}, st.integers(1, 3)),
    st.builds(
        lambda weights, n: {"weights": weights, "at_least": n},
        st.dictionaries(st.sampled_from(SEATS), st.integers(1, 5), min_size=1),
        st.integers(1, 3),
    ),
)


@given(
    RULES,
    st.sampled_from(["first", "last"]),
    st.lists(st.sampled_from(SEATS), unique=True),
    st.permutations(SEATS),
    st.lists(st.sampled_from("+-"), max_size=3),
)
def test_the_count_is_that_of_a_plain_reading(rule, on_reject, veto, order, words):
    said = list(zip(order, words, strict=False))
    cast = " ".join(f"{seat}{word}" for seat, word in said)
    rules = parallel(rule, on_reject, veto=veto)
    assert tally(rules, ballots(cast), NOW).transition == plainly(rule, on_reject, veto, said)


def why(cast: str, ballot: Ballot, functions=SEATS, rules=None, now=NOW) -> list[str]:
    return [
        reason.code
        for reason in refusals(
            rules or parallel(), ballots(cast), ballot, now, frozenset(functions)
        )
    ]


def one(function="b", person="x", choice=Choice.ACCEPT, at=NOW, comment="vu") -> Ballot:
    return Ballot(function, person, choice, at, comment)


def test_a17_a_person_casts_one_vote_a_round_whatever_functions_he_holds():
    """FAULTS A-17: the holder of « a » who voted does not vote for « b » too."""
    assert why("a+", one("b", "pa")) == ["vote.once"]
    assert why("a+", one("b", "autre")) == []


def test_a_seat_is_taken_once():
    assert why("a+", one("a", "autre")) == ["vote.seat-taken"]


def test_a_vote_needs_the_function():
    assert why("", one("b"), functions=("a",)) == ["vote.function"]
    assert why("", one("z"), functions=("z",)) == ["vote.function"]


@pytest.mark.parametrize("cast", ["a-", "a+ c+ b+"])
def test_a_late_vote_hears_that_it_is_decided(cast):
    assert why(cast, one("c", "tard")) == ["vote.decided"]


def test_a_vote_for_a_stay_that_is_over_hears_that_it_is_decided():
    assert why("", one(at=Round(2, "h"))) == ["vote.decided"]
    assert [r.code for r in refusals(None, [], one(), NOW, frozenset(SEATS))] == ["vote.decided"]


def test_a_vote_on_answers_that_changed_is_refused():
    assert why("", one(at=Round(3, "avant"))) == ["vote.answers-changed"]


def test_an_unfavourable_vote_says_why():
    assert why("", one(choice=Choice.REJECT, comment=" ")) == ["vote.comment"]
    assert why("", one(choice=Choice.REJECT)) == []


def test_votes_reset_when_the_status_is_left_or_the_answers_change():
    before = ballots("a+ b+", Round(1, "h")) + ballots("c+", Round(3, "autres"))
    assert standing(parallel(), before, NOW) == ()


def test_kept_votes_still_count_while_the_answers_are_the_same():
    rules = parallel(keep_if_unchanged=True)
    before = ballots("a+ b-", Round(1, "h")) + ballots("c+", Round(1, "autres"))
    assert [b.function for b in standing(rules, before, NOW)] == ["a"]
    outcome = tally(rules, before + ballots("b+ c+"), NOW)
    assert outcome.transition == "oui"
    assert [r.code for r in refusals(rules, before, one("b", "pa"), NOW, frozenset(SEATS))] == [
        "vote.once"
    ]
