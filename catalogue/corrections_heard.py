"""What moves of a request mean for what its applicant was asked to correct."""

from __future__ import annotations

from collections.abc import Sequence

from catalogue.operations import asking_again
from core.events import together
from workflows.events import CarriedOver, Moved, MoveUndone


@together(Moved)
def ask_no_more(events: Sequence[Moved]) -> None:
    """What was to be corrected is not, once a request goes on without its applicant."""
    asking_again.withdraw(events)


@together(CarriedOver)
def ask_no_more_elsewhere(events: Sequence[CarriedOver]) -> None:
    """A newer circuit that takes the request away from its applicant withdraws it likewise."""
    asking_again.withdraw(events)


@together(MoveUndone)
def ask_again(events: Sequence[MoveUndone]) -> None:
    """A move taken back takes back what it asked, and gives back what it withdrew."""
    asking_again.take_back(events)
