"""A button knows its state: start, resume, closed until…, not eligible because…, reserved to…"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from catalogue.domain.service import Button, Service
from schemas.domain.conditions import Reason


class Mode(StrEnum):
    """What pressing the button would do, or why it cannot be pressed."""

    START = "start"
    RESUME = "resume"
    NOT_YET = "not-yet"
    CLOSED = "closed"
    NOT_ELIGIBLE = "not-eligible"
    RESERVED = "reserved"
    UNMANNED = "unmanned"
    NOT_OFFERED = "not-offered"


@dataclass(frozen=True, slots=True)
class Filed:
    """A request of this establishment through this button, as far as a button cares."""

    reference: str
    is_draft: bool
    is_final: bool
    step: int | None = None
    steps: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """Who looks at the button, and where the service stands for him."""

    today: date
    may_file: bool
    #: None: the rule lacks an answer; False: it refuses. Reasons go with it.
    eligible: bool | None = True
    reasons: tuple[Reason, ...] = ()
    offered: bool = True
    manned: bool = True
    filed: Sequence[Filed] = ()


@dataclass(frozen=True, slots=True)
class ButtonState:
    """The button as it is shown."""

    button: Button
    mode: Mode
    #: The draft to resume.
    draft: Filed | None = None
    #: Requests under way, to look at.
    running: tuple[Filed, ...] = ()
    #: A finished request of an earlier year whose answers may serve again.
    renew: Filed | None = None
    reasons: tuple[Any, ...] = ()
    on: date | None = None

    @property
    def enabled(self) -> bool:
        """Whether it can be pressed."""
        return self.mode in {Mode.START, Mode.RESUME}


def state_of(service: Service, button: Button, asking: Asking) -> ButtonState:
    """Decide in the order a reader wants it: is it for me, is it open, what have I begun."""
    draft = next((f for f in asking.filed if f.is_draft), None)
    running = tuple(f for f in asking.filed if not f.is_draft and not f.is_final)
    renew = next(
        (f for f in asking.filed if f.is_final and f.year and f.year < asking.today.year), None
    )
    calendar = service.opening
    opening = calendar.at(asking.today)

    def state(mode: Mode, **more: Any) -> ButtonState:
        return ButtonState(button, mode, draft, running, renew, **more)

    if not asking.may_file:
        return state(Mode.RESERVED)
    if not asking.eligible:
        return state(Mode.NOT_ELIGIBLE, reasons=asking.reasons)
    if not asking.offered:
        return state(Mode.NOT_OFFERED, reasons=asking.reasons)
    if draft is not None and calendar.finishes(asking.today):
        return state(Mode.RESUME)
    if not calendar.starts(asking.today):
        if opening.since and asking.today < opening.since:
            return state(Mode.NOT_YET, on=opening.since)
        return state(Mode.CLOSED, on=opening.until)
    if not asking.manned:
        return state(Mode.UNMANNED)
    return state(Mode.START)
