"""The stack of markers, move by move."""

from __future__ import annotations

import pytest

from tests.workflows.circuits import status
from workflows.domain.circuit import Status
from workflows.domain.markers import after_move, previous


@pytest.mark.parametrize(
    ("before", "kind", "arrived", "forward", "after"),
    [
        ((), "draft", "b", True, ()),
        ((), "waiting-user", "b", True, ()),
        ((), "automatic", "b", True, ()),
        ((), "final", "b", True, ()),
        ((), "waiting-agent", "b", True, ("x",)),
        ((), "waiting-agent", "b", False, ()),
        (("a",), "waiting-agent", "b", True, ("a", "x")),
        (("a", "b"), "waiting-agent", "b", False, ("a",)),
        (("a", "b"), "waiting-agent", "a", True, ()),
        (("a",), "waiting-agent", "x", True, ("a",)),
        (("a", "b", "c"), "final", "b", False, ("a",)),
    ],
)
def test_a_forward_move_marks_and_an_arrival_cuts(before, kind, arrived, forward, after):
    assert after_move(before, Status.of(status("x", kind)), arrived, forward=forward) == after


def test_previous_is_the_top_of_the_stack():
    assert previous(("a", "b")) == "b"
    assert previous(()) is None
