"""Due dates: on the wall of the authority, in working days when asked, stored in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.domain.deadlines import Anchors, Calendar, NoWorkingDay, due
from workflows.domain.parts import Timer

PARIS = ZoneInfo("Europe/Paris")


def timer(after: str, calendar: str = "", anchor: str = "latest-arrival") -> Timer:
    return Timer("t", "s", anchor, after, calendar)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def when(after: str, start: str, calendar: str = "", **calendars: Calendar) -> str:
    """The due date as read on a wall in Paris."""
    found = due(timer(after, calendar), Anchors(paris(start).astimezone(UTC)), calendars)
    assert found.tzinfo is UTC
    return found.astimezone(PARIS).isoformat(timespec="minutes")


@pytest.mark.parametrize(
    ("after", "start", "expected"),
    [
        ("P15D", "2026-11-20T10:30", "2026-12-05T10:30+01:00"),
        # DST: the same hour on the wall, one hour less or more in between
        ("P1D", "2026-03-28T10:30", "2026-03-29T10:30+02:00"),
        ("P1D", "2026-10-24T10:30", "2026-10-25T10:30+01:00"),
        ("PT24H", "2026-03-28T10:30", "2026-03-29T11:30+02:00"),
        ("P1D", "2026-03-28T02:30", "2026-03-29T03:30+02:00"),  # 2 h 30 does not exist that day
        ("P1M", "2026-01-31T08:00", "2026-02-28T08:00+01:00"),
        ("P1Y", "2028-02-29T08:00", "2029-02-28T08:00+01:00"),
        ("P2W", "2026-11-20T10:30", "2026-12-04T10:30+01:00"),
        ("P1DT2H", "2026-11-20T23:30", "2026-11-22T01:30+01:00"),
        ("PT15M", "2026-12-31T23:50", "2027-01-01T00:05+01:00"),
    ],
)
def test_plain_time(after, start, expected):
    assert when(after, start) == expected


WORKING = Calendar.of(
    {
        "time_zone": "Europe/Paris",
        "working_days": ["mon", "tue", "wed", "thu", "fri"],
        "closed": [
            {"date": "2026-12-25", "label": "Noël"},
            {"from": "2027-01-01", "to": "2027-01-01", "label": "Jour de l’an"},
        ],
    }
)


@pytest.mark.parametrize(
    ("after", "start", "expected"),
    [
        ("P1D", "2026-11-20T10:30", "2026-11-23T10:30+01:00"),  # a Friday
        ("P1D", "2026-11-21T10:30", "2026-11-23T10:30+01:00"),  # a Saturday
        ("P10D", "2026-11-20T10:30", "2026-12-04T10:30+01:00"),
        ("P1D", "2026-12-24T10:30", "2026-12-28T10:30+01:00"),  # Christmas on a Friday
        ("P6D", "2026-12-24T10:30", "2027-01-05T10:30+01:00"),
        ("P1D", "2026-03-27T10:30", "2026-03-30T10:30+02:00"),  # over the change of clocks
    ],
)
def test_working_days(after, start, expected):
    assert when(after, start, "ouvres", ouvres=WORKING) == expected


def test_a_calendar_nobody_knows_counts_monday_to_friday():
    assert when("P1D", "2026-12-24T10:30", "perdu") == "2026-12-25T10:30+01:00"


def test_another_zone_has_its_own_wall():
    reunion = Calendar(zone="Indian/Reunion")
    start = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)  # already Saturday there
    found = due(timer("P1D", "c"), Anchors(start), {"c": reunion})
    assert found == datetime(2026, 11, 22, 21, 0, tzinfo=UTC)


def test_a_long_closure_is_passed_over():
    summer = Calendar.of(
        {
            "time_zone": "Europe/Paris",
            "working_days": ["tue"],
            "closed": [{"from": "2026-07-01", "to": "2027-08-31", "label": "Travaux"}],
        }
    )
    assert when("P2D", "2026-06-30T08:00", "c", c=summer) == "2027-09-14T08:00+02:00"


def test_a_calendar_that_never_opens_does_not_hang_and_counts_monday_to_friday():
    closed = Calendar(weekdays=frozenset())
    assert when("P1D", "2026-11-20T10:30", "c", c=closed) == "2026-11-23T10:30+01:00"
    with pytest.raises(NoWorkingDay):
        closed.after(datetime(2026, 1, 1, tzinfo=UTC).date(), 1)


def test_the_anchor_is_the_one_asked_for():
    start = datetime(2026, 11, 20, 9, tzinfo=UTC)
    anchors = Anchors(start, start - timedelta(days=10), start - timedelta(days=20))
    days = [due(timer("P30D", "", a), anchors) - start
            for a in ("latest-arrival", "first-arrival", "submission")]  # fmt: skip
    assert [d.days for d in days] == [30, 20, 10]


@given(st.integers(0, 30_000 * 24 * 60), st.integers(1, 60))
def test_a_working_deadline_falls_on_a_working_day_after_exactly_that_many(minutes, count):
    began = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ends = due(timer(f"P{count}D", "c"), Anchors(began), {"c": WORKING})
    first, last = began.astimezone(PARIS).date(), ends.astimezone(PARIS).date()
    days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    assert WORKING.works_on(last)
    assert sum(map(WORKING.works_on, days)) == count
