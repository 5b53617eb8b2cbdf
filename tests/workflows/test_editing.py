"""Acts on circuits under construction: each does what it says and leaves the rest alone."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Invalid
from tests.kit.thorough import some
from tests.workflows.circuits import transition, two_levels, works
from workflows.domain.circuit import Circuit
from workflows.domain.editing import (
    citing,
    effects,
    functions,
    palettes,
    settling,
    statuses,
    tabs,
    timers,
    transitions,
)
from workflows.domain.editing.parts import find, keys_in, name_for

Posted = dict[str, list[str]]


def part(document: dict[str, Any], name: str, key: str) -> dict[str, Any]:
    found = find(document, name, key)
    assert found is not None
    return found


def voting(**more: str) -> Posted:
    """The page of a status with votes, as it is posted."""
    base = {
        "votes-shown": "1", "votes-on": "1", "votes-seats-shown": "1", "votes-rule": "all",
        "votes-on_reject": "first",
    }  # fmt: skip
    return {name: [value] for name, value in {**base, **more}.items()} | {
        "votes-seats": ["gestionnaire", "direction"]
    }


def test_a_status_gets_a_key_from_its_words_and_comes_after_the_one_that_is_open() -> None:
    document = two_levels()
    first = statuses.add(document, "Visa du maire !")
    second = statuses.add(document, "Visa du maire ?")
    assert (first.key, second.key) == ("visa_du_maire", "visa_du_maire_2")
    assert keys_in(document, "statuses")[-1] == second.key
    assert part(document, "statuses", first.key)["tone"] == "sky"
    assert statuses.add(document, "2026 🎉", after="un").key == "etat"
    assert keys_in(document, "statuses")[2] == "etat"


def test_names_are_never_longer_than_the_meta_schema_allows() -> None:
    taken = {name_for("é" * 300, (), "x")}
    for _n in range(12):
        name = name_for("é" * 300, taken, "x")
        assert len(name) <= 40
        assert name not in taken
        taken.add(name)


def test_a_status_is_inserted_on_a_way_and_only_there() -> None:
    document = works()
    before = copy.deepcopy(part(document, "transitions", "refuser"))
    made = statuses.insert(document, "refuser", "decision", "Relecture", "Poursuivre").key
    assert part(document, "transitions", "refuser")["from"] == ["commission"]
    copied = next(
        t for t in document["transitions"] if t["to"] == made and t["from"] == ["decision"]
    )
    assert copied["label"] == before["label"]
    assert copied["actions"] == before["actions"]
    on = next(t for t in document["transitions"] if t["from"] == [made])
    assert (on["to"], on["by"]) == ("refusee", ["direction"])
    with pytest.raises(Invalid):
        statuses.insert(document, "reculer", "visas", "Relecture", "Poursuivre")


def test_inserted_behind_votes_the_votes_fire_the_way_they_did() -> None:
    document = works()
    made = statuses.insert(document, "vers_decision", "visas", "Relecture", "Poursuivre").key
    votes = part(document, "statuses", "visas")["parallel"]
    assert part(document, "transitions", votes["accept"])["to"] == made


def test_a_copy_of_a_status_is_left_by_the_same_ways() -> None:
    document = works()
    made = statuses.duplicate(document, "visas", "Visas (copie)").key
    assert keys_in(document, "statuses")[4] == made
    assert made in part(document, "transitions", "vers_decision")["from"]
    assert made in part(document, "timers", "escalade")["in"]


def test_what_names_a_status_is_told_and_goes_only_when_asked() -> None:
    document = works()
    cited = {(one.list, one.key, one.setting) for one in citing.of_status(document, "visas")}
    assert ("transitions", "instruire", "to") in cited
    assert ("timers", "escalade", "in") in cited
    alone = statuses.remove(copy.deepcopy(document), "visas", ways=False).document
    assert part(alone, "transitions", "instruire")["to"] == "visas"
    whole = statuses.remove(document, "visas", ways=True).document
    assert find(whole, "transitions", "instruire") is None
    assert find(whole, "transitions", "vers_decision") is None
    assert part(whole, "transitions", "reculer")["from"] == ["decision", "commission"]
    assert find(whole, "timers", "escalade") is None
    assert "instruire" not in part(whole, "transitions", "accepter")["not_same_actor_as"]


def test_an_action_that_goes_takes_the_delay_that_did_nothing_else() -> None:
    document = works()
    transitions.remove(document, "caduque")
    assert find(document, "timers", "caducite") is None
    assert find(document, "timers", "relance") is not None


def test_actions_move_among_those_of_their_status() -> None:
    document = two_levels()
    document["transitions"].insert(2, transition("refuser", "deux", "fin"))
    leaving = ["refuser", "accorder", "reculer"]
    assert [t["key"] for t in document["transitions"] if "deux" in t["from"]] == leaving
    transitions.move(document, "reculer", "deux", -1)
    transitions.move(document, "refuser", "deux", -1)
    assert [t["key"] for t in document["transitions"] if "deux" in t["from"]] == [
        "refuser", "reculer", "accorder",
    ]  # fmt: skip
    assert document["transitions"][1]["key"] == "avancer"


def test_votes_make_the_moves_they_fire_and_take_them_away_with_them() -> None:
    document = two_levels()
    sent = voting(**{"votes-accept-to": "deux", "votes-accept-label": "Visas favorables"})
    sent |= {"votes-reject-to": ["$previous"], "votes-reject-label": ["Visa défavorable"]}
    settling.status(document, "un", sent)
    votes = part(document, "statuses", "un")["parallel"]
    assert votes["votes"] == ["gestionnaire", "direction"]
    accept = part(document, "transitions", votes["accept"])
    assert (accept["from"], accept["to"], accept["by"]) == (["un"], "deux", ["system"])
    assert part(document, "transitions", votes["reject"])["direction"] == "back"
    settling.status(document, "un", sent | {"votes-accept-to": ["fin"]})
    assert part(document, "transitions", votes["accept"])["to"] == "fin"
    count = len(document["transitions"])
    settling.status(document, "un", {"votes-shown": ["1"]})
    assert "parallel" not in part(document, "statuses", "un")
    assert len(document["transitions"]) == count - 2


def test_votes_that_weigh_keep_their_weights_and_forget_those_of_absent_seats() -> None:
    document = two_levels()
    sent = voting(**{"votes-rule": "weights", "votes-needed": "3", "votes-weight-direction": "2"})
    settling.status(document, "un", sent | {"votes-veto": ["direction", "demandeur"]})
    votes = part(document, "statuses", "un")["parallel"]
    assert votes["rule"] == {"weights": {"gestionnaire": 1, "direction": 2}, "at_least": 3}
    assert votes["veto"] == ["direction"]
    settling.status(document, "un", sent | {"votes-seats": ["gestionnaire"]})
    votes = part(document, "statuses", "un")["parallel"]
    assert votes["rule"]["weights"] == {"gestionnaire": 1}
    assert "veto" not in votes


def test_the_kind_of_a_status_brings_its_colour_unless_one_was_chosen() -> None:
    document = two_levels()
    settling.status(document, "un", {"s-kind": ["waiting-user"], "s-tone": ["sky"]})
    assert part(document, "statuses", "un")["tone"] == "brick"
    settling.status(document, "un", {"s-kind": ["waiting-user"], "s-tone": ["plum"]})
    settling.status(document, "un", {"s-kind": ["final"], "s-tone": ["plum"]})
    made = part(document, "statuses", "un")
    assert (made["tone"], made["outcome"]) == ("plum", "accepted")
    settling.status(document, "un", {"s-kind": ["waiting-agent"]})
    assert "outcome" not in part(document, "statuses", "un")


def test_another_palette_repaints_what_followed_the_former_one() -> None:
    document = two_levels(palette="default")
    part(document, "statuses", "deux")["tone"] = "plum"
    part(document, "statuses", "brouillon")["tone"] = "slate"
    palettes.repainted(document, "attente")
    assert part(document, "statuses", "un")["tone"] == "plum"
    palettes.repainted(document, "default")
    assert part(document, "statuses", "un")["tone"] == "sky"


def test_a_delay_leads_the_request_by_a_move_of_its_own() -> None:
    document = two_levels()
    key = timers.add(document, "un", "délai Un").key
    sent: Posted = {"t-fire-to": ["fin"], "t-fire-label": ["Délai dépassé"], "t-after": ["2"]}
    timers.settle(document, key, sent | {"t-after-unit": ["M"]})
    timer = part(document, "timers", key)
    assert timer["after"] == "P2M"
    fired = part(document, "transitions", timer["fire"])
    assert (fired["from"], fired["to"], fired["by"]) == (["un"], "fin", ["system"])
    timers.settle(document, key, sent | {"t-in-shown": ["1"], "t-in": ["un", "deux"]})
    assert part(document, "transitions", timer["fire"])["from"] == ["un", "deux"]
    timers.settle(document, key, {"t-fire-to": [""]})
    assert find(document, "transitions", fired["key"]) is None


@pytest.mark.parametrize("length", ["P15D", "PT2M", "PT36H", "P2W", "P3M", "P1Y"])
def test_a_plain_length_is_read_back_as_it_was_written(length: str) -> None:
    number, unit = effects.parted(length)
    assert effects.length({"x": [number], "x-unit": [unit]}, "x", "") == length


def test_a_length_no_number_says_stays_as_it_is() -> None:
    assert effects.parted("P1M15D") == ("", "=")
    assert effects.length({"x": [""], "x-unit": ["="]}, "x", "P1M15D") == "P1M15D"
    assert effects.length({"x": [""], "x-unit": ["D"]}, "x", "P1M15D") == ""


def test_effects_keep_their_order_and_what_the_page_does_not_show() -> None:
    before = [{"do": "notify", "template": "refus", "to": ["demandeur"], "audience": "x"}]
    sent: Posted = {
        "effects-0-do": ["notify"], "effects-0-template": ["accord"],
        "effects-0-to-shown": ["1"], "effects-0-to": ["direction"],
        "effects-1-do": ["document"], "effects-1-template": ["arrete"],
    }  # fmt: skip
    assert effects.read(sent, before) == [
        {"do": "notify", "template": "accord", "to": ["direction"], "audience": "x"},
        {"do": "document", "template": "arrete"},
    ]


@pytest.mark.parametrize("typed", ["[NaN]", '{"a": Infinity}', "[1e999]", "[-Infinity]", "[1"])
def test_what_no_document_can_keep_stays_the_text_it_was(typed: str) -> None:
    assert effects.value_of(typed, "number") == typed


def test_values_of_an_effect_are_read_by_the_type_of_their_field() -> None:
    sent: Posted = {"effects-0-do": ["create-record"], "effects-0-values-shown": ["1"]}
    rows = [("code", "35000", "string"), ("age", "12", "integer"), ("", "x", ""),
            ("lu", "/reponse", ""), ("oui", "true", "boolean")]  # fmt: skip
    for n, (name, value, kind) in enumerate(rows):
        start = f"effects-0-values-{n}-"
        sent |= {f"{start}name": [name], f"{start}value": [value], f"{start}type": [kind]}
    made = effects.read(sent, [])[0]
    assert made["values"] == {"code": "35000", "age": 12, "lu": "/reponse", "oui": True}


def test_a_function_that_goes_is_named_nowhere() -> None:
    document = works()
    assert citing.of_function(document, "direction")
    functions.remove(document, "direction")
    assert citing.of_function(document, "direction") == []
    assert functions.add(document, "Système").key == "systeme"
    assert functions.add(document, "system").key == "system_2"


def test_a_tab_shows_one_thing_at_a_time() -> None:
    document = works()
    key = tabs.add(document, "Budget").key
    tabs.settle(document, key, {"o-what": ["annotations"], "o-form": ["instruction-travaux"]})
    assert part(document, "tabs", key)["annotations"] == {"form": "instruction-travaux"}
    assert "show" not in part(document, "tabs", key)
    tabs.settle(document, key, {"o-what": ["fields"], "o-fields-shown": ["1"], "o-fields": ["/a"]})
    assert part(document, "tabs", key)["show"] == ["/a"]
    tabs.settle(document, key, {"o-what": ["thread"]})
    assert part(document, "tabs", key) == {"key": key, "label": "Budget", "show": "thread"}


#: Anything a page may be asked to do, about parts that are there or not.
ACTS = st.one_of(
    st.tuples(st.just("add"), st.text(max_size=30), st.integers(0, 9)),
    st.tuples(
        st.sampled_from(["up", "down", "copy", "remove", "ways", "insert", "vote", "delay", "way"]),
        st.text(max_size=10),
        st.integers(0, 30),
    ),
)


def act(document: dict[str, Any], verb: str, words: str, number: int) -> None:
    """One act on the `number`-th status or action."""
    states, ways = keys_in(document, "statuses"), keys_in(document, "transitions")
    state = states[number % len(states)] if states else "x"
    way = ways[number % len(ways)] if ways else "x"
    if verb == "add":
        statuses.add(document, words or "État", after=state)
    elif verb in {"up", "down"}:
        statuses.move(document, state, -1 if verb == "up" else 1)
    elif verb == "copy":
        statuses.duplicate(document, state, words or "Copie")
    elif verb in {"remove", "ways"}:
        statuses.remove(document, state, ways=verb == "ways")
    elif verb == "insert":
        found = find(document, "transitions", way) or {"from": ["x"]}
        source = next(iter(found["from"]), "x")
        statuses.insert(document, way, source, words or "État", "Poursuivre")
    elif verb == "vote":
        to = states[-1] if states else ""
        settling.status(document, state, voting(**{"votes-accept-to": to, "votes-reject-to": to}))
    elif verb == "delay":
        key = timers.add(document, state, words or "délai").key
        timers.settle(document, key, {"t-fire-to": [states[0] if states else ""]})
    else:
        transitions.duplicate(document, way, words or "Copie")


@given(st.lists(ACTS, max_size=25))
@settings(max_examples=some(40), deadline=None)
def test_whatever_the_acts_names_are_unique_and_the_circuit_is_read(
    asked: list[tuple[str, str, int]],
) -> None:
    document = works()
    for verb, words, number in asked:
        before = copy.deepcopy(document)
        try:
            act(document, verb, words, number)
        except Invalid:
            document = before
        for name in ("statuses", "transitions", "timers"):
            keys = keys_in(document, name)
            assert len(keys) == len(set(keys))
        Circuit.of(document)
        for one in document["statuses"]:
            for end in ("accept", "reject"):
                fired = (one.get("parallel") or {}).get(end)
                assert not fired or find(document, "transitions", fired) is not None
