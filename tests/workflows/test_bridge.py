"""The bridge: every move is decided as the document says, and a refused one changes nothing."""

from __future__ import annotations

import pytest

from core.words import teach
from schemas.domain.conditions import Reason
from tests.workflows.circuits import (
    WORKS,
    circuit,
    facts,
    situation,
    status,
    transition,
    triples,
    two_levels,
    without_guards,
)
from tests.workflows.naive import naive
from workflows.bridge import Bridge, Subject, machine_for
from workflows.domain.circuit import Circuit
from workflows.domain.decision import Offered
from workflows.errors import MoveRefused
from workflows.words import WORDS

BRIDGE = machine_for(WORKS, "travaux")


def fire(subject: Subject, key: str, *functions: str, **more: object):
    """Fire with a situation that agrees with the subject."""
    told = situation(subject.status, *functions, markers=tuple(subject.markers), **more)
    return BRIDGE.fire(subject, key, told)


def test_a17_every_triple_of_status_event_and_function_is_decided_as_the_table_says():
    """FAULTS A-17: 100 % of the triples of the works circuit, with and without markers."""
    read = Circuit.of(WORKS)
    by = {t["key"]: t["by"] for t in WORKS["transitions"]}
    seen = 0
    for at, key, function in triples(read):
        for markers in ((), ("depose",), ("depose", "visas")):
            if at in markers:
                continue
            system = function == "system"
            held = () if system else (function,)
            large = {"nature": "urgence", "total": "95000.00"}
            told = situation(
                at, *held, as_system=system, markers=markers,
                facts=facts(at, **large),
            )  # fmt: skip
            expected = naive(WORKS, at, list(markers), key) if function in by[key] else None
            subject = Subject(at, markers)
            try:
                move = BRIDGE.fire(subject, key, told)
            except MoveRefused:
                assert expected is None, (at, key, function, markers)
                assert (subject.status, subject.markers) == (at, markers)
            else:
                assert expected == (move.to, list(move.markers)), (at, key, function, markers)
                assert (subject.status, subject.markers) == (move.to, move.markers)
            seen += 1
    assert seen > 1_000


def test_a_works_request_goes_all_the_way():
    subject = Subject("brouillon")
    fire(subject, "deposer", "demandeur")
    fire(subject, "demander_complement", "gestionnaire")
    assert (subject.status, subject.markers) == ("a_completer", ())
    fire(subject, "redeposer", "demandeur")
    fire(subject, "instruire", "gestionnaire")
    assert (subject.status, subject.markers) == ("visas", ("depose",))
    fire(subject, "vers_decision", as_system=True)
    assert (subject.status, subject.markers) == ("decision", ("depose", "visas"))
    fire(subject, "reculer", "direction")
    assert (subject.status, subject.markers) == ("visas", ("depose",))
    fire(subject, "vers_decision", as_system=True)
    move = fire(subject, "accepter", "direction")
    assert (move.left, move.to, move.direction) == ("decision", "acceptee", "forward")
    fire(subject, "rouvrir", "direction")
    assert (subject.status, subject.markers) == ("decision", ("depose", "visas"))


def test_a_step_back_is_not_offered_with_an_empty_stack_and_says_why():
    (reculer,) = (
        d for d in BRIDGE.offered(situation("visas", "gestionnaire"))
        if not isinstance(d, Offered) and d.key == "reculer"
    )  # fmt: skip
    assert reculer.codes == ("move.no-previous",)


def test_c07_a_function_lost_between_display_and_post_is_forbidden():
    """FAULTS C-07: the act is refused with 403 and nothing is written."""
    subject = Subject("depose")
    with pytest.raises(MoveRefused) as refusal:
        fire(subject, "instruire")
    assert refusal.value.status == 403
    assert subject == Subject("depose")


def test_c01_a_request_that_moved_meanwhile_is_a_conflict():
    """FAULTS C-01: who decides on a stale page hears it."""
    subject = Subject("decision", ("depose", "visas"))
    with pytest.raises(MoveRefused) as refusal:
        BRIDGE.fire(subject, "instruire", situation("depose", "gestionnaire"))
    assert refusal.value.status == 409
    with pytest.raises(MoveRefused) as refusal:
        fire(subject, "instruire", "gestionnaire")
    assert refusal.value.status == 409


def test_a_missing_condition_is_for_the_reader_to_mend():
    with pytest.raises(MoveRefused) as refusal:
        fire(Subject("depose"), "instruire", "gestionnaire", ticks=frozenset())
    assert refusal.value.status == 422
    assert refusal.value.reasons == (Reason("move.checklist", {"item": "Surface vérifiée"}),)


def test_a_refusal_speaks_french_and_never_in_codes(french):
    with pytest.raises(MoveRefused) as refusal:
        fire(Subject("depose"), "instruire", "gestionnaire", ticks=frozenset())
    assert refusal.value.message == "Cochez d’abord « Surface vérifiée »."
    with pytest.raises(MoveRefused) as refusal:
        fire(Subject("decision"), "saisir_commission", "direction")
    assert refusal.value.message == "La condition de cette action n’est pas remplie."


@pytest.fixture
def french():
    """The sentences of this room, taught once more (the same objects may be)."""
    teach(WORDS)


def test_a_key_nobody_knows_is_refused():
    with pytest.raises(MoveRefused) as refusal:
        fire(Subject("depose"), "os.getcwd", "gestionnaire")
    assert refusal.value.reasons[0].code == "move.unknown"


def test_r28_a_side_effect_that_raises_leaves_the_subject_as_it_was():
    """FAULTS R-28: each of the two writes of a move fails in turn."""

    class Brittle:
        def __init__(self, breaks: str) -> None:
            self.__dict__.update(status="depose", markers=(), breaks=breaks)

        def __setattr__(self, name: str, value: object) -> None:
            if name == self.breaks and value not in ("depose", ()):
                raise RuntimeError(name)
            self.__dict__[name] = value

    for breaks in ("status", "markers"):
        subject = Brittle(breaks)
        with pytest.raises(RuntimeError):
            BRIDGE.fire(subject, "instruire", situation("depose", "gestionnaire"))
        assert (subject.status, subject.markers) == ("depose", ())


def test_keys_that_look_like_names_of_the_library_are_only_keys():
    """A stored word is never taken for an attribute, a callback or a state of the library."""
    document = circuit(
        [
            status("brouillon", "draft"),
            status("status"),
            status("model"),
            status("initial", "final"),
        ],
        [
            transition("status", "brouillon", "status", "demandeur"),
            transition("trigger", "status", "model", "gestionnaire"),
            transition("to_initial", "model", "initial"),
        ],
    )
    bridge = Bridge(Circuit.of(document))
    subject = Subject("brouillon")
    for key, function in (
        ("status", "demandeur"),
        ("trigger", "gestionnaire"),
        ("to_initial", "direction"),
    ):
        told = without_guards(
            bridge.circuit, subject.status, subject.markers, functions=frozenset({function})
        )
        bridge.fire(subject, key, told)
    assert subject.status == "initial"


def test_one_bridge_is_kept_for_each_version():
    assert machine_for(WORKS, "travaux") is BRIDGE
    assert machine_for(two_levels(), "autre") is not BRIDGE
