"""Invented requests walk random circuits: what they may do is what the page of definitions says."""

from __future__ import annotations

import copy
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit.thorough import some
from tests.workflows.circuits import FUNCTIONS, circuit, status, transition, two_levels
from tests.workflows.living import PEOPLE, living
from tests.workflows.naive import naive, verdict
from workflows.bridge import Bridge, Subject
from workflows.domain.check import findings
from workflows.domain.circuit import Circuit
from workflows.domain.playing import Play
from workflows.errors import MoveRefused

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
#: Steps of one walk.
LONG = 40


#: Numbers an act is made of: drawn fast, and made small again when something fails.
NUMBERS = st.lists(st.integers(0, 99_999), min_size=LONG, max_size=LONG)


def act_of(document: dict[str, Any], number: int) -> dict[str, Any]:
    """Anything anybody might try, sensible or not."""
    sort, number = number % 8, number // 8
    who = {"as": FUNCTIONS[number % 3], "person": PEOPLE[number // 3 % 3]}
    rest = number // 9
    if sort < 4:
        return {"do": document["transitions"][rest % len(document["transitions"])]["key"], **who}
    if sort < 6:
        return {"vote": ("accept", "reject")[rest % 2], **who}
    if sort == 6:
        return {"wait": ("P1D", "P12D", "P3M")[rest % 3]}
    timers = document.get("timers") or [{"key": "aucun"}]
    return {"timer": timers[rest % len(timers)]["key"]}


def seen(play: Play) -> Any:
    """All that may change."""
    running = {key: one.at for key, one in play.clock.running.items()}
    return (
        play.status, play.markers, play.entry, play.now, running, dict(play.latest),
        list(play.ballots), list(play.events),
    )  # fmt: skip


def said_here(document: dict[str, Any], play: Play) -> dict[str, str]:
    """Seat → what it says at this stay; an earlier yes still stands where the circuit keeps it."""
    (parallel,) = (s["parallel"] for s in document["statuses"] if s["key"] == play.status)
    said = {}
    for ballot in play.ballots:
        here = ballot.round.entry == play.entry
        if here or (parallel["keep_if_unchanged"] and ballot.choice.value == "accept"):
            said[ballot.function] = ballot.choice.value
    return {seat: said[seat] for seat in parallel["votes"] if seat in said}


def decided_by_votes(document: dict[str, Any], play: Play, act: dict[str, Any]) -> str:
    """The move this vote brings about, read plainly; it is cast here and now."""
    (parallel,) = (s["parallel"] for s in document["statuses"] if s["key"] == play.status)
    return verdict(parallel, said_here(document, play) | {act["as"]: act["vote"]})


def four_eyes(document: dict[str, Any], play: Play) -> None:
    """Nobody made a move that somebody else's hand was to make: read from all that happened."""
    latest: dict[str, str] = {}
    rules = {t["key"]: t.get("not_same_actor_as", ()) for t in document["transitions"]}
    for event in play.events:
        if event.sort == "move":
            if event.function != "system":
                assert all(latest.get(key) != event.person for key in rules[event.key])
            latest[event.key] = event.person


def retold(document: dict[str, Any], play: Play) -> tuple[str, list[str]]:
    """Where the plain reading of the page brings the same moves."""
    at, markers = document["initial"], []
    for event in play.events:
        if event.sort == "move":
            found = naive(document, at, markers, event.key)
            assert found is not None, event
            assert (event.left, event.to) == (at, found[0])
            at, markers = found
    return at, markers


@settings(max_examples=some(55), deadline=None, suppress_health_check=SLOW)
@given(living(), NUMBERS)
def test_c06_two_thousand_random_steps_hold_whatever_is_tried(
    document: dict, numbers: list[int]
) -> None:
    """FAULTS C-06 and acceptance 2 of the circuits: moves, visas, time, in any order."""
    circuit_read = Circuit.of(document)
    play, bridge, taken = Play(circuit_read), Bridge(circuit_read), []
    for act in (act_of(document, number) for number in numbers):
        before, entry = copy.copy(seen(play)), play.entry
        light = Subject(play.status, play.markers)
        meant = play.situation(act["as"], act) if "do" in act else None
        by_vote = decided_by_votes(document, play, act) if may_vote(play, act) else None
        refused = play.step(act)
        if meant is not None:
            assert refused == by_the_library(bridge, light, act["do"], meant)
        if refused:
            assert seen(play) == before, "what is refused changes nothing"
        else:
            taken.append(act)
        moves = [e for e in play.events[len(before[-1]) :] if e.sort == "move"]
        if by_vote is not None and not refused:
            assert [move.key for move in moves][:1] == [by_vote][: bool(by_vote)]
        assert play.entry == entry + len(moves), "one arrival a move"
        assert len(set(play.markers)) == len(play.markers)
        assert play.status not in play.markers
        cast = Counter((b.round.entry, b.person) for b in play.ballots)
        assert all(count == 1 for count in cast.values()), "one vote a person and round"
    assert retold(document, play) == (play.status, list(play.markers))
    four_eyes(document, play)
    again = Play(circuit_read)
    assert [again.step(act) for act in taken] == [()] * len(taken)
    assert seen(again) == seen(play), "the same steps lead to the same place"


def may_vote(play: Play, act: dict[str, Any]) -> bool:
    """Whether votes are cast where it stands."""
    return "vote" in act and play.circuit.status[play.status].parallel is not None


def by_the_library(bridge: Bridge, subject: Subject, key: str, situation: Any) -> Any:
    """The reasons of the engine that moves real requests; none when it goes through."""
    try:
        bridge.fire(subject, key, situation)
    except MoveRefused as refusal:
        return refusal.reasons
    return ()


@settings(max_examples=some(25), deadline=None, suppress_health_check=SLOW)
@given(living(), NUMBERS)
def test_c06_an_open_request_of_an_accepted_circuit_always_has_something_ahead(
    document: dict, numbers: list[int]
) -> None:
    circuit_read = Circuit.of(document)
    if not findings(circuit_read).publishable:
        return
    play = Play(circuit_read)
    for number in numbers:
        play.step(act_of(document, number))
        here = circuit_read.status[play.status]
        ahead = [d for f in FUNCTIONS for d in play.decisions(f) if hasattr(d, "to")]
        awaited = here.parallel is not None
        assert here.is_final or ahead or awaited or play.clock.running, play.status


@pytest.mark.audit
@settings(max_examples=2_500, deadline=None, suppress_health_check=SLOW)
@given(living(), NUMBERS)
def test_c06_a_hundred_thousand_steps_of_everything_hold(
    document: dict, numbers: list[int]
) -> None:
    """The goal of section 6 of the measures, with visas and time."""
    inner: Any = test_c06_two_thousand_random_steps_hold_whatever_is_tried
    inner.hypothesis.inner_test(document, numbers)


def with_time(**timer: Any) -> dict[str, Any]:
    """Two levels; the second moves by itself."""
    document = two_levels(timers=[{
        "key": "delai", "in": "deux", "anchor": "latest-arrival", "after": "P10D", **timer,
    }])  # fmt: skip
    document["transitions"].append(transition("seul", "deux", "fin", "system"))
    return document


def at_two(document: dict[str, Any]) -> Play:
    play = Play(Circuit.of(document))
    for act in ({"do": "deposer", "as": "demandeur"}, {"do": "avancer", "as": "gestionnaire"}):
        assert play.step(act) == ()
    return play


def test_a_deadline_goes_off_when_its_time_has_come_and_not_before():
    play = at_two(with_time(fire="seul"))
    assert play.step({"wait": "P9D"}) == ()
    assert play.status == "deux"
    assert play.step({"wait": "P2D"}) == ()
    assert (play.status, play.clock.running) == ("fin", {})


def test_a_deadline_is_waited_for_by_its_name_whatever_its_length():
    play = at_two(with_time(fire="seul"))
    before = play.now
    assert play.step({"timer": "delai"}) == ()
    assert play.status == "fin"
    assert (play.now - before).days >= 10
    (reason,) = play.step({"timer": "delai"})
    assert reason.code == "play.not-running"


def test_a_rhythm_comes_back_as_often_as_it_says():
    notify = [{"do": "notify", "template": "rappel", "to": ["direction"]}]
    play = at_two(with_time(actions=notify, every="P5D", times=3))
    play.step({"wait": "P100D"})
    gone = [event for event in play.events if event.sort == "timer"]
    assert len(gone) == 3
    assert [action.do for action in gone[0].actions] == ["notify"]


def test_time_does_not_run_away():
    play = at_two(with_time(fire="seul"))
    (reason,) = Play(Circuit.of(two_levels())).step({"wait": "P999Y"})
    assert reason.code == "play.too-far"
    assert [r.code for r in play.step({"wait": "garbage"})] == ["play.too-far"]


def test_deadlines_that_chase_one_another_come_to_an_end():
    document = circuit(
        [status("brouillon", "draft"), status("un"), status("deux"), status("fin", "final")],
        [
            transition("deposer", "brouillon", "un", "demandeur"),
            transition("aller", "un", "deux", "system"),
            transition("venir", "deux", "un", "system"),
            transition("clore", "un deux", "fin"),
        ],
        timers=[
            {"key": "a", "in": "un", "anchor": "latest-arrival", "after": "PT1M", "fire": "aller"},
            {"key": "b", "in": "deux", "anchor": "latest-arrival", "after": "PT1M",
             "fire": "venir"},
        ],
    )  # fmt: skip
    play = Play(Circuit.of(document))
    play.step({"do": "deposer", "as": "demandeur"})
    assert play.step({"wait": "P300D"}) == ()
    assert play.entry < 1_000


def test_a_vote_whose_outcome_cannot_be_had_is_not_cast():
    document = circuit(
        [
            status("brouillon", "draft"),
            status("visas", parallel={
                "votes": ["gestionnaire"], "rule": "all", "on_reject": "first",
                "accept": "oui", "reject": "non",
            }),
            status("fin", "final"),
        ],
        [
            transition("deposer", "brouillon", "visas", "demandeur"),
            transition("oui", "visas", "fin", "system", guard=False),
            transition("non", "visas", "fin", "system"),
        ],
    )  # fmt: skip
    circuit_read = Circuit.of(document)
    play = Play(circuit_read)
    play.step({"do": "deposer", "as": "demandeur"})
    assert play.step({"vote": "accept", "as": "gestionnaire"})
    assert (play.ballots, play.status) == ([], "visas")
