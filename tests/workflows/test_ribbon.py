"""The « guide d’instruction » of the works circuit."""

from __future__ import annotations

from tests.workflows.circuits import WORKS
from workflows.domain.circuit import Circuit
from workflows.domain.ribbon import ribbon
from workflows.domain.votes import Ballot, Choice, Round

READ = Circuit.of(WORKS)


def drawn(current: str, *markers: str) -> str:
    """The ribbon in one line: + done, * current, . to come, / passed over."""
    signs = {"done": "+", "current": "*", "to-come": ".", "skipped": "/"}
    return " ".join(f"{signs[c.state]}{c.status.key}" for c in ribbon(READ, current, markers))


def test_levels_are_done_current_and_to_come():
    assert drawn("depose") == "*depose .visas .decision .commission"
    assert drawn("decision", "depose", "visas") == "+depose +visas *decision .commission"


def test_a_status_without_a_level_shows_only_while_the_request_stands_there():
    assert drawn("brouillon") == "*brouillon .depose .visas .decision .commission"
    assert drawn("a_completer", "depose") == "+depose *a_completer .visas .decision .commission"


def test_an_end_comes_last_and_what_was_not_needed_is_passed_over():
    assert drawn("acceptee", "depose", "visas", "decision") == (
        "+depose +visas +decision /commission *acceptee"
    )


def test_visas_show_who_has_voted_while_they_are_awaited():
    ballot = Ballot("visa_budget", "p", Choice.ACCEPT, Round(1))
    (visas,) = (c for c in ribbon(READ, "visas", ("depose",), [ballot]) if c.seats)
    assert [(s.function, s.choice) for s in visas.seats] == [
        ("visa_technique", None),
        ("visa_budget", Choice.ACCEPT),
    ]
