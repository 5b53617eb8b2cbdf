"""One question asked of somebody outside: how long it may stand, and where it stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final, Protocol

#: Days between the day of asking and the last day to answer.
LONGEST: Final = timedelta(days=90)
USUAL: Final = timedelta(days=10)
#: Before the end, whoever has not answered is reminded, once.
REMINDED_BEFORE: Final = timedelta(days=2)
#: Advice that one request may await at once, and that one agent may ask for in a day.
MOST_OPEN: Final = 10
MOST_A_DAY: Final = 30
LONGEST_QUESTION: Final = 4_000
LONGEST_ANSWER: Final = 10_000
ANSWERED: Final = "advice.answered"
"""The check that a transition may name."""


class Advice(Protocol):
    """The instants that say where an advice stands."""

    due_at: datetime
    opened_at: datetime | None
    answered_at: datetime | None
    revoked_at: datetime | None


def state_of(advice: Advice, now: datetime) -> str:
    """asked, opened, answered, revoked or expired."""
    if advice.revoked_at is not None:
        return "revoked"
    if advice.answered_at is not None:
        return "answered"
    if advice.due_at <= now:
        return "expired"
    return "opened" if advice.opened_at is not None else "asked"


def is_awaited(advice: Advice, now: datetime) -> bool:
    """Whether an answer may still come."""
    return state_of(advice, now) in {"asked", "opened"}


def last_day(today: date) -> date:
    """The latest last day there may be."""
    return today + LONGEST


def is_due_for_a_reminder(asked_at: datetime, due_at: datetime, now: datetime) -> bool:
    """Near the end, and not on the heels of the question itself."""
    return now >= due_at - REMINDED_BEFORE and now - asked_at >= REMINDED_BEFORE / 2
